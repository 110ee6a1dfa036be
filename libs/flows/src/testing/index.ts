export * from './frames';
export * from './conversation';
