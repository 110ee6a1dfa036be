import { defineEvent } from '@wireledger/event-sourcing';
import { z } from 'zod';

const sensor = z.string().min(1).max(100);
const source = z.uuid();
const count = z.number().int().nonnegative();
/** µs since 1970 UTC, packet time. */
const time = z.number().int();
/** Length of the source's batches in seconds of packet time: 1 live and paced, 60 as fast as possible. Constant for the source. */
const cut = z.union([z.literal(1), z.literal(60)]);
const timeout = z.number().positive().optional();
/** Source whose running flows end with reason `lost` because this one takes its place. */
const replaces = z.uuid().optional();
/** Demo traffic, marked in the console. */
const demo = z.boolean().optional();
const warnings = z.array(z.string().max(1000)).max(100);

/** Stream `sensor-<sensor>`: a sensor wrote for the first time. */
export const SensorEnrolled = defineEvent({
  type: 'domain.SensorEnrolled',
  version: 1,
  schema: z.object({ sensor, demo }),
});

/** Stream `capture-<source>`, as all below: a live source begins, before its first batch. */
export const CaptureStarted = defineEvent({
  type: 'domain.CaptureStarted',
  version: 1,
  schema: z.object({
    ...{ source, sensor, cut, replaces, demo },
    interfaces: z.array(z.string().max(100)).min(1),
    /** Filter expression given to the capture program. */
    bpf: z.string().max(2000).optional(),
    /** Expression of the filter language that packets were asked in the sensor. */
    filter: z.string().max(4096).optional(),
    /** Bytes kept of each packet, where it was not all of them. */
    snaplen: count.optional(),
    /** Whether packets that are addressed to others were taken as well. */
    promiscuous: z.boolean().optional(),
  }),
});

/** A file begins to be replayed. What is here is enough to go on after a restart with exactly the same facts. */
export const ReplayStarted = defineEvent({
  type: 'domain.ReplayStarted',
  version: 1,
  schema: z.object({
    ...{ source, sensor, cut, replaces, demo },
    file: z.string().max(4096),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    sizeBytes: count,
    /** Times real time, or as fast as possible. */
    speed: z.union([z.number().positive(), z.literal('max')]),
    timestamps: z.enum(['original', 'now']),
    /** Added to every packet time; 0 with original times. */
    shiftUs: z.number().int(),
    /** Packets before this offset from the first one are released at once. */
    fromUs: count,
    /** Pacing shortens longer silences of original times to this many seconds; packet times stay. */
    maxGapS: z.number().nonnegative(),
    /** Seconds of silence after which flows end, where somebody chose them: `tcp`, `unansweredSyn`, `udp`, `icmp`. */
    timeouts: z.object({ tcp: timeout, unansweredSyn: timeout, udp: timeout, icmp: timeout }).optional(),
  }),
});

/** The whole file is in the log. */
export const ReplayCompleted = defineEvent({
  type: 'domain.ReplayCompleted',
  version: 1,
  schema: z.object({
    source,
    packets: count,
    bytes: count,
    batches: count,
    /** Records by kind; a release that knows more kinds names more. */
    records: z.object({ flow: count, dns: count, traffic: count }).catchall(count),
    /** SHA-256 over all records, hex. */
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    warnings,
  }),
});

/** A person ended a replay before its file did; it is not resumed. */
export const ReplayStopped = defineEvent({
  type: 'domain.ReplayStopped',
  version: 1,
  schema: z.object({ source, batches: count, reason: z.string().max(500) }),
});

/** A live source ended. */
export const CaptureStopped = defineEvent({
  type: 'domain.CaptureStopped',
  version: 1,
  schema: z.object({
    ...{ source, packets: count, bytes: count, batches: count, reason: z.string().max(500), warnings },
    /** Packets that came and did not pass the filter of the filter language, where there was one. */
    filtered: count.optional(),
  }),
});

/** Packets between two times are not in the log. `dropped` = how many, 0 when nobody knows. */
export const GapReported = defineEvent({
  type: 'domain.GapReported',
  version: 1,
  schema: z.object({ source, from: time, to: time, reason: z.string().max(500), dropped: count }),
});

/** Packets of a source that were decoded and are in the log, but were to be stored as well and were not: how many, and why the last ones. */
export const PacketsNotStored = defineEvent({
  type: 'domain.PacketsNotStored',
  version: 1,
  schema: z.object({ source, from: time, to: time, packets: count, reason: z.string().max(500) }),
});

/** What was missing between two times was recorded later. */
export const GapClosed = defineEvent({
  type: 'domain.GapClosed',
  version: 1,
  schema: z.object({ source, from: time, to: time }),
});

/** What happens to sensors and sources. */
export const LIFECYCLE_EVENTS = [
  ...[SensorEnrolled, CaptureStarted, ReplayStarted, ReplayCompleted],
  ...[ReplayStopped, CaptureStopped, GapReported, GapClosed, PacketsNotStored],
] as const;

/** Streams of the events above. */
export const sensorStream = (name: string): string => `sensor-${name}`;
export const captureStream = (sourceId: string): string => `capture-${sourceId}`;
