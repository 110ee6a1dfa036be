import type { Batch, CutBatch } from '@wireledger/events/telemetry';
import { type Expression, toPredicate } from '@wireledger/filter';
import { flowBatchReader } from '@wireledger/filter/rows';
import { flowCommunityId } from '@wireledger/flows';

const VALUES = flowBatchReader(({ cols, n }) =>
  flowCommunityId(
    cols.proto[n] as number,
    cols.src[n] as string,
    cols.dst[n] as string,
    cols.srcPort[n] as number,
    cols.dstPort[n] as number,
  ),
);

/** Test of the records of batches of flows by their number. Captures that are read have no sensor. */
export function flowTest(expression: Expression): (batch: CutBatch, n: number) => boolean {
  const passes = toPredicate(expression, VALUES);
  return ({ payload }, n) => {
    const { cols, t0 } = payload as Batch<'flow'>;
    return passes({ cols, t0, n, sensor: '' });
  };
}
