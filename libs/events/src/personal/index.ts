export * from './personal-table';
