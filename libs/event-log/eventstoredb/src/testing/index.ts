export * from './fault-plan';
export * from './stand-in-log';
export * from './stand-in';
