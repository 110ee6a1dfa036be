import type { JsonObject } from './json';

/** Opaque place of an event in the whole log; sortable as text. `'start'` is before every event. */
export type Position = string & { readonly __position: unique symbol };

/** What a writer believes about a stream: nothing, absent, present, or its exact last revision (0-based). */
export type Expected = 'any' | 'none' | 'exists' | bigint;

/** Retention class of a stream, fixed by its name (see `streamClass`). The numbers are stored. */
export const STREAM_CLASSES = ['domain', 'telemetry', 'seal', 'rollup', 'sandbox'] as const;
export type StreamClass = (typeof STREAM_CLASSES)[number];

/**
 * Metadata of every event, complete from the first one on. Small: it is stored per event.
 * `prev`/`hash` form the stream's chain (see `chain.ts`); the adapter fills them in.
 */
export interface EventMeta {
  /** The request, replay or job that this belongs to. */
  readonly $correlationId: string;
  /** Id of the event or command that caused this one. */
  readonly $causationId: string;
  /** Who: `user:<id>`, `sensor:<id>`, `system:<process>`. */
  readonly actor: string;
  /** Schema version of the payload. */
  readonly sv: number;
  /** Telemetry: sensor and source, `<sensor>/<source uuid>`. */
  readonly src?: string;
  /** Telemetry: first and last record number in this batch, per (source, kind), from 1. */
  readonly seq?: readonly [number, number];
  /** Telemetry: batch number in the source, from 1, in cut order. */
  readonly batch?: number;
  /** First and last packet time in it, µs since 1970 UTC; domain events: when it happened, both equal. */
  readonly occ: readonly [number, number];
  /** Texts that are stored sealed: path in the payload → subjects whose keys sealed it, together. See `personal/personal-codec.ts`. */
  readonly sealed?: Readonly<Record<string, readonly string[]>>;
  /** Hash of the event before it in the stream, hex; 64 zeros at the beginning. Filled in by the adapter. */
  readonly prev?: string;
  /** Hash of this event, hex. Filled in by the adapter. */
  readonly hash?: string;
}

/** An event as a writer offers it. `id` is a UUID chosen by the writer before the first try and kept for every retry. */
export interface NewEvent {
  readonly id: string;
  /** Full name: class prefix + past tense, e.g. `telemetry.FlowsRecorded`. */
  readonly type: string;
  readonly data: JsonObject;
  readonly meta: EventMeta;
}

/** An event as the log returns it: upcast to the current version, with its place. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  readonly revision: bigint;
  readonly position: Position;
  /** The log's clock when it was stored, µs since 1970 UTC. */
  readonly recordedAt: number;
  /** The payload as it is stored, when it was opened on the way out: this is what the chain covers. */
  readonly stored?: JsonObject;
  /** Whose its personal texts are, when they were looked at on the way out: path in the stored payload → subjects, whether it is sealed or in clear. */
  readonly owners?: Readonly<Record<string, readonly string[]>>;
}

/** At most 256 KiB an event and 768 KiB an append (canonical bytes). `appendId` names the whole request. */
export interface AppendReq {
  readonly stream: string;
  readonly expected: Expected;
  readonly appendId: string;
  readonly events: readonly NewEvent[];
  /** Neither begun nor tried again after this moment of `performance.now()`, ms: what waits in between, or is slow, may make it too late for its writer. */
  readonly beginBy?: number;
}

export type AppendResult =
  | {
      readonly status: 'ok' | 'duplicate';
      readonly revision: bigint;
      readonly position: Position;
      readonly hash: string;
    }
  /** Same ids at those revisions, other content: somebody reused an id or changed history. Never retried. */
  | { readonly status: 'contentMismatch'; readonly revision: bigint }
  | {
      readonly status: 'wrongRevision';
      readonly actual: bigint | 'absent';
      readonly lastAppendId?: string;
      readonly lastHash?: string;
    }
  | { readonly status: 'tombstoned' };

/** Type prefixes (`telemetry.`) or full type names; an event matches when one of them does. Absent = everything. */
export interface Filter {
  readonly types?: readonly string[];
}

/** A page of events in order. `next` is where the following page starts (after it), also when nothing matched. */
export interface Page {
  readonly events: readonly RecordedEvent[];
  readonly next: Position;
  /** True when the reader has reached the head of the log as of this read. */
  readonly end: boolean;
}

export interface StreamPage {
  readonly events: readonly RecordedEvent[];
  readonly end: boolean;
}

/** Last event of a stream, for its writer. */
export interface Tail {
  readonly revision: bigint;
  readonly lastEventId: string;
  readonly lastAppendId: string | null;
  readonly lastHash: string;
  readonly meta: EventMeta;
}

export type Subscribed =
  | { readonly kind: 'event'; readonly event: RecordedEvent }
  | { readonly kind: 'checkpoint'; readonly position: Position }
  | { readonly kind: 'caughtUp'; readonly position: Position };

/** What a follower asks for. */
export interface Subscription {
  readonly after: Position | 'start';
  readonly filter?: Filter;
  /** How long facts may wait that come alone, ms: so that several come together, or behind whatever is more urgent. An adapter need not make use of it. */
  readonly factsMayWaitMs?: number;
}

/** What may have come: facts alone, which nobody waits for at once; or anything. */
export type Hint = 'facts' | 'any';

/** Types of the events after a position up to `next`, which is that position when none came; null = the adapter would have to read them all. */
export interface TypesAfter {
  readonly types: readonly string[] | null;
  readonly next: Position | 'start';
}

/**
 * The event log. Two adapters (embedded PostgreSQL, EventStoreDB/KurrentDB) and an in-memory one pass the same contract
 * suite (`testing/event-log.contract.ts`). Positions are opaque; "after" is exclusive everywhere.
 */
export interface EventLog {
  /** Atomic per request (stream), not across them. Infrastructure failures throw; everything a writer must decide on is a result. */
  append(requests: readonly AppendReq[]): Promise<AppendResult[]>;
  /** @throws StreamNotFound */
  readStream(query: { stream: string; after?: bigint; dir?: 'fwd' | 'back'; limit: number }): Promise<StreamPage>;
  readAll(query: { after: Position | 'start'; filter?: Filter; limit: number }): Promise<Page>;
  tail(stream: string): Promise<Tail | 'absent'>;
  /** Greatest committed position, or `'start'` of an empty log. */
  head(): Promise<Position | 'start'>;
  /** Catches up, says `caughtUp`, then follows. Ends when the signal aborts; the adapter reconnects by itself. */
  subscribeAll(query: Subscription, signal: AbortSignal): AsyncIterable<Subscribed>;
  /**
   * Tells when it begins, and whenever something may have come since, from whatever process: without a look at what it is, and now and then for nothing.
   * Ends when the signal aborts or the log is closed; the adapter reconnects by itself.
   */
  hints(signal: AbortSignal): AsyncIterable<Hint>;
  /** Which types of events came after a position. */
  typesAfter(after: Position | 'start'): Promise<TypesAfter>;
  setRetention(streamClass: StreamClass, rule: { maxAgeS: number | null }): Promise<void>;
  /** Bounded: 2 s. */
  close(): Promise<void>;
}

export class StreamNotFound extends Error {
  constructor(readonly stream: string) {
    super(`stream ${stream} does not exist`);
  }
}

/** The request itself is wrong (too large, bad name, no event); nothing was written. */
export class InvalidAppend extends Error {}

/** Its moment ({@link AppendReq.beginBy}) had passed before the append could begin; nothing was written. */
export class AppendTooLate extends Error {
  constructor(stream: string) {
    super(`append to ${stream} could not begin in time`);
    this.name = 'AppendTooLate';
  }
}

/** The log was closed by its owner; open it again to go on. */
export class LogClosed extends Error {
  constructor() {
    super('the event log is closed');
    this.name = 'LogClosed';
  }
}
