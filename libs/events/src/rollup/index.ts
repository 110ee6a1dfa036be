import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

/** What a network shows that a list may hold: an address, a name of the DNS, a fingerprint of a TLS client (JA3, JA4). */
export const OBSERVED_KINDS = ['addresses', 'names', 'fingerprints'] as const;
export type ObservedKind = (typeof OBSERVED_KINDS)[number];

/** Most rows of one part, and most hosts that are named in a row. */
export const MAX_OBSERVED_ROWS = 500;
export const MAX_OBSERVED_HOSTS = 8;

const most = MAX_OBSERVED_ROWS;
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** µs since 1970 UTC, packet time. */
const time = z.number().int();
const count = z.number().int().nonnegative();

/**
 * Stream `rollup-<yyyymmdd>`: what was observed on a recorded day that is over, one row a value and sensor, in parts of columns of equal length.
 * The rows of all parts are in the order of their keys; `last` ends the day. `count`: connections that ended and messages that named it.
 * `hosts`: the first of those that had to do with it, in the order of their text; `more`: there were others.
 */
export const ObservedDaily = defineEvent({
  type: 'rollup.ObservedDaily',
  version: 1,
  schema: z
    .object({
      day,
      part: count,
      last: z.boolean(),
      cols: z.object({
        kind: z.array(z.enum(OBSERVED_KINDS)).max(most),
        value: z.array(z.string().min(1).max(1024)).max(most),
        sensor: z.array(z.string().max(1024)).max(most),
        first: z.array(time).max(most),
        last: z.array(time).max(most),
        count: z.array(count).max(most),
        hosts: z.array(z.array(z.string().max(45)).max(MAX_OBSERVED_HOSTS)).max(most),
        more: z.array(z.boolean()).max(most),
      }),
    })
    .refine(({ cols }) => Object.values(cols).every(({ length }) => length === cols.kind.length), {
      message: 'columns differ in length',
    }),
});

/** Sums that outlive what they were counted from. */
export const ROLLUP_EVENTS = [ObservedDaily] as const;
