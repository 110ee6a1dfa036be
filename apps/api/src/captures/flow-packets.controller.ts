import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Response } from 'express';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { FlowPackets } from './flow-packets';

/** Packets of flows as files. */
@Controller('api/flows')
export class FlowPacketsController {
  constructor(private readonly packets: FlowPackets) {}

  /** The packets of one flow, as pcap, under a name that the server made. */
  @Get(':id/pcap')
  @Allow('packets.download')
  async pcap(@Req() request: KnownRequest, @Param('id') id: string, @Res() response: Response): Promise<void> {
    const { fileName, pieces } = await this.packets.file(request, id);
    response.setHeader('Content-Type', 'application/vnd.tcpdump.pcap');
    response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
    response.setHeader('Cache-Control', 'no-store');
    // What breaks off ends the connection: nobody takes a part for the whole.
    await pipeline(Readable.from(pieces), response).catch(() => response.destroy());
  }
}
