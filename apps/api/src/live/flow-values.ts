import { flowBatchReader } from '@wireledger/filter/rows';
import { flowCommunityId } from '@wireledger/read-models';

/** Values of flow records in their batch that expressions look at. */
export const FLOW_VALUES = flowBatchReader(({ cols, n }) =>
  flowCommunityId({
    proto: cols.proto[n] as number,
    src: cols.src[n] as string,
    dst: cols.dst[n] as string,
    srcPort: cols.srcPort[n] as number,
    dstPort: cols.dstPort[n] as number,
  }),
);
