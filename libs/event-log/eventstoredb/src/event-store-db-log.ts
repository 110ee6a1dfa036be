import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AppendReq,
  type AppendResult,
  EventCatalogue,
  type EventLog,
  type Filter,
  type Hint,
  LogClosed,
  type Page,
  type Position,
  type PreparedAppend,
  prepareAppend,
  type StreamClass,
  type StreamPage,
  type Subscribed,
  type Subscription,
  type Tail,
  type TypesAfter,
} from '@wireledger/event-sourcing';

import { AllReader } from './all-reader';
import { DbClientDriver, type SearchWindow } from './db-client-driver';
import { Retention } from './retention';
import { InvalidStoreAddress, type StoreAddress, storeAddress } from './store-address';
import { StoreConnection, type StoreTimes } from './store-connection';
import type { StoreDriver, StoreFailure } from './store-driver';
import { StreamReader } from './stream-reader';
import { StreamWriter } from './stream-writer';

/** How to open the log. Only `url` is needed. */
export interface EventStoreDbLogOptions {
  /** `esdb://user:password@host:2113`, `esdb+discover://…`, or the same with `kurrentdb`; `?tls=false` for a test node. */
  readonly url: string;
  /** Kinds of events, for checking and upcasting; without it events come back as stored. */
  readonly catalogue?: EventCatalogue;
  readonly times?: Partial<StoreTimes>;
  readonly window?: SearchWindow;
  /** Checkpoints of a page that matches nothing before it ends; each stands for `window` events looked at. */
  readonly scanCheckpoints?: number;
  /** Told of every failure that is mended by trying again. */
  readonly onTrouble?: (failure: StoreFailure) => void;
  /** Another client library under the adapter. */
  readonly driver?: (address: StoreAddress) => StoreDriver;
}

const TIMES: StoreTimes = { answerMs: 10_000, giveUpMs: 30_000, pauseMs: [100, 5_000] };
const WINDOW: SearchWindow = { maxSearchWindow: 500, checkpointInterval: 4 };
const SCAN_CHECKPOINTS = 25;
const FINISH_MS = 900;
/** Matches no event: what is followed by it says only that the log has moved. */
const NOTHING: Filter = { types: ['none.'] };

/**
 * The event log on EventStoreDB 23.10 – 24.10 and KurrentDB 25 – 26 by gRPC. The client library neither retries nor resubscribes; this does.
 * Failures that last longer than `giveUpMs` are thrown as `EventStoreUnavailable`; a subscription waits for ever.
 */
export class EventStoreDbLog implements EventLog {
  private readonly streams: StreamReader;
  private readonly writer: StreamWriter;
  private readonly all: AllReader;
  private readonly retention: Retention;

  private closing: Promise<void> | undefined;

  private constructor(
    private readonly connection: StoreConnection,
    private readonly catalogue: EventCatalogue,
    scanCheckpoints: number,
  ) {
    this.streams = new StreamReader(connection);
    this.retention = new Retention(connection);
    this.writer = new StreamWriter(connection, this.streams, this.retention);
    this.all = new AllReader(connection, scanCheckpoints);
  }

  /** Does not wait for the server: the first call does. @throws InvalidStoreAddress */
  static async open(options: EventStoreDbLogOptions): Promise<EventStoreDbLog> {
    const address = storeAddress(options.url);
    const create = options.driver ?? ((to) => new DbClientDriver(to, options.window ?? WINDOW));
    const connection = new StoreConnection(
      () => create(address),
      { ...TIMES, ...options.times },
      options.onTrouble ?? (() => undefined),
    );
    try {
      connection.lease().release();
    } catch (cause) {
      throw new InvalidStoreAddress(
        `the event store address ${address.name} cannot be used: ${(cause as Error).message}`,
      );
    }
    return new EventStoreDbLog(
      connection,
      options.catalogue ?? EventCatalogue.raw,
      options.scanCheckpoints ?? SCAN_CHECKPOINTS,
    );
  }

  /** Requests for one stream are made in their order, streams side by side. When one fails, others may have been stored. */
  async append(requests: readonly AppendReq[]): Promise<AppendResult[]> {
    this.assertOpen();
    const prepared: PreparedAppend[] = requests.map((request) => prepareAppend(request, this.catalogue));
    const settled = await Promise.allSettled(prepared.map((request) => this.writer.append(request)));
    return settled.map((outcome) => {
      if (outcome.status === 'rejected') throw outcome.reason;
      return outcome.value;
    });
  }

  async readStream(query: {
    stream: string;
    after?: bigint;
    dir?: 'fwd' | 'back';
    limit: number;
  }): Promise<StreamPage> {
    this.assertOpen();
    const page = await this.streams.page(query);
    return { ...page, events: page.events.map((event) => this.catalogue.read(event)) };
  }

  async readAll(query: { after: Position | 'start'; filter?: Filter; limit: number }): Promise<Page> {
    this.assertOpen();
    const page = await this.all.page(query);
    return { ...page, events: page.events.map((event) => this.catalogue.read(event)) };
  }

  async tail(stream: string): Promise<Tail | 'absent'> {
    this.assertOpen();
    const last = await this.streams.last(stream);
    if (!last) return 'absent';
    const { id, revision, meta } = last.event;
    return { revision, lastEventId: id, lastAppendId: last.appendId, lastHash: meta.hash ?? '', meta };
  }

  async head(): Promise<Position | 'start'> {
    this.assertOpen();
    return this.all.head();
  }

  subscribeAll(query: Subscription, signal: AbortSignal): AsyncIterable<Subscribed> {
    this.assertOpen();
    return this.upcast(this.all.follow(query, signal));
  }

  async *hints(signal: AbortSignal): AsyncGenerator<Hint, void, void> {
    const after = await this.head();
    for await (const _moved of this.all.follow({ after, filter: NOTHING }, signal)) yield 'any';
  }

  /** The server tells of types with the events alone. */
  async typesAfter(): Promise<TypesAfter> {
    return { types: null, next: await this.head() };
  }

  /** `telemetry`, `rollup` and `sandbox` only. The server applies it to reads of a stream; space is freed by its scavenge. */
  async setRetention(streamClass: StreamClass, rule: { maxAgeS: number | null }): Promise<void> {
    this.assertOpen();
    await this.retention.set(streamClass, rule.maxAgeS);
  }

  /** Lets appends that are on their way finish for a second, then ends everything. */
  close(): Promise<void> {
    this.closing ??= Promise.race([this.writer.idle(), sleep(FINISH_MS, undefined, { ref: false })]).then(() =>
      this.connection.close(),
    );
    return this.closing;
  }

  private assertOpen(): void {
    if (this.closing) throw new LogClosed();
  }

  private async *upcast(messages: AsyncIterable<Subscribed>): AsyncGenerator<Subscribed, void, void> {
    for await (const message of messages)
      yield message.kind === 'event' ? { kind: 'event', event: this.catalogue.read(message.event) } : message;
  }
}
