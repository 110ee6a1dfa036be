import { parseTime } from '@wireledger/kernel';
import { z } from 'zod';

import type { Moment } from '../route';

/** Page sizes: those of the requirement documents where they name one, never more than GraphQL answers. */
export const limit = (usual: number, most: number) =>
  z
    .number()
    .int()
    .min(1)
    .max(most)
    .default(usual)
    .meta({ description: `Rows of a page, at most ${most}.` });

export const cursor = z
  .string()
  .min(1)
  .max(2000)
  .optional()
  .meta({ description: 'The `next` of the page before: answers the one behind it.' });

export const time = z
  .string()
  .max(40)
  .refine((text) => parseTime(text) !== null, 'write it as 2026-11-21T08:15:00Z')
  .meta({ format: 'date-time' });

export const uuid = z.uuid();

export const text = (description: string, most = 1024) => z.string().min(1).max(most).meta({ description });

/** Several values of one parameter: `ip=192.0.2.7&ip=198.51.100.0/24`. Any of them fits. */
export const several = (description: string) =>
  z.array(z.string().min(1).max(1024)).max(100).optional().meta({ description });

export const asOf = z
  .string()
  .regex(/^\d{1,19}$/)
  .optional()
  .meta({ description: 'A position of the log: the answer is what was known then.' });

/** Bounds of a range of packet time. */
export const bounds = {
  from: time
    .optional()
    .meta({ format: 'date-time', description: 'Begin of the range; 24 hours before its end when absent.' }),
  to: time.optional().meta({ format: 'date-time', description: 'End of the range, not in it; now when absent.' }),
};

export const sensor = z.string().min(1).max(200).optional().meta({ description: 'Of this sensor alone.' });

const HOUR_MS = 3_600_000;

/** The part of a moment that ranges need. */
export type Now = Pick<Moment, 'now'>;

export interface Range {
  readonly from: string;
  readonly to: string;
}

/** The range that was asked for; 24 hours, or `hours`, when its begin is left out. */
export function rangeOf(
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  { now }: Now,
  hours = 24,
): Range {
  const end = to ?? new Date(now).toISOString();
  return { from: from ?? new Date(Date.parse(end) - hours * HOUR_MS).toISOString(), to: end };
}
