import { once } from 'node:events';
import { Controller, Get, Headers, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DomainError } from '@wireledger/kernel';
import type { Response } from 'express';
import { z } from 'zod';

import { Allow } from '../../access/allow';
import type { KnownRequest } from '../../access/request';
import { knownViewer } from '../../access/viewer';
import { originOf } from '../../http/request-origin';
import type { LiveFrame } from '../../schema/live';
import { RestFacade } from '../facade';
import { readGiven } from '../given';
import { Errors, Parameters } from '../openapi/documented';
import { several, text } from '../routes/parameters';
import { LIVE } from './live-fields';
import { LiveStreams } from './live-streams';

const conditions = z.strictObject({
  kinds: z
    .array(z.enum(['FLOW', 'DNS']))
    .optional()
    .meta({ description: 'Both when absent.' }),
  ip: several('Either end: an address or a prefix.'),
  port: z.array(z.number().int().min(0).max(65_535)).max(100).optional(),
  proto: several('Transport protocol.'),
  app: several('Application protocol.'),
  sensor: several('Sensor.'),
  name: text('Text in the name.').optional(),
  filter: text('Of flows: an expression of the filter language.', 4096).optional(),
  limit: z.number().int().min(50).max(500).optional().meta({ description: 'Items a second; the rest is counted.' }),
});

/** A frame as an event of the stream. Its id is the cursor: a browser that comes back sends it as `Last-Event-ID`, and nothing is lost. */
const eventOf = (frame: LiveFrame): string => `id: ${frame.cursor}\nevent: frame\ndata: ${JSON.stringify(frame)}\n\n`;
const ENDED = `event: end\ndata: ${JSON.stringify({ code: 'UNAUTHENTICATED' })}\n\n`;

/** Facts as they are recorded, by server-sent events. */
@ApiTags('Live')
@Controller('api')
export class LiveController {
  constructor(
    private readonly facade: RestFacade,
    private readonly streams: LiveStreams,
  ) {
    facade.serve([LIVE]);
  }

  @Get('live')
  @Allow(LIVE.permission, { facade: true })
  @ApiOperation({
    operationId: 'live',
    summary: 'Flows and lookups as they are recorded, by server-sent events',
    description:
      'One `frame` a second at most, one in five at least. `Last-Event-ID` goes on behind a frame, without loss. The stream ends with `end` once the caller may no longer act. Permission `live.read`.',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Cursor of the last frame that was seen.' })
  @ApiProduces('text/event-stream')
  @ApiResponse({
    status: 200,
    description: 'A stream; `data` of each `frame` is a LiveFrame.',
    content: { 'text/event-stream': { schema: { $ref: '#/components/schemas/LiveFrame' } } },
  })
  @Parameters(conditions)
  @Errors()
  async live(
    @Req() request: KnownRequest,
    @Res() response: Response,
    @Headers('last-event-id') after: string | undefined,
  ): Promise<void> {
    const viewer = knownViewer(request.viewer);
    const where = readGiven({ query: conditions }, request);
    if (after !== undefined && after.length > 200)
      throw new DomainError('BAD_USER_INPUT', '`Last-Event-ID` is not the id of a frame.');
    let ended: 'gone' | 'revoked' | 'closing' | null = null;
    let stop = () => undefined as unknown;
    const end = (how: 'gone' | 'revoked' | 'closing') => {
      ended ??= how;
      stop();
    };
    const release = this.streams.keep(viewer, end);
    response.once('close', () => end('gone'));
    try {
      const asking = { requestId: request.requestId, viewer, from: originOf(request), live: true };
      const frames = await this.facade.open<LiveFrame>('Subscription.liveTail', { where, after }, asking);
      stop = () => frames.return(undefined);
      if (ended !== null) stop();
      response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
      response.setHeader('X-Accel-Buffering', 'no');
      response.flushHeaders();
      for await (const frame of frames) {
        if (ended === null && !this.streams.isCurrent(viewer)) ended = 'revoked';
        if (ended !== null) break;
        // A reader that is slow gets its next frame when it has taken this one: what comes meanwhile is counted or replayed.
        if (!response.write(eventOf(frame))) await Promise.race([once(response, 'drain'), once(response, 'close')]);
      }
      if (ended === 'revoked') response.write(ENDED);
      response.end();
    } finally {
      release();
    }
  }
}
