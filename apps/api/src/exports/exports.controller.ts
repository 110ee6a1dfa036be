import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { knownViewer } from '../access/viewer';
import { Exports } from './exports';
import { sendFile } from './file-door';
import { Described } from '../rest/openapi/described';

/** Files of exports. */
@ApiTags('Export')
@Controller('api/exports')
export class ExportsController {
  constructor(private readonly exports: Exports) {}

  /** The whole file, as an attachment under a name that the server made. */
  @Get(':id/file')
  @Allow('export.data')
  @Described({
    name: 'exportFile',
    summary: 'The file of a finished export',
    permission: 'export.data',
    file: 'text/csv',
  })
  async file(@Param('id') id: string, @Req() request: KnownRequest, @Res() response: Response): Promise<void> {
    await sendFile(await this.exports.open(knownViewer(request.viewer), id, request), response);
  }
}
