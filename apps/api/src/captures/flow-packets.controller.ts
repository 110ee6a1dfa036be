import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { FlowPackets } from './flow-packets';
import { Described } from '../rest/openapi/described';

/** Packets of flows as files. */
@ApiTags('Events, flows and packets')
@Controller('api/flows')
export class FlowPacketsController {
  constructor(private readonly packets: FlowPackets) {}

  /** The packets of one flow, as pcap, under a name that the server made. */
  @Get(':id/pcap')
  @Allow('packets.download')
  @Described({
    name: 'flowPcap',
    summary: 'The packets of one flow, as pcap',
    description:
      'With masked addresses and without payload while addresses are masked for the caller. Asks for a fresh second factor with a reason: programs are refused.',
    permission: 'packets.download',
    file: 'application/vnd.tcpdump.pcap',
  })
  async pcap(@Req() request: KnownRequest, @Param('id') id: string, @Res() response: Response): Promise<void> {
    const { fileName, pieces } = await this.packets.file(request, id);
    response.setHeader('Content-Type', 'application/vnd.tcpdump.pcap');
    response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
    response.setHeader('Cache-Control', 'no-store');
    // What breaks off ends the connection: nobody takes a part for the whole.
    await pipeline(Readable.from(pieces), response).catch(() => response.destroy());
  }
}
