import { type EventLog, StreamNotFound } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import { type IntakeKey, type IntakeKeyStore, KEY_KEPT_MS } from '@wireledger/platform';

/** A request that its sender may send again: whose it is, and hashes of key and body. */
export type Keyed = Pick<IntakeKey, 'token' | 'key' | 'body'>;

/** Where a request's facts are about to be written. */
export type KeyedPlace = Pick<IntakeKey, 'stream' | 'revision' | 'batch' | 'answer'>;

/** What is known of a key: the answer that its request got, or that it may be used, in the place of an older row. */
export type Verdict = { readonly answer: string } | { readonly replaces: string | null };

/** A process that has claimed a key begins to write within this time or not at all. ms */
export const CLAIM_MS = 30_000;
/** Others take a key over after this time: what was begun in the last moment, and is cut off by the log after 40 s, is over by then, also when their clocks differ a little. ms */
const TAKEOVER_MS = CLAIM_MS + 60_000;

const nameOf = ({ token, key }: Pick<Keyed, 'token' | 'key'>): string => `${token} ${key}`;

/**
 * Each key once, over restarts and several processes. A row says where the facts will be before they are written; whether they are, the log says. So nothing
 * that can break off in between leaves a doubt.
 */
export class IntakeKeys {
  constructor(
    private readonly store: IntakeKeyStore,
    private readonly log: Pick<EventLog, 'readStream'>,
    private readonly clock: () => number,
  ) {}

  /** Looks all of them up, one verdict each, in order. An error in place of a verdict: what its sender is told. */
  async judge(asked: readonly Keyed[]): Promise<readonly (Verdict | DomainError)[]> {
    if (asked.length === 0) return [];
    const rows = new Map((await this.store.find(asked)).map((row) => [nameOf(row), row]));
    return Promise.all(
      asked.map(async (keyed) => {
        const row = rows.get(nameOf(keyed));
        return row ? this.ofRow(row, keyed) : { replaces: null };
      }),
    );
  }

  /** Writes down where these are about to be. True for those that may be written there. */
  async claim(
    claims: readonly (Keyed & KeyedPlace & { readonly replaces: string | null })[],
  ): Promise<readonly boolean[]> {
    if (claims.length === 0) return [];
    const claimedAt = this.clock();
    const ours = await this.store.claim(claims.map((claim) => ({ ...claim, claimedAt })));
    const names = new Set(ours.map(nameOf));
    return claims.map((claim) => names.has(nameOf(claim)));
  }

  private async ofRow(row: IntakeKey, { body }: Keyed): Promise<Verdict | DomainError> {
    const age = this.clock() - row.claimedAt;
    if (age > KEY_KEPT_MS) return { replaces: row.batch };
    if (await this.isWritten(row)) return row.body === body ? { answer: row.answer } : reused();
    return age > TAKEOVER_MS ? { replaces: row.batch } : pending(TAKEOVER_MS - age);
  }

  private async isWritten({ stream, revision, batch }: IntakeKey): Promise<boolean> {
    const at = BigInt(revision);
    try {
      const { events } = await this.log.readStream({ stream, limit: 1, ...(at === 0n ? {} : { after: at - 1n }) });
      return events[0]?.id === batch;
    } catch (error) {
      if (error instanceof StreamNotFound) return false;
      throw error;
    }
  }
}

const reused = () =>
  new DomainError(
    'IDEMPOTENCY_KEY_REUSED',
    'This Idempotency-Key came with another body before. A key is of one request: choose a new one for a new request.',
  );

const pending = (leftMs: number) =>
  new DomainError(
    'IDEMPOTENCY_PENDING',
    'A request with this Idempotency-Key is being taken, or broke off. Send it again, with the same key.',
    { retryAfterSeconds: Math.max(1, Math.min(5, Math.ceil(leftMs / 1000))) },
  );
