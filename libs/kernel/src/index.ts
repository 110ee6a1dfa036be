export * from './assert-never';
export * from './addresses';
export * from './csv-cell';
export * from './time';
export * from './domain-error';
export * from './special-addresses';
export * from './strict-json';
export * from './visible-text';
