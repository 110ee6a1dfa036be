import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { DomainError, parseTime } from '@wireledger/kernel';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { assertNotForeign } from '../auth/auth.controller';
import { readBody } from '../http/read-body';
import { Described } from '../rest/openapi/described';
import { type PacketsAsked, type PacketsFile, PacketVault } from './packet-vault';

/** What is asked for; times as RFC 3339, both included. */
export const packetsBody = z.strictObject({
  /** Id of a flow: its packets alone, within its times unless others are said. */
  flow: z.string().max(200).nullable().default(null),
  /** SHA-256 of a capture of the library: a cut of it, within its times unless others are said. */
  capture: z.string().max(64).nullable().default(null),
  filter: z.string().max(4000).default(''),
  sensor: z.string().max(32).nullable().default(null),
  from: z.string().max(40).nullable().default(null),
  to: z.string().max(40).nullable().default(null),
});

const BODY = {
  type: 'object',
  properties: {
    flow: { type: 'string', maxLength: 200, description: 'Id of a flow: its packets alone.' },
    capture: { type: 'string', maxLength: 64, description: 'SHA-256 of a capture of the library: a cut of it.' },
    filter: { type: 'string', maxLength: 4000, description: 'Filter language, about single packets.' },
    sensor: { type: 'string', maxLength: 32 },
    from: { type: 'string', format: 'date-time', description: 'Wanted unless a flow or a capture is named.' },
    to: { type: 'string', format: 'date-time' },
  },
} as const;

/** @throws DomainError BAD_USER_INPUT when a time is none */
export function packetsAsked({ flow, capture, filter, sensor, from, to }: z.infer<typeof packetsBody>): PacketsAsked {
  const time = (text: string | null, name: string): number | null => {
    if (text === null) return null;
    const us = parseTime(text);
    if (us === null || us < 0)
      throw new DomainError('BAD_USER_INPUT', `\`${name}\` must be a time such as 2026-11-21T08:00:00Z.`);
    return us;
  };
  return { flow, capture, filter, sensor, fromUs: time(from, 'from'), toUs: time(to, 'to') };
}

/** Sends a file whose name the server made; what breaks off ends the connection, so that nobody takes a part for the whole. */
export async function sendPackets({ fileName, packets, pieces }: PacketsFile, response: Response): Promise<void> {
  response.setHeader('Content-Type', 'application/x-pcapng');
  response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
  response.setHeader('X-Packets', String(packets));
  response.setHeader('Cache-Control', 'no-store');
  await pipeline(Readable.from(pieces), response).catch(() => response.destroy());
}

/** Stored packets as files. */
@ApiTags('Events, flows and packets')
@Controller('api/packets')
export class PacketsController {
  constructor(private readonly vault: PacketVault) {}

  /** Those of a flow, or that a filter lets pass within a time, of the store or of a capture, as pcapng. A body, so that no address stands in a URL. */
  @Post('pcapng')
  @HttpCode(200)
  @Allow('packets.download')
  @ApiBody({ schema: BODY })
  @Described({
    name: 'storedPackets',
    summary: 'Stored packets of a flow, of a filter or of a capture, as pcapng',
    description:
      'With masked addresses and without payload while addresses are masked for the caller, who asks with masked values then. Asks for a fresh second factor with a reason: programs are refused. At most a million packets or 1 GiB.',
    permission: 'packets.download',
    file: 'application/x-pcapng',
  })
  async pcapng(@Req() request: KnownRequest, @Body() body: unknown, @Res() response: Response): Promise<void> {
    assertNotForeign(request);
    await sendPackets(await this.vault.file(request, packetsAsked(readBody(packetsBody, body))), response);
  }
}
