export { type FactAt, factBatchReader } from './fact-batch';
export { type FlowAt, flowBatchReader } from './flow-batch';
