import type { DnsReader } from '@wireledger/decoders';
import type { DnsTransaction } from './dns-recorder';

/** An id of DNS has 16 bits: together with the ordinal of a flow it is an exact number. */
const IDS = 65_536;

/** A question that waits for its answer. */
class Pending {
  older: Pending | null = null;
  newer: Pending | null = null;

  constructor(
    readonly about: DnsTransaction,
    /** Its key among those whose flow and id another question had first; null when it was the first itself. */
    readonly shared: string | null,
    readonly hashHigh: number,
    readonly hashLow: number,
  ) {}

  asks(reader: DnsReader): boolean {
    const { about, hashHigh, hashLow } = this;
    return (
      hashHigh === reader.hashHigh &&
      hashLow === reader.hashLow &&
      about.qtype === reader.qtype &&
      about.qclass === reader.qclass
    );
  }
}

/**
 * Questions that wait, by flow, id and what is asked; the oldest first. Nearly always a flow has one question with an id, so that two numbers which make
 * one are all the key that is needed; questions beside another one with the same flow and id (mDNS, whose id is always 0) are kept by a text.
 */
export class PendingQuestions {
  private readonly first = new Map<number, Pending>();
  private readonly others = new Map<string, Pending>();
  private oldestPending: Pending | null = null;
  private newest: Pending | null = null;

  get size(): number {
    return this.first.size + this.others.size;
  }

  /** The one that has waited longest. */
  get oldest(): DnsTransaction | null {
    return this.oldestPending?.about ?? null;
  }

  /** What waits for an answer to the current question of `reader`. */
  find(reader: DnsReader, flow: number): DnsTransaction | null {
    return this.held(reader, flow)?.about ?? null;
  }

  /** The same, which waits no longer. */
  take(reader: DnsReader, flow: number): DnsTransaction | null {
    const held = this.held(reader, flow);
    if (held) this.remove(held);
    return held?.about ?? null;
  }

  /** Adds the current question of `reader`, which waits for nothing yet. */
  add(reader: DnsReader, about: DnsTransaction): void {
    const number = about.flow * IDS + about.id;
    const shared = this.first.has(number) ? keyOf(reader, about.flow) : null;
    const pending = new Pending(about, shared, reader.hashHigh, reader.hashLow);
    if (shared === null) this.first.set(number, pending);
    else this.others.set(shared, pending);
    pending.older = this.newest;
    if (this.newest) this.newest.newer = pending;
    else this.oldestPending = pending;
    this.newest = pending;
  }

  /** Takes out the oldest. */
  takeOldest(): DnsTransaction | null {
    const { oldestPending } = this;
    if (oldestPending) this.remove(oldestPending);
    return oldestPending?.about ?? null;
  }

  private held(reader: DnsReader, flow: number): Pending | null {
    const first = this.first.get(flow * IDS + reader.id);
    if (first?.asks(reader)) return first;
    return this.others.size === 0 ? null : (this.others.get(keyOf(reader, flow)) ?? null);
  }

  private remove(pending: Pending): void {
    const { about, shared, older, newer } = pending;
    if (shared === null) this.first.delete(about.flow * IDS + about.id);
    else this.others.delete(shared);
    if (older) older.newer = newer;
    else this.oldestPending = newer;
    if (newer) newer.older = older;
    else this.newest = older;
  }
}

const keyOf = (reader: DnsReader, flow: number): string =>
  `${flow}/${reader.id}/${reader.hashHigh}/${reader.hashLow}/${reader.qtype}/${reader.qclass}`;
