import { canonicalMeta, contentHash } from './chain';
import type { EventCatalogue } from './event-catalogue';
import {
  type AppendReq,
  AppendTooLate,
  type Expected,
  InvalidAppend,
  type NewEvent,
  type StreamClass,
} from './event-log';
import { isStreamName, streamClass } from './stream-class';

/** Greatest size of one event: payload and metadata as canonical bytes. */
export const MAX_EVENT_BYTES = 256 * 1024;
/** Greatest size of one append request. */
export const MAX_APPEND_BYTES = 768 * 1024;
/** Greatest number of events in one append request. */
export const MAX_APPEND_EVENTS = 2000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TYPE = /^[a-z]{1,20}\.[A-Z][A-Za-z0-9]{0,99}$/;

/** An event as bytes, ready to be stored. */
export interface PreparedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Buffer;
  readonly meta: Buffer;
  /** {@link contentHash} of both. */
  readonly content: Buffer;
}

/** A checked request. */
export interface PreparedAppend {
  readonly stream: string;
  readonly streamClass: StreamClass;
  readonly expected: Expected;
  readonly appendId: string;
  readonly events: readonly PreparedEvent[];
  readonly bytes: number;
  /** See {@link AppendReq.beginBy}; infinite when it may begin at any time. */
  readonly beginBy: number;
}

/** Checks and serialises a request the same way for every adapter. @throws InvalidAppend */
export function prepareAppend(request: AppendReq, catalogue: EventCatalogue): PreparedAppend {
  const { stream, expected, appendId, beginBy = Infinity } = request;
  if (!isStreamName(stream)) throw new InvalidAppend(`not a stream name: ${JSON.stringify(stream)}`);
  if (!UUID.test(appendId)) throw new InvalidAppend(`append id is not a lower-case UUID: ${JSON.stringify(appendId)}`);
  if (typeof expected === 'bigint' && expected < 0n)
    throw new InvalidAppend(`expected revision is negative: ${expected}`);
  if (request.events.length === 0) throw new InvalidAppend(`append to ${stream} has no event`);
  if (request.events.length > MAX_APPEND_EVENTS)
    throw new InvalidAppend(`append to ${stream} has over ${MAX_APPEND_EVENTS} events`);
  if (new Set(request.events.map(({ id }) => id)).size !== request.events.length)
    throw new InvalidAppend(`append to ${stream} has an event id twice`);
  const events = request.events.map((event) => prepareEvent(event, catalogue));
  const bytes = events.reduce((sum, { data, meta }) => sum + data.length + meta.length, 0);
  if (bytes > MAX_APPEND_BYTES)
    throw new InvalidAppend(`append to ${stream} has ${bytes} bytes, the limit is ${MAX_APPEND_BYTES}`);
  return { stream, streamClass: streamClass(stream), expected, appendId, events, bytes, beginBy };
}

/** @throws AppendTooLate when it may not begin any more */
export function assertInTime({ stream, beginBy }: Pick<PreparedAppend, 'stream' | 'beginBy'>): void {
  if (performance.now() > beginBy) throw new AppendTooLate(stream);
}

function prepareEvent(event: NewEvent, catalogue: EventCatalogue): PreparedEvent {
  if (!UUID.test(event.id)) throw new InvalidAppend(`event id is not a lower-case UUID: ${JSON.stringify(event.id)}`);
  if (!TYPE.test(event.type)) throw new InvalidAppend(`not an event type: ${JSON.stringify(event.type)}`);
  catalogue.check(event);
  const data = serialise(event.type, () => JSON.stringify(event.data));
  const meta = serialise(event.type, () => canonicalMeta(event.meta));
  if (data.length + meta.length > MAX_EVENT_BYTES)
    throw new InvalidAppend(`${event.type} has ${data.length + meta.length} bytes, the limit is ${MAX_EVENT_BYTES}`);
  return { id: event.id, type: event.type, data, meta, content: contentHash(data, meta) };
}

function serialise(type: string, stringify: () => string): Buffer {
  let json: string;
  try {
    json = stringify();
  } catch (cause) {
    throw new InvalidAppend(`${type} is not JSON: ${(cause as Error).message}`);
  }
  if (!json?.startsWith('{')) throw new InvalidAppend(`${type}: payload and metadata must be objects`);
  return Buffer.from(json, 'utf8');
}
