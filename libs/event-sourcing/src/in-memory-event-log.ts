import { chainHash } from './chain';
import { Doorbell } from './doorbell';
import { EventCatalogue } from './event-catalogue';
import {
  type AppendReq,
  type AppendResult,
  type EventLog,
  type EventMeta,
  type Filter,
  type Hint,
  LogClosed,
  type Page,
  type Position,
  type RecordedEvent,
  type StreamClass,
  StreamNotFound,
  type StreamPage,
  type Subscribed,
  type Subscription,
  type Tail,
  type TypesAfter,
} from './event-log';
import { typeMatcher } from './filter';
import { followAll } from './follow-all';
import { formatPosition, parsePosition } from './position';
import { assertInTime, type PreparedAppend, type PreparedEvent, prepareAppend } from './prepare-append';

/** What a store keeps of an event: bytes, so that nobody can change it through a reference. */
interface StoredEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: bigint;
  readonly recordedAt: number;
  readonly id: string;
  readonly type: string;
  readonly content: Buffer;
  readonly data: string;
  readonly meta: string;
  readonly prev: Buffer;
  readonly hash: Buffer;
}

interface StoredStream {
  readonly events: StoredEvent[];
  lastAppendId: string;
}

/** Contents of an in-memory log; hand the same one to a second log to "restart" it. */
export class InMemoryStore {
  readonly all: StoredEvent[] = [];
  readonly streams = new Map<string, StoredStream>();
  readonly retention = new Map<StreamClass, number | null>();
  readonly bell = new Doorbell();
  head = 0n;
}

const GENESIS = Buffer.alloc(32);

/** The log for unit tests: the whole contract, no durability. Positions have gaps, as those of the real logs do. */
export class InMemoryEventLog implements EventLog {
  private readonly catalogue: EventCatalogue;
  private readonly store: InMemoryStore;
  private readonly clock: () => number;
  private readonly closing = new AbortController();

  constructor(
    options: {
      readonly catalogue?: EventCatalogue;
      readonly store?: InMemoryStore;
      /** The log's clock, µs since 1970 UTC. */
      readonly clock?: () => number;
    } = {},
  ) {
    this.catalogue = options.catalogue ?? EventCatalogue.raw;
    this.store = options.store ?? new InMemoryStore();
    this.clock = options.clock ?? (() => Date.now() * 1000);
  }

  async append(requests: readonly AppendReq[]): Promise<AppendResult[]> {
    this.assertOpen();
    const results = requests.map((request) => prepareAppend(request, this.catalogue)).map((r) => this.appendOne(r));
    this.store.bell.ring();
    return results;
  }

  async readStream(query: {
    stream: string;
    after?: bigint;
    dir?: 'fwd' | 'back';
    limit: number;
  }): Promise<StreamPage> {
    this.assertOpen();
    const events = this.store.streams.get(query.stream)?.events;
    if (!events) throw new StreamNotFound(query.stream);
    const { after, limit } = query;
    const rest =
      query.dir === 'back'
        ? events.slice(0, after === undefined ? events.length : Number(after)).reverse()
        : events.slice(after === undefined ? 0 : Number(after) + 1);
    return { events: rest.slice(0, limit).map((event) => this.read(event)), end: rest.length <= limit };
  }

  async readAll(query: { after: Position | 'start'; filter?: Filter; limit: number }): Promise<Page> {
    this.assertOpen();
    const { all, head } = this.store;
    const after = parsePosition(query.after);
    const matches = typeMatcher(query.filter);
    const events: RecordedEvent[] = [];
    for (let i = firstAfter(all, after); i < all.length; i++) {
      const event = all[i] as StoredEvent;
      if (!matches(event.type)) continue;
      if (events.length === query.limit) return { events, next: (events.at(-1) as RecordedEvent).position, end: false };
      events.push(this.read(event));
    }
    return { events, next: formatPosition(head > after ? head : after), end: true };
  }

  async tail(stream: string): Promise<Tail | 'absent'> {
    this.assertOpen();
    const stored = this.store.streams.get(stream);
    const last = stored?.events.at(-1);
    if (!stored || !last) return 'absent';
    return {
      revision: last.revision,
      lastEventId: last.id,
      lastAppendId: stored.lastAppendId,
      lastHash: last.hash.toString('hex'),
      meta: this.read(last).meta,
    };
  }

  async head(): Promise<Position | 'start'> {
    this.assertOpen();
    return this.store.head === 0n ? 'start' : formatPosition(this.store.head);
  }

  subscribeAll(query: Subscription, signal: AbortSignal): AsyncIterable<Subscribed> {
    this.assertOpen();
    const { bell } = this.store;
    return followAll(
      { readAll: (page) => this.readAll(page), ticket: () => bell.ticket(), wait: (t, s) => bell.wait(t, s) },
      query,
      AbortSignal.any([signal, this.closing.signal]),
    );
  }

  async *hints(signal: AbortSignal): AsyncGenerator<Hint, void, void> {
    this.assertOpen();
    const { bell } = this.store;
    const ends = AbortSignal.any([signal, this.closing.signal]);
    while (!ends.aborted) {
      const ticket = bell.ticket();
      yield 'any';
      await bell.wait(ticket, ends);
    }
  }

  async typesAfter(after: Position | 'start'): Promise<TypesAfter> {
    const { events, next } = await this.readAll({ after, limit: Infinity });
    return { types: [...new Set(events.map(({ type }) => type))], next: events.length === 0 ? after : next };
  }

  async setRetention(streamClass: StreamClass, rule: { maxAgeS: number | null }): Promise<void> {
    this.assertOpen();
    this.store.retention.set(streamClass, rule.maxAgeS);
  }

  async close(): Promise<void> {
    this.closing.abort();
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new LogClosed();
  }

  private appendOne(request: PreparedAppend): AppendResult {
    assertInTime(request);
    const stored = this.store.streams.get(request.stream);
    const actual = BigInt((stored?.events.length ?? 0) - 1);
    const { expected } = request;
    const at = expected === 'any' || expected === 'exists' ? 'end' : expected === 'none' ? -1n : expected;
    const repeated = this.findRepeated(request, at === 'end' ? actual - BigInt(request.events.length) : at);
    if (repeated) return repeated;
    if ((expected === 'exists' && actual < 0n) || (at !== 'end' && at !== actual)) {
      const last = stored?.events.at(-1);
      if (!stored || !last) return { status: 'wrongRevision', actual: 'absent' };
      return {
        status: 'wrongRevision',
        actual,
        lastAppendId: stored.lastAppendId,
        lastHash: last.hash.toString('hex'),
      };
    }
    return this.write(request, actual);
  }

  /** The same ids already stand right after revision `after`: an exact retry, or somebody who changed history. */
  private findRepeated(request: PreparedAppend, after: bigint): AppendResult | null {
    if (after < -1n) return null;
    const from = Number(after) + 1;
    const standing = this.store.streams.get(request.stream)?.events.slice(from, from + request.events.length) ?? [];
    if (standing.length < request.events.length) return null;
    if (request.events.some((event, i) => event.id !== standing[i]?.id)) return null;
    const last = standing.at(-1) as StoredEvent;
    const equal = request.events.every((event, i) => {
      const stored = standing[i] as StoredEvent;
      return event.type === stored.type && event.content.equals(stored.content);
    });
    if (!equal) return { status: 'contentMismatch', revision: last.revision };
    return {
      status: 'duplicate',
      revision: last.revision,
      position: formatPosition(last.position),
      hash: last.hash.toString('hex'),
    };
  }

  private write(request: PreparedAppend, actual: bigint): AppendResult {
    const stream = this.store.streams.get(request.stream) ?? { events: [], lastAppendId: '' };
    this.store.streams.set(request.stream, stream);
    stream.lastAppendId = request.appendId;
    const recordedAt = this.clock();
    let last!: StoredEvent;
    for (const [i, event] of request.events.entries()) {
      last = this.link(
        request.stream,
        actual + BigInt(i) + 1n,
        event,
        stream.events.at(-1)?.hash ?? GENESIS,
        recordedAt,
      );
      stream.events.push(last);
      this.store.all.push(last);
    }
    const hash = last.hash.toString('hex');
    return { status: 'ok', revision: last.revision, position: formatPosition(last.position), hash };
  }

  private link(stream: string, revision: bigint, event: PreparedEvent, prev: Buffer, recordedAt: number): StoredEvent {
    const { id, type, content } = event;
    this.store.head += BigInt(event.data.length + event.meta.length);
    return {
      ...{ stream, revision, position: this.store.head, recordedAt, id, type, content, prev },
      data: event.data.toString('utf8'),
      meta: event.meta.toString('utf8'),
      hash: chainHash({ prev, stream, revision, id, type, content }),
    };
  }

  private read(event: StoredEvent): RecordedEvent {
    const meta = JSON.parse(event.meta) as EventMeta;
    return this.catalogue.read({
      id: event.id,
      type: event.type,
      data: JSON.parse(event.data),
      meta: { ...meta, prev: event.prev.toString('hex'), hash: event.hash.toString('hex') },
      stream: event.stream,
      revision: event.revision,
      position: formatPosition(event.position),
      recordedAt: event.recordedAt,
    });
  }
}

/** Index of the first event after a position; events are in order of position. */
function firstAfter(all: readonly StoredEvent[], position: bigint): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] as StoredEvent).position <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}
