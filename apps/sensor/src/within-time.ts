import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something, but no longer than that many milliseconds. @throws what it throws in that time */
export async function withinTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const bound = new AbortController();
  try {
    return await Promise.race([work, sleep(ms, undefined, { signal: bound.signal }).catch(() => undefined)]);
  } finally {
    bound.abort();
  }
}

/** Waits for something until somebody aborts. @throws what it throws until then */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  let aborted: () => void = () => undefined;
  const end = new Promise<undefined>((resolve) => (aborted = () => resolve(undefined)));
  signal.addEventListener('abort', aborted, { once: true });
  try {
    return await Promise.race([work, end]);
  } finally {
    signal.removeEventListener('abort', aborted);
  }
}
