import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Response } from 'express';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { knownViewer } from '../access/viewer';
import { Exports } from './exports';

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** Files of exports. */
@Controller('api/exports')
export class ExportsController {
  constructor(private readonly exports: Exports) {}

  /** The whole file, as an attachment under a name that the server made. */
  @Get(':id/file')
  @Allow('export.data')
  async file(@Param('id') id: string, @Req() request: KnownRequest, @Res() response: Response): Promise<void> {
    const { file, pieces } = await this.exports.open(knownViewer(request.viewer), id, request);
    response.setHeader('Content-Type', TYPES[file.format] ?? 'application/octet-stream');
    response.setHeader('Content-Disposition', `attachment; filename="${file.fileName}"`);
    response.setHeader('Content-Length', String(file.bytes));
    response.setHeader('Cache-Control', 'no-store');
    // A client that goes away, or a file that is removed meanwhile, ends the connection: nobody takes a part for the whole.
    await pipeline(Readable.from(pieces), response).catch(() => response.destroy());
  }
}
