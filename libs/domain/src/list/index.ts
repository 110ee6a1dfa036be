export * from './indicator';
export * from './indicators';
export * from './list-reader';
export * from './guards';
export * from './content-text';
export * from './list';
export * from './list-in-force';
