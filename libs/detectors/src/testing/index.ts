export * from './rows';
export * from './judged';
