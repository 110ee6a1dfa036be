import { AsyncLocalStorage } from 'node:async_hooks';

const asker = new AsyncLocalStorage<AbortSignal>();

/** Runs work on behalf of somebody who may go away: once the signal aborts, statements that work for him are stopped in the database. */
export const askedUntil = <T>(gone: AbortSignal, work: () => T): T => asker.run(gone, work);

/** The signal of whoever the caller works for; undefined when nobody waits. */
export const askerGone = (): AbortSignal | undefined => asker.getStore();
