export * from './frames';
export { ENDS, talk } from './conversation';
