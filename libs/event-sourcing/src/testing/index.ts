export * from './event-log.contract';
export * from './given-when-then';
export * from './samples';
export * from './sealed-log';
