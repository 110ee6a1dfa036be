/** A promise that is rejected without anybody having to listen. */
export function rejected(error: Error): Promise<never> {
  const promise = Promise.reject(error);
  promise.catch(() => undefined); // whoever waits hears of it
  return promise;
}
