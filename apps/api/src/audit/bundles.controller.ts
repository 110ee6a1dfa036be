import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { knownViewer } from '../access/viewer';
import { sendFile } from '../exports/file-door';
import { HistoryBundles } from './history-bundles';
import { Described } from '../rest/openapi/described';

/** Signed bundles of the history. */
@ApiTags('Export')
@Controller('api/audit/bundles')
export class BundlesController {
  constructor(private readonly bundles: HistoryBundles) {}

  @Get(':id/file')
  @Allow('audit.verify')
  @Described({
    name: 'bundleFile',
    summary: 'The file of a signed bundle of the history',
    permission: 'audit.verify',
    file: 'application/x-ndjson',
  })
  async file(@Param('id') id: string, @Req() request: KnownRequest, @Res() response: Response): Promise<void> {
    await sendFile(await this.bundles.open(knownViewer(request.viewer), id, request), response);
  }
}
