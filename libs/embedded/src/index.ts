export * from './embedded-postgres';
export * from './embedded-postgres-error';
export { DEFAULT_STATE_ROOT } from './state-folder';
