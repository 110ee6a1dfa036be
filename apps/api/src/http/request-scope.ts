import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const scope = new AsyncLocalStorage<string>();

/** Runs a request's work under an id of its own, so that whatever fails far below can name it. */
export const inRequest = <T>(requestId: string, work: () => T): T => scope.run(requestId, work);

/** Id of the request that the caller works for; a new one outside of any. */
export const requestId = (): string => scope.getStore() ?? randomUUID();
