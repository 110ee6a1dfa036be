export * from './packet-handler';
export * from './capture-parser';
export * from './capture-writer';
export * from './pcapng-blocks';
export * from './capture-chunks';
export * from './link-types';
export * from './read-capture-file';
export * from './capture-folder';
