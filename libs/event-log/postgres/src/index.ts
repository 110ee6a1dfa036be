export * from './postgres-event-log';
export { migrate } from './migrations';
