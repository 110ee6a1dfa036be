export { type FactAt, factBatchReader } from './fact-batch';
export { type FlowAt, flowBatchReader } from './flow-batch';
export { packetProblem, packetReader, type PacketRow } from './packet-row';
