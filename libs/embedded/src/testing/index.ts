export * from './start-test-postgres';
export * from './local-provider';
