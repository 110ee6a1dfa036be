import {
  type Filter,
  isStreamName,
  type Page,
  type Position,
  type RecordedEvent,
  type Subscribed,
  typeMatcher,
} from '@wireledger/event-sourcing';

import { positionText, storePosition } from './all-position';
import { decodeRecord } from './record-codec';
import { EventStoreUnavailable, type StoreConnection } from './store-connection';
import { type ReadLimits, type StoreDriver, StoreFailure, type StoreMessage, type StoreRecord } from './store-driver';
import { typePattern } from './type-pattern';

type Start = Position | 'start';

const later = (a: Start, b: Start): Start => (a === 'start' ? b : b === 'start' || a > b ? a : b);

/** An empty log has no position yet; whoever reads on from `next` passes it back, and `'start'` is understood there. */
const asPosition = (start: Start): Position => start as string as Position;

/**
 * Reads the whole log. The client cannot filter a page of `$all`, so that a page is a filtered subscription that is left
 * when the page is full. The head is asked for first: `caughtUp` carries no position with this client, but everything up to
 * that head has been looked at when it comes.
 */
export class AllReader {
  constructor(
    private readonly connection: StoreConnection,
    /** Checkpoints after which a page ends although nothing matched. */
    private readonly scanCheckpoints: number,
  ) {}

  async head(): Promise<Start> {
    const last = await this.connection.run((driver) => this.lastOf(driver));
    return last ? positionText(last.position) : 'start';
  }

  async page(query: { after: Start; filter?: Filter; limit: number }): Promise<Page> {
    const after = storePosition(query.after);
    return this.connection.run(async (driver) => {
      const last = await this.lastOf(driver);
      const head = last ? positionText(last.position) : 'start';
      const atHead = { events: [], next: asPosition(later(query.after, head)), end: true };
      // No last record is no proof of an empty log: a server that shuts down may end a read without a word.
      if (last && (later(query.after, head) === query.after || query.filter?.types?.length === 0)) return atHead;
      const request = { after, typePattern: typePattern(query.filter) };
      return this.collect(driver.subscribeAll(request, this.limits()), { ...query, head });
    });
  }

  /** Follows the log for ever: a subscription that ends, fails or falls silent is begun anew behind the last event. */
  async *follow(query: { after: Start; filter?: Filter }, signal: AbortSignal): AsyncGenerator<Subscribed, void, void> {
    const until = AbortSignal.any([signal, this.connection.closed]);
    const progress: Progress = { at: query.after, caughtUp: false, failures: 0 };
    storePosition(query.after);
    while (!until.aborted) {
      const lease = this.connection.lease();
      let failure: StoreFailure | undefined;
      try {
        for await (const message of this.followOnce(lease.driver, query.filter, progress, until)) {
          if (until.aborted) return;
          yield message;
        }
        if (until.aborted) return;
        failure = new StoreFailure('unavailable', 'the event store ended the subscription');
      } catch (error) {
        if (until.aborted) return;
        failure = retryable(error);
      } finally {
        lease.release(failure);
      }
      if (!until.aborted) await this.connection.pause(++progress.failures, until);
    }
  }

  /**
   * Catches up with few checkpoints, then begins anew at the head with one for every event: whoever follows the head hears at
   * once that the log has moved, also when nothing matches.
   */
  private async *followOnce(
    driver: StoreDriver,
    filter: Filter | undefined,
    progress: Progress,
    signal: AbortSignal,
  ): AsyncGenerator<Subscribed, void, void> {
    const last = await this.lastOf(driver, signal);
    const head = last ? positionText(last.position) : 'start';
    const pattern = typePattern(filter);
    const limits = { ...this.limits(signal), mayIdle: true };
    const catchUp = { after: storePosition(progress.at), typePattern: pattern };
    let caughtUp = false;
    for await (const message of driver.subscribeAll(catchUp, limits)) {
      if (message.kind === 'caughtUp') {
        caughtUp = true;
        break;
      }
      yield* said(message, typeMatcher(filter), progress);
    }
    if (!caughtUp) return;
    const moved = later(progress.at, head) !== progress.at;
    progress.at = later(progress.at, head);
    if (!progress.caughtUp) yield { kind: 'caughtUp', position: asPosition(progress.at) };
    else if (moved) yield { kind: 'checkpoint', position: asPosition(progress.at) };
    progress.caughtUp = true;
    const live = { after: storePosition(progress.at), typePattern: pattern, everyCheckpoint: true };
    for await (const message of driver.subscribeAll(live, limits)) yield* said(message, typeMatcher(filter), progress);
  }

  private async collect(
    messages: AsyncIterable<StoreMessage>,
    { after, filter, limit, head }: { after: Start; filter?: Filter; limit: number; head: Start },
  ): Promise<Page> {
    const matches = typeMatcher(filter);
    const events: RecordedEvent[] = [];
    let seen = after;
    let checkpoints = 0;
    for await (const message of messages) {
      if (message.kind === 'caughtUp') return { events, next: asPosition(later(seen, head)), end: true };
      if (message.kind === 'confirmed') continue;
      if (message.kind === 'checkpoint') {
        seen = later(seen, positionText(message.position));
        if (++checkpoints >= this.scanCheckpoints) return { events, next: asPosition(seen), end: false };
        continue;
      }
      const event = decodeOwn(message.record);
      seen = positionText(message.record.position);
      if (!event || !matches(event.type)) continue;
      events.push(event);
      if (events.length >= limit) return { events, next: event.position, end: false };
    }
    throw new StoreFailure('unavailable', 'the event store ended a read before its end');
  }

  private async lastOf(driver: StoreDriver, signal?: AbortSignal): Promise<StoreRecord | undefined> {
    for await (const record of driver.lastOfAll(this.limits(signal))) return record;
    return undefined;
  }

  private limits(signal = this.connection.closed): ReadLimits {
    return { signal, answerMs: this.connection.times.answerMs };
  }
}

/** How far a subscription has come, over all its connections. */
interface Progress {
  at: Start;
  caughtUp: boolean;
  failures: number;
}

function* said(
  message: StoreMessage,
  matches: (type: string) => boolean,
  progress: Progress,
): Generator<Subscribed, void, void> {
  if (message.kind === 'confirmed') progress.failures = 0;
  if (message.kind === 'record') {
    const event = decodeOwn(message.record);
    progress.at = positionText(message.record.position);
    if (event && matches(event.type)) yield { kind: 'event', event };
  }
  if (message.kind === 'checkpoint') {
    const position = positionText(message.position);
    if (later(progress.at, position) === progress.at) return;
    progress.at = position;
    yield { kind: 'checkpoint', position };
  }
}

/** Others may use the same store: what is not in a stream of ours is stepped over. */
const decodeOwn = (record: StoreRecord): RecordedEvent | null =>
  isStreamName(record.stream) ? decodeRecord(record).event : null;

function retryable(error: unknown): StoreFailure {
  if (error instanceof StoreFailure && error.retryable) return error;
  if (error instanceof EventStoreUnavailable) return new StoreFailure('unavailable', error.message, { cause: error });
  throw error;
}
