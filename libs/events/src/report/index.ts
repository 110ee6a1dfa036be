import { defineEvent, type JsonObject } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { act, time } from '../detection/parts';

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const report = z.uuid();
const schedule = z.uuid();
/** `executive`, `audit_trail`: id of a template. */
const template = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
/** One line. */
const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u);
/** IANA name. */
const zone = z.string().min(1).max(64);

export const reportFormat = z.enum(['pdf', 'csv']);
export type ReportFormat = z.infer<typeof reportFormat>;

/** What somebody wants to have told: `from` and `to` in µs since 1970 UTC. */
export const reportOrder = z.object({ template, name, from: time, to: time, zone, format: reportFormat });
export type ReportOrder = z.infer<typeof reportOrder>;

/** A file of a report: in clear, or with addresses and names masked. */
export const reportFile = z.object({
  masked: z.boolean(),
  bytes: z.number().int().nonnegative(),
  /** SHA-256 of the file. */
  fileHash: hex,
  /** SHA-256 of what it says, without the time when it was made. */
  contentHash: hex,
});
export type ReportFile = z.infer<typeof reportFile>;

export const reportRhythm = z.enum(['weekly', 'monthly', 'days']);

/** When a report is to be made, again and again, and of what. */
export const reportScheduleDefinition = z.object({
  ...{ template, name, zone, format: reportFormat, rhythm: reportRhythm },
  /** Day of the week (1 Monday), day of the month (1 to 31), or so many days. */
  day: z.number().int().min(1).max(90),
  /** `HH:MM` of its zone. */
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
  /** Mail addresses, each sealed under a mark of itself, as those of channels are. */
  recipients: z.array(z.string().max(254)).max(20),
  shared: z.boolean(),
  paused: z.boolean(),
  /** Turns after this time are taken; the day of it is the first of those that come every so many days. µs since 1970 UTC. */
  since: time,
});
export type ReportScheduleDefinition = z.infer<typeof reportScheduleDefinition>;

/** Stream `report-<id>`: somebody, or a schedule in his name, ordered it. `turn`: of the schedule, µs since 1970 UTC. */
export const ReportRequested = defineEvent({
  type: 'domain.ReportRequested',
  version: 1,
  schema: z.object({
    ...{ report, ...act, order: reportOrder },
    schedule: schedule.nullable(),
    turn: time.nullable(),
    shared: z.boolean(),
  }),
});

/** It is to be made once more. */
export const ReportRetried = defineEvent({
  type: 'domain.ReportRetried',
  version: 1,
  schema: z.object({ report, ...act }),
});

/** Its files can be had. */
export const ReportGenerated = defineEvent({
  type: 'domain.ReportGenerated',
  version: 1,
  schema: z.object({ report, at: time, files: z.array(reportFile).min(1).max(2) }),
});

/** It was given up; `why` in words of ours. */
export const ReportFailed = defineEvent({
  type: 'domain.ReportFailed',
  version: 1,
  schema: z.object({ report, at: time, why: z.string().min(1).max(500) }),
});

/** Others who may read reports have it, or have it no longer. */
export const ReportShared = defineEvent({
  type: 'domain.ReportShared',
  version: 1,
  schema: z.object({ report, ...act, shared: z.boolean() }),
});

/** It is gone, and its files. */
export const ReportRemoved = defineEvent({
  type: 'domain.ReportRemoved',
  version: 1,
  schema: z.object({ report, ...act }),
});

/** The same when addresses were lines of one text. */
function listed({ definition, ...old }: JsonObject): JsonObject {
  const { recipients, ...rest } = definition as JsonObject & { readonly recipients: string };
  return { ...old, definition: { ...rest, recipients: recipients.split('\n').filter((one) => one !== '') } };
}

/** Stream `reportschedule-<id>`. */
export const ReportScheduleDefined = defineEvent({
  type: 'domain.ReportScheduleDefined',
  version: 2,
  schema: z.object({ schedule, ...act, definition: reportScheduleDefinition }),
  upcasts: { 1: listed },
});

export const ReportScheduleRemoved = defineEvent({
  type: 'domain.ReportScheduleRemoved',
  version: 1,
  schema: z.object({ schedule, ...act }),
});

/** Reports, and what orders them. */
export const REPORT_EVENTS = [
  ...[ReportRequested, ReportRetried, ReportGenerated, ReportFailed, ReportShared, ReportRemoved],
  ...[ReportScheduleDefined, ReportScheduleRemoved],
] as const;
