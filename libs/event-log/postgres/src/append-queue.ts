import { setTimeout as sleep } from 'node:timers/promises';

import { type AppendResult, assertInTime, LogClosed, type PreparedAppend } from '@wireledger/event-sourcing';

import { isTransient } from './connections';

/** How much of a queue goes into one transaction; a single greater request goes alone. */
export interface TransactionLimit {
  readonly events: number;
  readonly bytes: number;
}

/** Telemetry holds the append lock shortly, so that a sign-in never waits long. */
export const TELEMETRY_TRANSACTION: TransactionLimit = { events: 8, bytes: 512 * 1024 };
export const DOMAIN_TRANSACTION: TransactionLimit = { events: 500, bytes: 2 * 1024 * 1024 };

interface Waiting {
  readonly request: PreparedAppend;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

type Commit = (requests: readonly PreparedAppend[], again: boolean) => Promise<AppendResult[]>;

/** Group commit: while one transaction is in flight, everything that arrives joins the next. Keeps the order of arrival. */
export class AppendQueue {
  private waiting: Waiting[] = [];
  private running: Promise<void> | null = null;

  constructor(
    private readonly commit: Commit,
    private readonly limit: TransactionLimit,
    private readonly closed: AbortSignal,
    /** How long a request is tried again while the connection fails, ms. */
    private readonly patienceMs: number,
  ) {}

  push(request: PreparedAppend): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request, resolve, reject });
      this.running ??= this.drain();
    });
  }

  /** Resolves when nothing is in flight or waiting. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    await Promise.resolve(); // requests of the same tick share the first transaction
    while (this.waiting.length > 0) await this.commitGroup(this.take());
    this.running = null;
  }

  private take(): Waiting[] {
    let events = 0;
    let bytes = 0;
    let count = 0;
    for (const { request } of this.waiting) {
      events += request.events.length;
      bytes += request.bytes;
      if (count > 0 && (events > this.limit.events || bytes > this.limit.bytes)) break;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  private async commitGroup(all: readonly Waiting[]): Promise<void> {
    const group = all.filter(isInTime);
    if (group.length === 0) return;
    try {
      const results = await this.commitPatiently(group.map(({ request }) => request));
      for (const [i, { resolve }] of group.entries()) resolve(results[i] as AppendResult);
    } catch (error) {
      if (group.length === 1 || isTransient(error) || this.closed.aborted)
        for (const { reject } of group) reject(this.closed.aborted ? new LogClosed() : error);
      else for (const one of group) await this.commitGroup([one]); // one bad request does not fail its neighbours
    }
  }

  /** The same requests again while the connection fails: ids and expected revisions make the repeat harmless. */
  private async commitPatiently(requests: readonly PreparedAppend[]): Promise<AppendResult[]> {
    const deadline = performance.now() + this.patienceMs;
    let again = false;
    for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
      try {
        const results = await this.commit(requests, again);
        return again ? results.map(asFirst) : results;
      } catch (error) {
        const next = performance.now() + pause;
        const isTooLate = next > deadline || requests.some(({ beginBy }) => next > beginBy);
        if (!isTransient(error) || this.closed.aborted || isTooLate) throw error;
        again = true;
        await sleep(pause, undefined, { signal: this.closed }).catch(() => undefined); // closing ends the pause early
      }
    }
  }
}

/** Whether it may begin still; its writer is told when not. */
function isInTime({ request, reject }: Waiting): boolean {
  try {
    assertInTime(request);
    return true;
  } catch (error) {
    reject(error);
    return false;
  }
}

/** Our own repeat found that the try before had been committed: the caller offered it once. */
const asFirst = (result: AppendResult): AppendResult =>
  result.status === 'duplicate' ? { ...result, status: 'ok' } : result;
