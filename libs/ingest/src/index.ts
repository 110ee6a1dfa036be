export * from './bodies';
export * from './enrolment';
export * from './head';
export * from './key-file';
export * from './keys';
export * from './limits';
export * from './packing';
export * from './post';
