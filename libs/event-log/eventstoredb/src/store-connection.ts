import { setTimeout as sleep } from 'node:timers/promises';
import { LogClosed } from '@wireledger/event-sourcing';

import { type StoreDriver, StoreFailure } from './store-driver';

/** Times of the adapter, ms. */
export interface StoreTimes {
  /** Longest wait for an answer, or for the next message of a read. */
  readonly answerMs: number;
  /** How long a call is tried again before it fails. */
  readonly giveUpMs: number;
  /** First and longest pause between two tries. */
  readonly pauseMs: readonly [number, number];
}

/** The event store did not answer for as long as the caller was willing to wait. Nothing is known about an append. */
export class EventStoreUnavailable extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'EventStoreUnavailable';
  }
}

/** One client, shared by everybody who uses it and disposed of by the last one once it was replaced. */
interface Session {
  readonly driver: StoreDriver;
  users: number;
  retired: boolean;
}

/** A client in use; {@link release} it in a `finally`. */
export interface Lease {
  readonly driver: StoreDriver;
  /** Tells what went wrong, if anything; a client that lost its way is replaced for those who come next. */
  release(failure?: StoreFailure): void;
}

const CLOSE_MS = 1_000;

/** Owns the client: retries, replaces it when it does not recover by itself, closes in bounded time. */
export class StoreConnection {
  private readonly closing = new AbortController();
  private readonly sessions = new Set<Session>();
  private current: Session | undefined;

  constructor(
    private readonly connect: () => StoreDriver,
    readonly times: StoreTimes,
    /** Told of what goes on although something failed. */
    readonly onTrouble: (failure: StoreFailure) => void,
  ) {}

  /** Aborts when the log is closed. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  assertOpen(): void {
    if (this.closed.aborted) throw new LogClosed();
  }

  /**
   * Makes a call until it is answered. `work` gets the number of the try, from 1; it must be safe to repeat.
   * @throws StoreFailure what another try would not change; EventStoreUnavailable; LogClosed
   */
  async run<T>(work: (driver: StoreDriver, attempt: number) => Promise<T>): Promise<T> {
    const giveUpAt = Date.now() + this.times.giveUpMs;
    for (let attempt = 1; ; attempt++) {
      this.assertOpen();
      const lease = this.lease();
      let failure: StoreFailure | undefined;
      try {
        return await this.unlessClosed(work(lease.driver, attempt));
      } catch (error) {
        this.assertOpen();
        if (!(error instanceof StoreFailure) || !error.retryable) throw error;
        failure = error;
        if (Date.now() >= giveUpAt)
          throw new EventStoreUnavailable(`the event store cannot be reached: ${failure.message}`, { cause: failure });
      } finally {
        lease.release(failure);
      }
      await this.pause(attempt);
    }
  }

  lease(): Lease {
    this.assertOpen();
    const session = (this.current ??= this.open());
    session.users++;
    let held = true;
    return {
      driver: session.driver,
      release: (failure) => {
        if (!held) return;
        held = false;
        session.users--;
        if (failure?.retryable) this.onTrouble(failure);
        // A client that was told who leads goes there by itself.
        if (failure?.kind === 'unavailable') this.retire(session);
        this.disposeIfUnused(session);
      },
    };
  }

  /** Waits before the next try: doubling, capped, with jitter so that processes do not return in step. */
  async pause(attempt: number, until?: AbortSignal): Promise<void> {
    const [first, longest] = this.times.pauseMs;
    const ms = Math.min(longest, first * 2 ** Math.min(attempt - 1, 20)) * (0.5 + Math.random() / 2);
    const signal = until ? AbortSignal.any([until, this.closed]) : this.closed;
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.closing.abort();
    const disposed = [...this.sessions].map((session) => session.driver.dispose().catch(() => undefined));
    this.sessions.clear();
    await Promise.race([Promise.all(disposed), sleep(CLOSE_MS, undefined, { ref: false })]);
  }

  private open(): Session {
    const session = { driver: this.connect(), users: 0, retired: false };
    this.sessions.add(session);
    return session;
  }

  private retire(session: Session): void {
    session.retired = true;
    if (this.current === session) this.current = undefined;
  }

  private disposeIfUnused(session: Session): void {
    if (!session.retired || session.users > 0 || !this.sessions.delete(session)) return;
    void session.driver.dispose().catch(() => undefined);
  }

  private async unlessClosed<T>(work: Promise<T>): Promise<T> {
    let stop = () => undefined as void;
    const closed = new Promise<never>((_resolve, reject) => {
      stop = () => reject(new LogClosed());
      this.closed.addEventListener('abort', stop, { once: true });
    });
    try {
      return await Promise.race([work, closed]);
    } finally {
      this.closed.removeEventListener('abort', stop);
      work.catch(() => undefined);
    }
  }
}
