// An entry of its own: it loads TypeORM, which the sensor and most commands use `@wireledger/platform` without.
export { migrateAccess } from './migrate-access';
export { PostgresAccessStore } from './postgres-access-store';
