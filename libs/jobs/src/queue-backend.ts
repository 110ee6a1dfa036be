import { type PostgresConnectionOptions, Queue, runMigrations, withBackend, Worker, type WorkerOptions } from 'bullmq';
import { Client, type Pool } from 'pg';

import { recoveringBackend } from './recovering-backend';
import { endingWith, openQueuePool, queueConnection, SCHEMA } from './queue-connections';

const LOCK_MS = 30_000;
/** A twin of a stalled job is harmless, the checkpoint's row lock is the fence; so a stall never fails a job for good. */
const MAX_STALLED = 1000;
/** Pause before a worker asks a broken connection again; BullMQ's own is 15 s. */
const RETRY_MS = 1000;

export const QUEUES = ['follow', 'work'] as const;
export type QueueName = (typeof QUEUES)[number];

/** What a job carries: who is to work, never what about. */
export interface DoorbellPayload {
  readonly [name: string]: string | number;
}
export type DoorbellQueue = Pick<
  Queue<DoorbellPayload>,
  'add' | 'upsertJobScheduler' | 'getJobCounts' | 'removeDeduplicationKey' | 'close'
>;
export type DoorbellWorker = Pick<Worker<DoorbellPayload>, 'close' | 'isRunning' | 'waitUntilReady'>;

export interface WorkerSettings {
  readonly concurrency: number;
  readonly process: (job: { readonly name: string; readonly data: DoorbellPayload }) => Promise<void>;
  /** A job that failed: it stays in the queue's list of failures, the next doorbell tries again. */
  readonly onFailed: (name: string, error: Error) => void;
}

/** Where jobs are kept; says nothing about PostgreSQL or Redis to its users. */
export interface QueueBackend {
  queue(name: QueueName): DoorbellQueue;
  worker(name: QueueName, settings: WorkerSettings): DoorbellWorker;
}

const isRedis = (url: string): boolean => /^rediss?:/.test(url);

/** Completed jobs go at once, of the failed ones a hundred stay. */
const defaultJobOptions = { removeOnComplete: true, removeOnFail: { count: 100 } } as const;

const workerOptions = ({ concurrency }: WorkerSettings): Omit<WorkerOptions, 'connection'> => ({
  concurrency,
  lockDuration: LOCK_MS,
  maxStalledCount: MAX_STALLED,
  runRetryDelay: RETRY_MS,
});

/**
 * `redis://…` or `rediss://…` = Redis, else BullMQ's PostgreSQL backend on that database. `onError` hears of connections that
 * broke; they are opened again. Several queues and workers of one process share nothing but this.
 */
export function openQueueBackend(url: string, onError: (error: Error) => void): QueueBackend {
  return isRedis(url) ? redisBackend(url, onError) : postgresBackend(url, onError);
}

/** A pool as BullMQ declares it; the two declarations differ in overloads only. */
const lent = (pool: Pool): PostgresConnectionOptions => pool as unknown as PostgresConnectionOptions;

function postgresBackend(url: string, onError: (error: Error) => void): QueueBackend {
  const bound = withBackend(recoveringBackend(RETRY_MS));
  return {
    queue: (name) => {
      const pool = openQueuePool(url);
      const queue = new bound.Queue<DoorbellPayload>(name, { connection: lent(pool), defaultJobOptions });
      queue.on('error', onError);
      return endingWith(queue, pool);
    },
    worker: (name, settings) => {
      const pool = openQueuePool(url);
      const options = { connection: lent(pool), ...workerOptions(settings) };
      const worker = new bound.Worker<DoorbellPayload>(name, (job) => settings.process(job), options);
      worker.on('error', onError);
      worker.on('failed', (job, error) => settings.onFailed(job?.name ?? name, error));
      return endingWith(worker, pool);
    },
  };
}

function redisBackend(url: string, onError: (error: Error) => void): QueueBackend {
  const connection = { url, maxRetriesPerRequest: null };
  return {
    queue: (name) => {
      const queue = new Queue<DoorbellPayload>(name, { connection, defaultJobOptions });
      queue.on('error', onError);
      return queue;
    },
    worker: (name, settings) => {
      const options = { connection, ...workerOptions(settings) };
      const worker = new Worker<DoorbellPayload>(name, (job) => settings.process(job), options);
      worker.on('error', onError);
      worker.on('failed', (job, error) => settings.onFailed(job?.name ?? name, error));
      return worker;
    },
  };
}

/** Brings the queues' tables to this release's form; Redis needs none. Idempotent. */
export async function migrateQueues(url: string): Promise<void> {
  if (isRedis(url)) return;
  const { options: _options, ...connection } = queueConnection(url);
  const client = new Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}
