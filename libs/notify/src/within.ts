/** The promise, or a rejection when the time is up: a resolver cannot be told to stop. */
export const within = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('time is up')), { once: true });
    work.then(resolve, reject);
  });
