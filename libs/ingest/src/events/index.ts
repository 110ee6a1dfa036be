export * from './event-body';
export * from './event-faults';
export * from './event-shape';
