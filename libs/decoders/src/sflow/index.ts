export { readSflow, SampledPacket, SflowHeader } from './sflow-datagram';
