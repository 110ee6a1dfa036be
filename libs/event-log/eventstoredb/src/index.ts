export * from './event-store-db-log';
export { EventStoreUnavailable, type StoreTimes } from './store-connection';
export { InvalidStoreAddress, type StoreAddress, storeAddress } from './store-address';
export * from './store-driver';
