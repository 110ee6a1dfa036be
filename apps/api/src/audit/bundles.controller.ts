import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Response } from 'express';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { knownViewer } from '../access/viewer';
import { sendFile } from '../exports/file-door';
import { HistoryBundles } from './history-bundles';

/** Signed bundles of the history. */
@Controller('api/audit/bundles')
export class BundlesController {
  constructor(private readonly bundles: HistoryBundles) {}

  @Get(':id/file')
  @Allow('audit.verify')
  async file(@Param('id') id: string, @Req() request: KnownRequest, @Res() response: Response): Promise<void> {
    await sendFile(await this.bundles.open(knownViewer(request.viewer), id, request), response);
  }
}
