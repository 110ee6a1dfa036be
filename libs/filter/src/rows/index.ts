export { type FlowAt, flowBatchReader } from './flow-batch';
