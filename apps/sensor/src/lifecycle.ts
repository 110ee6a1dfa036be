import type { DomainEvent, EventLog, JsonObject, NewEvent } from '@wireledger/event-sourcing';
import {
  CaptureStarted,
  CaptureStopped,
  captureStream,
  GapReported,
  PacketsNotStored,
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

/** Something that happened, ready to be appended: its id is fixed by what it says, so saying it again after a crash adds nothing. */
export interface Told {
  readonly stream: string;
  /** What is believed about the stream: that it is not there, that it holds one event, or nothing. */
  readonly expected: 'none' | 'first' | 'any';
  readonly event: NewEvent;
}

interface Fact {
  readonly stream: string;
  readonly event: DomainEvent;
  readonly id: string;
  readonly sensor: string;
  readonly source?: string;
  /** When, µs since 1970 UTC. */
  readonly atUs: number;
  readonly expected: Told['expected'];
}

const told = ({ stream, event, id, sensor, source, atUs, expected }: Fact): Told => ({
  stream,
  expected,
  event: {
    id,
    type: event.type,
    data: event.data as JsonObject,
    meta: {
      $correlationId: source ?? id,
      $causationId: source ?? id,
      actor: `sensor:${sensor}`,
      sv: event.version,
      occ: [atUs, atUs],
      ...(source ? { src: `${sensor}/${source}` } : {}),
    },
  },
});

/** A sensor name writes for the first time; said before, it changes nothing. */
export function sensorEnrolled(sensor: string, atUs: number): Told {
  const event = SensorEnrolled.create({ sensor, ...(sensor === DEMO_SENSOR ? { demo: true } : {}) });
  return told({
    ...{ stream: sensorStream(sensor), event, id: uuidV5(SENSORS, sensor) },
    ...{ sensor, atUs, expected: 'none' },
  });
}

/** Before the first batch of a replay; the same again when it is resumed. */
export function replayStarted(spec: ReplaySpec): Told {
  const { source, sensor, cut, sha256, sizeBytes, speed, timestamps, shiftUs, fromS, maxGapS, timeouts } = spec;
  const file = spec.imports ?? spec.file;
  const event = ReplayStarted.create({
    ...{ source, sensor, cut, file, sha256, sizeBytes, speed, timestamps, shiftUs, maxGapS },
    fromUs: Math.round(fromS * 1e6),
    ...(timeouts ? { timeouts } : {}),
    ...(sensor === DEMO_SENSOR ? { demo: true } : {}),
  });
  const id = uuidV5(source, 'started');
  return told({
    ...{ stream: captureStream(source), event, id, sensor, source },
    ...{ atUs: spec.startedUs, expected: 'none' },
  });
}

/** Whether the whole file of a source is in the log. */
export async function isCompleted(log: Pick<EventLog, 'tail' | 'readStream'>, source: string): Promise<boolean> {
  const stream = captureStream(source);
  if ((await log.tail(stream)) === 'absent') return false;
  const { events } = await log.readStream({ stream, limit: 100 });
  return events.some(({ type }) => type === ReplayCompleted.type);
}

/** The end of a replay; `reason` when a person ended it, or a fault. */
export function replayEnded(
  { source, sensor }: { source: string; sensor: string },
  figures: SourceFigures,
  reason: string | null,
): Told {
  const { batches, digest, warnings, ...rest } = figures;
  const event =
    reason === null
      ? ReplayCompleted.create({ source, batches, ...rest, warnings: shorten(warnings), ...(digest ? { digest } : {}) })
      : ReplayStopped.create({ source, batches, reason: reason.slice(0, 500) });
  const id = uuidV5(source, 'ended');
  return told({
    ...{ stream: captureStream(source), event, id, sensor, source },
    ...{ atUs: Date.now() * 1000, expected: 'first' },
  });
}

/** A live source: what it listens to, and the source whose place it takes. */
export interface LiveSource {
  readonly source: string;
  readonly sensor: string;
  readonly startedUs: number;
  readonly interfaces: readonly string[];
  readonly bpf?: string | undefined;
  readonly filter?: string | undefined;
  readonly snaplen?: number | undefined;
  readonly promiscuous?: boolean | undefined;
}

/** A live source begins. */
export function captureStarted(live: LiveSource, replaces: string | null): Told {
  const { source, sensor, interfaces, bpf, filter, snaplen, promiscuous } = live;
  const event = CaptureStarted.create({
    ...{ source, sensor, cut: 1 as const, interfaces: [...interfaces] },
    ...(bpf === undefined ? {} : { bpf }),
    ...(filter === undefined ? {} : { filter }),
    ...(snaplen === undefined ? {} : { snaplen }),
    ...(promiscuous === undefined ? {} : { promiscuous }),
    ...(sensor === DEMO_SENSOR ? { demo: true } : {}),
    ...(replaces ? { replaces } : {}),
  });
  const id = uuidV5(source, 'started');
  const stream = captureStream(source);
  return told({ stream, event, id, sensor, source, atUs: live.startedUs, expected: 'none' });
}

/** A live source ended, for this reason; `filtered`: packets that its filter kept out, null when it had none. */
export function captureStopped(
  { source, sensor }: { source: string; sensor: string },
  figures: SourceFigures,
  reason: string,
  filtered: number | null = null,
): Told {
  const { packets, bytes, batches, warnings } = figures;
  const event = CaptureStopped.create({
    ...{ source, packets, bytes, batches, reason: reason.slice(0, 500) },
    ...(filtered === null ? {} : { filtered }),
    warnings: shorten(warnings),
  });
  const id = uuidV5(source, 'ended');
  const stream = captureStream(source);
  return told({ stream, event, id, sensor, source, atUs: Date.now() * 1000, expected: 'any' });
}

/** Packets of a live source that are not in the log: how many, 0 when nobody knows, and why. Told once for each moment that it begins at, and each `part` of the source that lacks something. */
export function gapReported(
  { source, sensor }: { source: string; sensor: string },
  { fromUs, toUs, dropped }: { readonly fromUs: number; readonly toUs: number; readonly dropped: number },
  reason: string,
  part = '',
): Told {
  const event = GapReported.create({ source, from: fromUs, to: toUs, reason, dropped });
  const id = uuidV5(source, part === '' ? `gap:${fromUs}` : `gap:${fromUs}:${part}`);
  return told({ stream: captureStream(source), event, id, sensor, source, atUs: toUs, expected: 'any' });
}

/** Packets of a source that are in the log and not in the packet store. Told once for each moment that they begin at. */
export function packetsNotStored(
  { source, sensor }: { source: string; sensor: string },
  { fromUs, toUs, dropped }: { readonly fromUs: number; readonly toUs: number; readonly dropped: number },
  reason: string,
): Told {
  const event = PacketsNotStored.create({
    ...{ source, from: fromUs, to: toUs, packets: dropped },
    reason: reason.slice(0, 500),
  });
  const id = uuidV5(source, `notStored:${fromUs}:${toUs}`);
  return told({ stream: captureStream(source), event, id, sensor, source, atUs: toUs, expected: 'any' });
}

/** Why what was in a sensor's memory is not in the log. */
export const CUT_OFF = 'the sensor was cut off';

const shorten = (warnings: readonly string[]): string[] => warnings.slice(0, 100).map((text) => text.slice(0, 1000));
