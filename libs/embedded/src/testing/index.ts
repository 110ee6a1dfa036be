export * from './start-test-postgres';
