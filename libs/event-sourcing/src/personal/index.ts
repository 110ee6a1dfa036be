export { addressSubject, addressUsedAnew } from './address-subjects';
export * from './personal-fields';
export * from './subject-keys';
export * from './in-memory-subject-keys';
export * from './cached-subject-keys';
export * from './personal-codec';
export * from './personal-event-log';
