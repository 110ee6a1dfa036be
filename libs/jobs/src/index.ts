export {
  type DoorbellPayload,
  type DoorbellQueue,
  type DoorbellWorker,
  migrateQueues,
  openQueueBackend,
  type QueueBackend,
  type QueueName,
  QUEUES,
  type WorkerSettings,
} from './queue-backend';
export { Doorbells, FOLLOW, type FollowPayload } from './doorbells';
export { WORK, type WorkName, WorkQueue } from './work';
