export * from './postgres-event-log';
export { migrate } from './migrations';
export {
  type ClassStorage,
  type ClosedSegment,
  EXPIRING_CLASSES,
  type ExpiringClass,
  LogSegments,
  type SegmentSpan,
} from './log-segments';
