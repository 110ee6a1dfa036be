import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { MAX_EVENTS_BYTES, MAX_REQUEST_EVENTS } from '@wireledger/ingest';
import type { Response } from 'express';

import { Allow } from '../access/allow';
import type { KnownRequest } from '../access/request';
import { assertNotForeign } from '../auth/auth.controller';
import { Errors } from '../rest/openapi/documented';
import { EVENT_EXAMPLES } from './event-examples';
import { EventIntake, type TakenEvents } from './event-intake';
import { intakeEventSchema } from './event-schema';

type Schema = never;

/** The way in for programs that tell of events by HTTP (docs/intake.md). */
@ApiTags('Events, flows and packets')
@Controller('api/events')
export class EventIntakeController {
  constructor(private readonly intake: EventIntake) {}

  @Post()
  @HttpCode(202)
  @Allow('facts.append')
  @ApiOperation({
    operationId: 'tellEvents',
    summary: 'Takes events that programs tell of: one, or several at once',
    description:
      `One event, an array of them, or (\`application/x-ndjson\`) an event a line; at most ${MAX_REQUEST_EVENTS} and ${MAX_EVENTS_BYTES} bytes, plain, gzip or zstd. ` +
      'All of a request or nothing is taken, and answered when it is written for good. Permission `facts.append`: a token of kind `sensor`.',
  })
  @ApiConsumes('application/json')
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'A text of the sender’s choice, good for 24 hours: the same request again is answered the same, and not recorded twice.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @ApiBody({
    required: true,
    schema: {
      anyOf: [
        intakeEventSchema,
        { type: 'array', minItems: 1, maxItems: MAX_REQUEST_EVENTS, items: intakeEventSchema },
      ],
    } as unknown as Schema,
    examples: EVENT_EXAMPLES as unknown as Schema,
  })
  @ApiResponse({
    status: 202,
    description: 'They are recorded.',
    schema: {
      type: 'object',
      required: ['accepted', 'received', 'ids'],
      properties: {
        accepted: { type: 'integer', description: 'How many events.' },
        received: { type: 'string', format: 'date-time', description: 'Time of the server.' },
        ids: {
          ...{ type: 'array', items: { type: 'string' } },
          description: 'Of each event, in order: the id by which alerts name it as their evidence.',
        },
      },
      additionalProperties: false,
    },
  })
  @Errors([
    [409, 'A request with this Idempotency-Key is being taken.'],
    [413, 'The body is too large.'],
    [415, 'The body is sent as something else.'],
    [
      422,
      'Events are wrong, `faults` says which and how to mend them; or the Idempotency-Key came with another body before.',
    ],
  ])
  async take(@Req() request: KnownRequest, @Res({ passthrough: true }) response: Response): Promise<TakenEvents> {
    assertNotForeign(request);
    const { answer, repeated } = await this.intake.take(request);
    if (repeated) response.setHeader('Idempotency-Replayed', 'true');
    return answer;
  }
}
