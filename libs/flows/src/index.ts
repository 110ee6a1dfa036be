export { LivePipeline } from './live-pipeline';
export { Pipeline } from './pipeline';
export type { PipelineCounters, PipelineOptions } from './pipeline-options';
export { DEFAULT_TIMEOUTS, MAX_TIMEOUT, type FlowTimeouts, type GivenTimeouts } from './flow-timeouts';
export { CollectingPipeline, type CollectorCounters } from './exported';
export { LoggedFacts, type LoggedFactsOptions, type LoggedState } from './logged';
export { flowCommunityId } from './flow-community-id';
export { icmpCounterpart } from './icmp-counterpart';
export { MAX_BATCH_BYTES, MAX_BATCH_RECORDS } from './columns';
