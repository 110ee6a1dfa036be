export * from './packet-handler';
export * from './capture-parser';
export * from './capture-writer';
export * from './read-capture-file';
