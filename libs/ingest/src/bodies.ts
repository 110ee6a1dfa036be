import type { AppendReq, Expected, JsonObject } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { MAX_EVENTS } from './limits';

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const stream = z.string().min(1).max(200);
const span = z.tuple([z.int(), z.int()]);

/** Metadata as a sensor gives it. The chain's hashes are the log's to fill in: who sends some is refused. */
const meta = z.strictObject({
  $correlationId: z.string().max(100),
  $causationId: z.string().max(100),
  actor: z.string().max(100),
  sv: z.int().positive(),
  src: z.string().max(200).optional(),
  seq: span.optional(),
  batch: z.int().positive().optional(),
  occ: span,
});

const appendBody = z.strictObject({
  stream,
  expected: z.union([z.enum(['any', 'none']), z.string().regex(/^(0|[1-9]\d{0,14})$/)]),
  appendId: uuid,
  events: z
    .array(
      z.strictObject({
        id: uuid,
        type: z.string().max(120),
        data: z.custom<JsonObject>(
          (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
          'must be an object',
        ),
        meta,
      }),
    )
    .min(1)
    .max(MAX_EVENTS),
});

/** Body of `POST /api/ingest/tail`. */
export const TailBody = z.strictObject({ stream });

/** An append as it is sent. `exists` has no meaning for a sensor. */
export type SentAppend = AppendReq & { readonly expected: Exclude<Expected, 'exists'> };

/** An append as JSON; revisions as text, for they may be greater than a number can tell. */
export const writeAppend = ({ stream, expected, appendId, events }: AppendReq): Buffer =>
  Buffer.from(JSON.stringify({ stream, expected: String(expected), appendId, events }));

/** @returns the request, or the first thing that is wrong with it */
export function readAppend(json: unknown): SentAppend | string {
  const result = appendBody.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    return `${issue?.path.join('.')}: ${issue?.message}`;
  }
  const { expected, events, ...rest } = result.data;
  return {
    ...rest,
    expected: expected === 'any' || expected === 'none' ? expected : BigInt(expected),
    events: events as unknown as AppendReq['events'],
  };
}

/** Number of the first event of a request in its stream, from 1: what its head tells as sequence. 0 when the order does not decide. */
export const sequenceOf = (expected: Expected): number =>
  expected === 'none' ? 1 : typeof expected === 'bigint' ? Number(expected) + 2 : 0;

/** Answer to an append that is in the log, written just now or before (`duplicate`). */
export const TakenAnswer = z.object({
  status: z.enum(['ok', 'duplicate']),
  revision: z.string().regex(/^\d{1,18}$/),
  position: z.string().max(64),
  hash: z.string().max(128),
  now: z.number(),
});
export type TakenAnswer = z.infer<typeof TakenAnswer>;

/** Answer to a question after the end of a stream: its last revision, and the append that wrote it. `now`: the clock of the log's side, ms. */
export const TailAnswer = z.object({
  tail: z.object({ revision: z.string().regex(/^\d{1,18}$/), lastAppendId: z.string().max(64).nullable() }).nullable(),
  now: z.number(),
});
export type TailAnswer = z.infer<typeof TailAnswer>;

/** A refusal. `actual`: last revision of the stream, −1 when it is absent; `expected`: the sequence that would be taken. */
export const RefusedAnswer = z.object({
  code: z.string().max(64),
  message: z.string().max(2000),
  actual: z
    .string()
    .regex(/^(-1|\d{1,18})$/)
    .optional(),
  expected: z.number().optional(),
});
export type RefusedAnswer = z.infer<typeof RefusedAnswer>;
