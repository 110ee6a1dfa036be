import { defineEvent, type JsonValue } from '@wireledger/event-sourcing';
import { z } from 'zod';

import { RECORD_KINDS } from '../telemetry/record-kinds';
import { parameters, ruleId, ruleVersion, severity, time } from './parts';

/** Most records that are copied into an alert's stream, and most bytes of them as JSON (design decision 15). */
export const MAX_EVIDENCE_RECORDS = 1000;
export const MAX_EVIDENCE_BYTES = 240 * 1024;

const count = z.number().int().nonnegative();
const label = z.string().max(300);

/** Detector of alerts that looking back raised: what was observed before a list knew it. */
export const RETRO_HUNT = 'retro-hunt';

/** A measured value against what the rule allows. `unit` as shown behind the value, may be empty. */
const measure = z.object({
  name: z.string().max(100),
  unit: z.string().max(30),
  value: z.number(),
  threshold: z.number(),
});
export type Measure = z.infer<typeof measure>;

/** What grows while an episode goes on. Times are packet time, µs; `sources` and `targets` are distinct counts. */
const growth = {
  severity,
  first: time,
  last: time,
  sources: count,
  targets: count,
  measure: measure.nullable(),
  summary: z.string().min(1).max(2000),
} as const;

/**
 * Stream `alert-<id>`: a rule's condition was met for an entity (design decision 15). Written by a detector host; the id of the event is
 * UUIDv5(alert, kind, growth step), so a host that lost its memory writes none twice. `src`, `dst` are null where there are many.
 * `scope` is what the detector's state belongs to: sensor and timeline. `at` is the packet time of the record that crossed the threshold.
 */
export const AlertRaised = defineEvent({
  type: 'domain.AlertRaised',
  version: 1,
  schema: z.object({
    alert: z.uuid(),
    rule: z.object({ id: ruleId, version: ruleVersion, name: label }),
    detector: z.object({ name: z.string().max(100), version: z.number().int().positive() }),
    parameters,
    kind: z.string().regex(/^[a-z][a-z0-9_]{0,59}$/),
    /** Technique of MITRE ATT&CK, `T1046`, `T1071.004`. */
    technique: z
      .string()
      .regex(/^T\d{4}(\.\d{3})?$/)
      .nullable(),
    scope: z.object({ sensor: z.string().max(100), timeline: z.string().max(100) }),
    entity: label,
    src: label.nullable(),
    dst: label.nullable(),
    dport: z.number().int().min(0).max(65535).nullable(),
    ...growth,
    at: time,
    window: z.object({ from: time, to: time }).nullable(),
    /** Numbers that the decision rests on besides the measure: medians, deviations, scores. */
    baseline: z.record(z.string().max(100), z.number()),
    /** Recorded over five minutes after the packets. */
    late: z.boolean(),
  }),
});

/**
 * The episode went on: it grew to `step` (10, 100, 1000 …), or became graver without (`step` 0). `findings`: what has grown, over the whole
 * episode.
 */
export const AlertRecurred = defineEvent({
  type: 'domain.AlertRecurred',
  version: 1,
  schema: z.object({ alert: z.uuid(), step: count, findings: count, ...growth }),
});

/** A record as it is kept: where it stands in the log, and what it says. */
export const evidenceRecord = z.object({
  /** Batch that holds it, and its place in there: record id `event#n`. */
  event: z.uuid(),
  n: count,
  position: z.string().min(1).max(100),
  /** Hash of the batch's event in the chain, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.enum(RECORD_KINDS),
  /** The record's own columns, times absolute in µs. */
  record: z.record(
    z.string().max(60),
    z.custom<JsonValue>((value) => value !== undefined),
  ),
});
export type EvidenceRecord = z.infer<typeof evidenceRecord>;

/** Copies of the records that were counted, so that they outlive telemetry. `left` records were counted and not kept. */
export const AlertEvidenceKept = defineEvent({
  type: 'domain.AlertEvidenceKept',
  version: 1,
  schema: z.object({
    alert: z.uuid(),
    step: count,
    records: z.array(evidenceRecord).min(1).max(MAX_EVIDENCE_RECORDS),
    left: count,
  }),
});
