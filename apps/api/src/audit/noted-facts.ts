import { AsyncLocalStorage } from 'node:async_hooks';
import type {
  AppendReq,
  AppendResult,
  EventLog,
  Filter,
  Hint,
  JsonObject,
  NewEvent,
  Page,
  Position,
  StreamClass,
  StreamPage,
  Subscribed,
  Subscription,
  Tail,
  TypesAfter,
} from '@wireledger/event-sourcing';

/** A fact that an act wrote, or tried to. */
export interface NotedFact {
  readonly stream: string;
  readonly event: NewEvent;
  /** Its place in the stream; null until the log has taken it. */
  revision: bigint | null;
}

/** What an act changed that is kept in rows, not in the log: a session, an export. */
export interface NotedChange {
  readonly kind: string;
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** What an act leaves behind while it runs. */
export interface ActNotes {
  readonly facts: NotedFact[];
  readonly changes: NotedChange[];
}

const notes = new AsyncLocalStorage<ActNotes>();

/** Runs an act; `left` fills with what it writes to a {@link NotingLog}, and with what it says by {@link noteChange}. */
export const noting = <T>(left: ActNotes, work: () => T): T => notes.run(left, work);

/** Says what the act that is running changed in a row; without one nobody asks. */
export const noteChange = (change: NotedChange): void => void notes.getStore()?.changes.push(change);

/** A log that tells the act in whose course it is written to. Everything else passes. */
export class NotingLog implements EventLog {
  constructor(private readonly log: EventLog) {}

  async append(requests: readonly AppendReq[]): Promise<AppendResult[]> {
    const facts = notes.getStore()?.facts;
    if (!facts) return this.log.append(requests);
    const offered = requests.map(({ stream, events }) =>
      events.map((event): NotedFact => ({ stream, event, revision: null })),
    );
    facts.push(...offered.flat());
    const results = await this.log.append(requests);
    results.forEach((result, i) => {
      if (result.status !== 'ok') return;
      const written = offered[i] ?? [];
      written.forEach((fact, n) => (fact.revision = result.revision - BigInt(written.length - 1 - n)));
    });
    return results;
  }

  readStream(query: { stream: string; after?: bigint; dir?: 'fwd' | 'back'; limit: number }): Promise<StreamPage> {
    return this.log.readStream(query);
  }

  readAll(query: { after: Position | 'start'; filter?: Filter; limit: number }): Promise<Page> {
    return this.log.readAll(query);
  }

  tail(stream: string): Promise<Tail | 'absent'> {
    return this.log.tail(stream);
  }

  head(): Promise<Position | 'start'> {
    return this.log.head();
  }

  subscribeAll(query: Subscription, signal: AbortSignal): AsyncIterable<Subscribed> {
    return this.log.subscribeAll(query, signal);
  }

  hints(signal: AbortSignal): AsyncIterable<Hint> {
    return this.log.hints(signal);
  }

  typesAfter(after: Position | 'start'): Promise<TypesAfter> {
    return this.log.typesAfter(after);
  }

  setRetention(streamClass: StreamClass, rule: { maxAgeS: number | null }): Promise<void> {
    return this.log.setRetention(streamClass, rule);
  }

  close(): Promise<void> {
    return this.log.close();
  }
}
