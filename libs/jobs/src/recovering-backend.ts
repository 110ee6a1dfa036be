import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend } from 'bullmq';

/** What looks at its tables once and remembers how that ended. */
interface Ready {
  waitUntilReady(): Promise<void>;
  readyPromise?: Promise<void> | undefined;
}

/**
 * BullMQ's PostgreSQL backend, which remembers a first look at its tables that failed: a worker whose connection broke in that moment would ask, and be told the
 * same, for ever and without a pause. Here it looks again, after `pauseMs`.
 */
export const recoveringBackend =
  (pauseMs: number): typeof createPostgresBackend =>
  (name, options, more) => {
    const backend = createPostgresBackend(name, options, more);
    const { connection } = backend as unknown as { readonly connection: Ready };
    forgetsFailure(connection, pauseMs);
    forgetsFailure(backend as unknown as Ready, 0);
    return backend;
  };

function forgetsFailure(one: Ready, pauseMs: number): void {
  const wait = one.waitUntilReady.bind(one);
  one.waitUntilReady = async () => {
    try {
      await wait();
    } catch (error) {
      await sleep(pauseMs, undefined, { ref: false });
      one.readyPromise = undefined;
      throw error;
    }
  };
}
