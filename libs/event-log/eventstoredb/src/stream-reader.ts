import { StreamNotFound, type StreamPage } from '@wireledger/event-sourcing';

import { decodeRecord, EMPTY_STREAM, endOf, type StreamEnd } from './record-codec';
import type { StoreConnection } from './store-connection';
import { type StoreDriver, StoreFailure, type StoreRecord } from './store-driver';

const ASKED_AGAIN = 3;

export type StoredEvent = ReturnType<typeof decodeRecord>;

/** Reads single streams, raw. */
export class StreamReader {
  constructor(private readonly connection: StoreConnection) {}

  /** @throws StreamNotFound */
  async page(query: { stream: string; after?: bigint; dir?: 'fwd' | 'back'; limit: number }): Promise<StreamPage> {
    const { stream, after, dir, limit } = query;
    const backwards = dir === 'back';
    if (backwards && after !== undefined && after <= 0n) return { events: [], end: true };
    const from = after === undefined ? (backwards ? 'end' : 'start') : backwards ? after - 1n : after + 1n;
    const found = await this.read({ stream, from, backwards, count: limit + 1 });
    if (!found) throw new StreamNotFound(stream);
    return { events: found.slice(0, limit).map(({ event }) => event), end: found.length <= limit };
  }

  /** `count` events from a revision on, fewer at the end of the stream; null when the stream does not exist. */
  async from(stream: string, revision: bigint, count: number): Promise<readonly StoredEvent[] | null> {
    return this.read({ stream, from: revision, count });
  }

  /**
   * The last event, or null. A stream that exists and shows none has only expired events, or the server ended the read
   * early without saying so, as it may when it shuts down; a writer must not be told "absent" then, so it is asked again.
   */
  async last(stream: string): Promise<StoredEvent | null> {
    for (let attempt = 1; attempt <= ASKED_AGAIN; attempt++) {
      const found = await this.read({ stream, from: 'end', backwards: true, count: 1 });
      if (!found) return null;
      if (found[0]) return found[0];
      await this.connection.pause(attempt);
    }
    return null;
  }

  async end(stream: string): Promise<StreamEnd> {
    const last = await this.last(stream);
    return last ? endOf(last) : EMPTY_STREAM;
  }

  private async read(query: Parameters<StoreDriver['readStream']>[0]): Promise<readonly StoredEvent[] | null> {
    const limits = { signal: this.connection.closed, answerMs: this.connection.times.answerMs };
    try {
      const records = await this.connection.run(async (driver) => {
        const found: StoreRecord[] = [];
        for await (const record of driver.readStream(query, limits)) found.push(record);
        return found;
      });
      return records.map(decodeRecord);
    } catch (error) {
      if (error instanceof StoreFailure && (error.kind === 'streamNotFound' || error.kind === 'tombstoned'))
        return null;
      throw error;
    }
  }
}
