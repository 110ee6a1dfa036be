import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { knownViewer } from '../access/viewer';
import { Described } from '../rest/openapi/described';
import { ReportDesk } from './report-desk';
import { sendReport } from './report-file';

/** Files of reports. */
@ApiTags('Export')
@Controller('api/reports')
export class ReportsController {
  constructor(private readonly desk: ReportDesk) {}

  /** The whole file, as an attachment under a name that the server made, masked for whoever sees traffic masked. */
  @Get(':id/file')
  @Allow('reports.read', { limited: true })
  @Described({
    name: 'reportFile',
    summary: 'The file of a finished report',
    permission: 'reports.read',
    file: 'application/pdf',
  })
  async file(@Param('id') id: string, @Req() request: KnownRequest, @Res() response: Response): Promise<void> {
    await sendReport(await this.desk.open(knownViewer(request.viewer), id, request), response);
  }
}
