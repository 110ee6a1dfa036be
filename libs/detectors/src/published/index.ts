export { PublishedRules, type UnfitRule } from './published-rules';
export { runnableRule } from './runnable-rule';
