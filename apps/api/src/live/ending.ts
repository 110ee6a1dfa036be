/**
 * Gives an endless generator an end from outside: `return()` aborts the signal it was made with, so that a pending wait ends at once
 * instead of at its next turn. What goes wrong later is told to `onError`; the client hears no more than that it ended.
 * @throws what `open` throws: a wrong argument is an answer, not the end of a connection
 */
export async function withEnd<T>(
  open: (signal: AbortSignal) => AsyncGenerator<T> | Promise<AsyncGenerator<T>>,
  onError: (error: unknown) => void,
): Promise<AsyncGenerator<T>> {
  const ending = new AbortController();
  const generator = await open(ending.signal);
  const ended: AsyncGenerator<T> = {
    [Symbol.asyncIterator]: () => ended,
    [Symbol.asyncDispose]: async () => void (await ended.return(undefined)),
    next: async () => {
      try {
        return await generator.next();
      } catch (error) {
        onError(error);
        throw new Error('the subscription broke');
      }
    },
    return: async () => {
      ending.abort();
      await generator.return(undefined);
      return { done: true, value: undefined };
    },
    throw: async (error: unknown) => {
      ending.abort();
      throw error;
    },
  };
  return ended;
}
