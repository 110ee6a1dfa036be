import { setTimeout as sleep } from 'node:timers/promises';

import type { PoolConfig } from 'pg';

import {
  type AppendReq,
  type AppendResult,
  EventCatalogue,
  type EventLog,
  type Filter,
  followAll,
  type Hint,
  LogClosed,
  type Page,
  type Position,
  prepareAppend,
  type PreparedAppend,
  type StreamClass,
  type StreamPage,
  type Subscribed,
  type Subscription,
  type Tail,
  type TypesAfter,
} from '@wireledger/event-sourcing';

import { AppendQueue, DOMAIN_TRANSACTION, TELEMETRY_TRANSACTION } from './append-queue';
import { appendMany } from './append-statement';
import { Connections, isTransient } from './connections';
import { LogSegments } from './log-segments';
import { migrate } from './migrations';
import { LogReader } from './reader';
import { WakeUp } from './wake-up';

/** One committed appending transaction, for metrics. */
export interface AppendObservation {
  readonly queue: 'domain' | 'telemetry';
  readonly requests: number;
  readonly events: number;
  readonly bytes: number;
  readonly ms: number;
}

export interface PostgresEventLogOptions {
  readonly connection: PoolConfig;
  readonly catalogue?: EventCatalogue;
  /** Connections, besides one for LISTEN while there are subscribers. Default 4. */
  readonly poolSize?: number;
  /** Create or update the schema first (default). Off for processes with the rights of `log_writer` or `log_reader`. */
  readonly migrate?: boolean;
  /** How long an append is tried again while the database is away, ms. Default 10,000. */
  readonly patienceMs?: number;
  /** Whether a batch of facts that was unpacked stays so as long as somebody holds its event (default). Off for processes that read each once, or seldom again, and hold many. */
  readonly keepsUnpacked?: boolean;
  readonly observe?: (append: AppendObservation) => void;
}

const CLOSE_MS = 1_800;
/** After so many new positions the segments ahead are looked after. Less than the smallest span. */
const SEGMENT_CHECK_EVERY = 50_000n;
const NO_PARTITION = '23514';

/** The event log in PostgreSQL, schema `el`. Survives restarts of the server; every process opens its own. */
export class PostgresEventLog implements EventLog {
  /** Its partitions, for retention; the owner of the schema alone may use them. */
  readonly segments: LogSegments;
  private readonly closing = new AbortController();
  private readonly reader: LogReader;
  private readonly wakeUp: WakeUp;
  private readonly domain: AppendQueue;
  private readonly telemetry: AppendQueue;
  private segmentsCheckedAt = 0n;

  private constructor(
    private readonly connections: Connections,
    private readonly options: PostgresEventLogOptions,
    private readonly catalogue: EventCatalogue,
  ) {
    const { pool } = connections;
    const { signal } = this.closing;
    this.reader = new LogReader(pool, catalogue, options.keepsUnpacked);
    this.segments = new LogSegments(pool);
    this.wakeUp = new WakeUp(pool, options.connection, signal);
    const patience = options.patienceMs ?? 10_000;
    this.domain = new AppendQueue((r, again) => this.commit('domain', r, again), DOMAIN_TRANSACTION, signal, patience);
    this.telemetry = new AppendQueue(
      (r, again) => this.commit('telemetry', r, again),
      TELEMETRY_TRANSACTION,
      signal,
      patience,
    );
  }

  /** Connects, brings the schema up to date, and makes sure that there is room to append. */
  static async open(options: PostgresEventLogOptions): Promise<PostgresEventLog> {
    const connections = new Connections(options.connection, options.poolSize ?? 4);
    const log = new PostgresEventLog(connections, options, options.catalogue ?? EventCatalogue.raw);
    try {
      if (options.migrate ?? true) {
        const client = await connections.pool.connect();
        try {
          await migrate(client);
          await client.query('select el.ensure_segments()');
        } finally {
          client.release();
        }
      }
      return log;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  async append(requests: readonly AppendReq[]): Promise<AppendResult[]> {
    this.assertOpen();
    const prepared = requests.map((request) => prepareAppend(request, this.catalogue));
    return Promise.all(prepared.map((request) => this.queueOf(request).push(request)));
  }

  async readStream(query: {
    stream: string;
    after?: bigint;
    dir?: 'fwd' | 'back';
    limit: number;
  }): Promise<StreamPage> {
    return this.read(() => this.reader.readStream(query));
  }

  async readAll(query: { after: Position | 'start'; filter?: Filter; limit: number }): Promise<Page> {
    return this.read(() => this.reader.readAll(query));
  }

  async tail(stream: string): Promise<Tail | 'absent'> {
    return this.read(() => this.reader.tail(stream));
  }

  async head(): Promise<Position | 'start'> {
    return this.read(() => this.reader.head());
  }

  subscribeAll(query: Subscription, signal: AbortSignal): AsyncIterable<Subscribed> {
    this.assertOpen();
    const ends = AbortSignal.any([signal, this.closing.signal]);
    return followAll(
      {
        readAll: (page) => this.readPatiently(page, ends),
        ticket: () => this.wakeUp.bell.ticket(),
        wait: (ticket, until) => this.wakeUp.wait(ticket, until, query.factsMayWaitMs),
      },
      query,
      ends,
    );
  }

  async *hints(signal: AbortSignal): AsyncGenerator<Hint, void, void> {
    this.assertOpen();
    const ends = AbortSignal.any([signal, this.closing.signal]);
    const { bell } = this.wakeUp;
    let hint: Hint = 'any';
    for (let head: Position | 'start' | null = null; !ends.aborted;) {
      const ticket = bell.ticket();
      const told = hint;
      hint = 'any';
      yield told;
      while (!ends.aborted) {
        await this.wakeUp.wait(ticket, ends);
        if (bell.ticket() !== ticket) {
          hint = this.wakeUp.hintSince(ticket);
          break;
        }
        // Nobody rang; a notification may have been lost.
        const now = await this.headOr(head);
        if (now === head) continue;
        head = now;
        break;
      }
    }
  }

  async typesAfter(after: Position | 'start'): Promise<TypesAfter> {
    return this.read(() => this.reader.typesAfter(after));
  }

  async setRetention(streamClass: StreamClass, rule: { maxAgeS: number | null }): Promise<void> {
    await this.read(() =>
      this.connections.pool.query('update el.class set max_age_s = $2 where name = $1', [streamClass, rule.maxAgeS]),
    );
  }

  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    const idle = Promise.all([this.domain.idle(), this.telemetry.idle()]);
    this.closing.abort();
    const started = Date.now();
    const bound = new AbortController();
    await Promise.race([idle, sleep(CLOSE_MS / 2, undefined, { signal: bound.signal }).catch(() => undefined)]);
    bound.abort();
    await this.connections.close(CLOSE_MS - (Date.now() - started));
  }

  private assertOpen(): void {
    if (this.closing.signal.aborted) throw new LogClosed();
  }

  private queueOf({ streamClass }: PreparedAppend): AppendQueue {
    return streamClass === 'telemetry' || streamClass === 'sandbox' ? this.telemetry : this.domain;
  }

  private async read<T>(work: () => Promise<T>): Promise<T> {
    this.assertOpen();
    try {
      return await this.connections.retrying(work, this.closing.signal);
    } catch (error) {
      this.assertOpen();
      throw error;
    }
  }

  /** The head, or what was known before while the database is away. */
  private async headOr(known: Position | 'start' | null): Promise<Position | 'start' | null> {
    try {
      return await this.reader.head();
    } catch (error) {
      if (this.closing.signal.aborted || isTransient(error)) return known;
      throw error;
    }
  }

  /** A subscription outlives any outage: it reads again until its signal ends it. */
  private async readPatiently(query: Parameters<EventLog['readAll']>[0], ends: AbortSignal): Promise<Page> {
    for (;;) {
      try {
        return await this.connections.retrying(() => this.reader.readAll(query), ends);
      } catch (error) {
        if (ends.aborted) return { events: [], next: query.after as Position, end: true };
        if (!isTransient(error)) throw error;
        await sleep(500, undefined, { signal: ends }).catch(() => undefined); // the end is seen above
      }
    }
  }

  private async commit(
    queue: 'domain' | 'telemetry',
    requests: readonly PreparedAppend[],
    again: boolean,
  ): Promise<AppendResult[]> {
    const started = performance.now();
    const { pool } = this.connections;
    const what: Hint = queue === 'telemetry' ? 'facts' : 'any';
    const how = { again, notify: this.wakeUp.mayNotify(what) ? what : null };
    const { results, top } = await appendMany(pool, requests, how).catch(async (error: unknown) => {
      if ((error as { code?: string }).code !== NO_PARTITION) throw error;
      await pool.query('select el.ensure_segments()');
      return appendMany(pool, requests, how);
    });
    this.wakeUp.announce(what, how.notify !== null);
    this.lookAfterSegments(top);
    this.options.observe?.({
      queue,
      requests: requests.length,
      events: requests.reduce((sum, { events }) => sum + events.length, 0),
      bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0),
      ms: performance.now() - started,
    });
    return results;
  }

  private lookAfterSegments(top: bigint): void {
    if (top < this.segmentsCheckedAt + SEGMENT_CHECK_EVERY) return;
    this.segmentsCheckedAt = top;
    // Should it fail now, the append that finds no segment does it again and is told why.
    void this.connections.pool.query('select el.ensure_segments()').catch(() => undefined);
  }
}
