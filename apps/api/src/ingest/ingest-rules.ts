import type { EventDefinition, JsonObject, NewEvent } from '@wireledger/event-sourcing';
import {
  type Batch,
  CaptureStarted,
  CaptureStopped,
  EVENT_DEFINITIONS,
  GapReported,
  KINDS,
  ReplayCompleted,
  ReplayStarted,
  ReplayStopped,
  type RecordKindDefinition,
  SensorEnrolled,
  sensorStream,
} from '@wireledger/events';
import type { SentAppend } from '@wireledger/ingest';
import { DomainError } from '@wireledger/kernel';
import { batchId } from '@wireledger/kernel/hashing';

import { batchFault } from './batch-values';

const DEFINITIONS = new Map(EVENT_DEFINITIONS.map((definition) => [definition.type, definition]));
const KIND_OF = new Map<string, RecordKindDefinition>(KINDS.map((kind) => [kind.type, kind]));
const STARTS: ReadonlySet<string> = new Set([CaptureStarted.type, ReplayStarted.type]);
const OF_SOURCE: ReadonlySet<string> = new Set([
  ...STARTS,
  ...[CaptureStopped.type, ReplayCompleted.type, ReplayStopped.type, GapReported.type],
]);
const CAPTURE = /^capture-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const SOURCE = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY_MS = 86_400_000;

/** A request that was looked at: the events as this release keeps them, and which sources they are of. */
export interface AllowedAppend {
  readonly events: readonly NewEvent[];
  /** Sources that must be this sensor's already. */
  readonly sources: ReadonlySet<string>;
  /** The source whose place another one takes: this sensor's, or nobody's. */
  readonly replaces: string | null;
}

/** What a sensor will never be let do; it drops the batch and says so in the log. */
const refused = (message: string): DomainError => new DomainError('INGEST_REFUSED', message);

/**
 * Whether a sensor may append this: batches of its own sources to its own daily stream, the beginning of its own sources, what happens to
 * them, and that it is there; nothing else, wherever it says it goes.
 * @param now ms since 1970 UTC
 * @throws DomainError INGEST_REFUSED naming what is wrong; INGEST_NEWER when only a newer release could say
 */
export function allowedAppend(sensor: string, request: SentAppend, now: number): AllowedAppend {
  const { stream, events } = request;
  const own = new Set<string>();
  for (const event of events) assertMeta(sensor, event);
  if (stream.startsWith('facts-')) {
    assertDay(sensor, stream, now);
    if (request.expected === 'any') throw refused('a batch says after which one it comes');
    for (const event of events) own.add(assertBatch(sensor, event));
  } else if (stream === sensorStream(sensor)) {
    for (const { type, data } of events)
      if (type !== SensorEnrolled.type || data.sensor !== sensor || data.demo !== undefined)
        throw refused(`${type} is not for a sensor to say`);
  } else {
    const source = CAPTURE.exec(stream)?.[1];
    if (source === undefined) throw refused(`stream ${stream} is not one of sensor ${sensor}`);
    for (const event of events) if (!startsSource(sensor, source, event, request)) own.add(source);
  }
  const replaces = events[0]?.data.replaces;
  return { events: events.map(current), sources: own, replaces: typeof replaces === 'string' ? replaces : null };
}

/** Streams that a sensor may ask about. */
export const isOwnFacts = (sensor: string, stream: string): boolean =>
  factsDay(sensor, stream) !== null || stream === sensorStream(sensor);

function factsDay(sensor: string, stream: string): number | null {
  const head = `facts-${sensor}.`;
  const day = stream.startsWith(head) ? stream.slice(head.length) : '';
  if (!/^\d{8}$/.test(day)) return null;
  const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  const ms = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== iso ? null : ms;
}

/** A stream is named by the day of our clock. What was offered before we went away keeps its day; none is of the day after tomorrow. */
function assertDay(sensor: string, stream: string, now: number): void {
  const day = factsDay(sensor, stream);
  if (day === null) throw refused(`stream ${stream} is not one of sensor ${sensor}`);
  if (day > now + DAY_MS) throw refused(`stream ${stream} is of a day that has not come`);
}

function assertMeta(sensor: string, { type, meta }: NewEvent): void {
  if (meta.actor !== `sensor:${sensor}`) throw refused(`${type} is said by ${meta.actor}, not by sensor ${sensor}`);
  const definition = DEFINITIONS.get(type);
  if (meta.sv > (definition?.version ?? 0) && (definition || type.startsWith('telemetry.')))
    throw new DomainError(
      'INGEST_NEWER',
      `The sensor says ${type} in version ${meta.sv}, which a newer release knows. Bring this system up to date; the sensor keeps what it has.`,
    );
}

/** @returns its source */
function assertBatch(sensor: string, event: NewEvent): string {
  const { id, type, meta } = event;
  const kind = KIND_OF.get(type);
  if (!kind) throw refused(`${type} is no batch of facts`);
  const source = meta.src?.startsWith(`${sensor}/`) ? meta.src.slice(sensor.length + 1) : '';
  if (!SOURCE.test(source)) throw refused(`a batch is of a source of sensor ${sensor}, not of ${meta.src ?? 'none'}`);
  const { batch, seq } = meta;
  if (batch === undefined || id !== batchId(source, batch))
    throw refused(`the id of a batch follows from its source and number ${batch ?? '(none)'}`);
  if (!seq || seq[0] < 1 || seq[1] < seq[0]) throw refused('a batch says which records it holds');
  const { schema } = DEFINITIONS.get(type) as EventDefinition;
  const shaped = schema.safeParse(current(event).data);
  if (!shaped.success) throw refused(`${type}: ${shaped.error.issues[0]?.message}`);
  const fault = batchFault(kind, current(event).data as unknown as Batch);
  if (fault !== null) throw refused(`${type}: ${fault}`);
  return source;
}

/** Whether the event begins the source. @throws DomainError INGEST_REFUSED */
function startsSource(sensor: string, source: string, event: NewEvent, request: SentAppend): boolean {
  const { type, data, meta } = event;
  if (!OF_SOURCE.has(type)) throw refused(`${type} is not for a sensor to say`);
  if (data.source !== source || meta.src !== `${sensor}/${source}`)
    throw refused(`${type} is about another source than its stream`);
  if (!STARTS.has(type)) return false;
  if (data.sensor !== sensor || data.demo !== undefined) throw refused(`${type} is about another sensor`);
  if (request.expected !== 'none' || request.events.length !== 1) throw refused('a source begins once, by itself');
  return true;
}

/** An event of an older sensor as this release says it. */
function current(event: NewEvent): NewEvent {
  const definition = DEFINITIONS.get(event.type);
  if (!definition || event.meta.sv >= definition.version) return event;
  try {
    const data = definition.read({ data: event.data, sv: event.meta.sv }) as JsonObject;
    return { ...event, data, meta: { ...event.meta, sv: definition.version } };
  } catch {
    throw refused(`${event.type} in version ${event.meta.sv} cannot be read`);
  }
}
