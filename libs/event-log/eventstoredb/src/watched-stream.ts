import type { Readable } from 'node:stream';

import { failureOf } from './db-client-failures';
import { type ReadLimits, StoreFailure } from './store-driver';

/**
 * Iterates over a stream of the client and makes up for what the client does not do: a silent server is noticed, an
 * abort ends it, an error that comes before anybody listens is kept, and the call is cancelled when the iteration is
 * left. The client's own iteration leaves the call open after `break`, and a call that is left with its end unread stays in
 * the client's list of open ones for ever; so what is left over is read and dropped.
 */
export function watchedStream<T>(stream: Readable, cancel: () => Promise<void>, limits: ReadLimits): AsyncIterable<T> {
  return iterate<T>(new Watched(stream), cancel, limits);
}

/** A readable stream and the last thing that happened to it. */
class Watched {
  failure: unknown;
  ended = false;
  private wake = () => undefined as void;

  constructor(readonly stream: Readable) {
    stream.on('error', (error) => this.fail(error));
    stream.on('end', () => {
      this.ended = true;
      this.ring();
    });
  }

  readonly ring = () => this.wake();

  fail(error: unknown): void {
    this.failure ??= error;
    this.ring();
  }

  /** Resolves at the next ring. */
  news(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }
}

async function* iterate<T>(
  watched: Watched,
  cancel: () => Promise<void>,
  { signal, answerMs, mayIdle }: ReadLimits,
): AsyncGenerator<T, void, void> {
  const { stream, ring } = watched;
  const giveUp = () => watched.fail(new StoreFailure('unavailable', `the event store was silent for ${answerMs} ms`));
  let answered = false;
  stream.on('readable', ring);
  signal.addEventListener('abort', ring, { once: true });
  try {
    while (!signal.aborted) {
      if (watched.failure !== undefined) throw failureOf(watched.failure);
      const next = stream.read() as T | null;
      if (next !== null) {
        answered = true;
        yield next;
        continue;
      }
      if (watched.ended) return;
      const timer = answered && mayIdle ? undefined : setTimeout(giveUp, answerMs);
      await watched.news();
      clearTimeout(timer);
    }
  } finally {
    signal.removeEventListener('abort', ring);
    stream.removeListener('readable', ring);
    stream.resume();
    // Not awaited: it waits for the call to be made, which may take as long as finding a node.
    void cancel().catch(() => undefined);
  }
}
