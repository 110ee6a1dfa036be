import type { DomainEvent, EventLog, JsonObject, Position } from '@wireledger/event-sourcing';
import {
  CaptureStarted,
  CaptureStopped,
  captureStream,
  GapReported,
  ReplayCompleted,
  ReplayStarted,
  ReplayStopped,
  SensorEnrolled,
  sensorStream,
} from '@wireledger/events';
import type { RecordKind } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import type { ReplaySpec } from './replay/replay-spec';

/** Namespace of ids that follow from a sensor's name alone. */
const SENSORS = '5d1ae1a4-9a0d-5bb1-8f0c-6a7c9d0e4b11';
export const DEMO_SENSOR = 'demo';

/** What a source came to. */
export interface SourceFigures {
  readonly packets: number;
  readonly bytes: number;
  readonly batches: number;
  readonly records: Readonly<Record<RecordKind, number>>;
  readonly digest?: string;
  readonly warnings: readonly string[];
}

interface Fact {
  readonly stream: string;
  readonly event: DomainEvent;
  readonly id: string;
  readonly sensor: string;
  readonly source?: string;
  /** When, µs since 1970 UTC. */
  readonly atUs: number;
  readonly expected: 'none' | bigint;
}

/** Appends one fact. Its id is fixed by what it says, so saying it again after a crash is answered `duplicate`. */
async function record(log: EventLog, fact: Fact): Promise<Position | null> {
  const [result] = await log.append([
    {
      stream: fact.stream,
      expected: fact.expected,
      appendId: fact.id,
      events: [
        {
          id: fact.id,
          type: fact.event.type,
          data: fact.event.data as JsonObject,
          meta: {
            $correlationId: fact.source ?? fact.id,
            $causationId: fact.source ?? fact.id,
            actor: `sensor:${fact.sensor}`,
            sv: fact.event.version,
            occ: [fact.atUs, fact.atUs],
            ...(fact.source ? { src: `${fact.sensor}/${fact.source}` } : {}),
          },
        },
      ],
    },
  ]);
  return result?.status === 'ok' || result?.status === 'duplicate' ? result.position : null;
}

/** Enrols a sensor name when it writes for the first time; said before, it changes nothing. */
export async function recordSensor(log: EventLog, sensor: string, atUs: number): Promise<void> {
  const event = SensorEnrolled.create({ sensor, ...(sensor === DEMO_SENSOR ? { demo: true } : {}) });
  await record(log, {
    stream: sensorStream(sensor),
    event,
    id: uuidV5(SENSORS, sensor),
    sensor,
    atUs,
    expected: 'none',
  });
}

/** Before the first batch of a replay; the same again when it is resumed. */
export async function recordStarted(log: EventLog, spec: ReplaySpec): Promise<void> {
  const { source, sensor, cut, sha256, sizeBytes, speed, timestamps, shiftUs, fromS, maxGapS, timeouts } = spec;
  const file = spec.imports ?? spec.file;
  const event = ReplayStarted.create({
    ...{ source, sensor, cut, file, sha256, sizeBytes, speed, timestamps, shiftUs, maxGapS },
    fromUs: Math.round(fromS * 1e6),
    ...(timeouts ? { timeouts } : {}),
    ...(sensor === DEMO_SENSOR ? { demo: true } : {}),
  });
  const id = uuidV5(source, 'started');
  await record(log, {
    stream: captureStream(source),
    event,
    id,
    sensor,
    source,
    atUs: spec.startedUs,
    expected: 'none',
  });
}

/** Whether the whole file of a source is in the log. */
export async function isCompleted(log: EventLog, source: string): Promise<boolean> {
  const stream = captureStream(source);
  if ((await log.tail(stream)) === 'absent') return false;
  const { events } = await log.readStream({ stream, limit: 100 });
  return events.some(({ type }) => type === ReplayCompleted.type);
}

/** The end of a replay; `reason` when a person ended it, or a fault. */
export async function recordReplayEnd(
  log: EventLog,
  { source, sensor }: { source: string; sensor: string },
  figures: SourceFigures,
  reason: string | null,
): Promise<Position | null> {
  const { batches, digest, warnings, ...rest } = figures;
  const event =
    reason === null
      ? ReplayCompleted.create({ source, batches, ...rest, warnings: shorten(warnings), ...(digest ? { digest } : {}) })
      : ReplayStopped.create({ source, batches, reason: reason.slice(0, 500) });
  const id = uuidV5(source, 'ended');
  return record(log, {
    stream: captureStream(source),
    event,
    id,
    sensor,
    source,
    atUs: Date.now() * 1000,
    expected: 0n,
  });
}

/** A live stream begins. */
export async function recordStreamStarted(
  log: EventLog,
  { source, sensor, startUs, replaces }: { source: string; sensor: string; startUs: number; replaces: string | null },
): Promise<void> {
  const event = CaptureStarted.create({
    ...{ source, sensor, cut: 1 as const, interfaces: ['simulator'], demo: true },
    ...(replaces ? { replaces } : {}),
  });
  const id = uuidV5(source, 'started');
  await record(log, { stream: captureStream(source), event, id, sensor, source, atUs: startUs, expected: 'none' });
}

export async function recordStreamStopped(
  log: EventLog,
  { source, sensor }: { source: string; sensor: string },
  figures: SourceFigures,
): Promise<void> {
  const { packets, bytes, batches, warnings } = figures;
  const event = CaptureStopped.create({
    source,
    packets,
    bytes,
    batches,
    reason: 'stopped',
    warnings: shorten(warnings),
  });
  const id = uuidV5(source, 'ended');
  await record(log, {
    stream: captureStream(source),
    event,
    id,
    sensor,
    source,
    atUs: Date.now() * 1000,
    expected: 0n,
  });
}

/** A live stream was cut off: what was in its sensor's memory is not in the log. */
export async function recordGap(
  log: EventLog,
  { source, sensor, fromUs, toUs }: { source: string; sensor: string; fromUs: number; toUs: number },
): Promise<void> {
  const event = GapReported.create({ source, from: fromUs, to: toUs, reason: 'the sensor was cut off', dropped: 0 });
  const id = uuidV5(source, 'gap');
  await record(log, { stream: captureStream(source), event, id, sensor, source, atUs: toUs, expected: 0n });
}

const shorten = (warnings: readonly string[]): string[] => warnings.slice(0, 100).map((text) => text.slice(0, 1000));
