export * from './rows';
export * from './judged';
export * from './lists';
