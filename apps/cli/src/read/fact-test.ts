import type { Batch, CutBatch } from '@wireledger/events/telemetry';
import { type Expression, type FactKind, type Places, toPredicate, withPlaces } from '@wireledger/filter';
import { factBatchReader, flowBatchReader } from '@wireledger/filter/rows';
import { flowCommunityId } from '@wireledger/flows';

import type { ReadFilter } from './read-args';

/** Test of the record of a batch by its number. */
type BatchTest = (batch: CutBatch, n: number) => boolean;

type KnownPlaces = Pick<Places, 'of'>;

/** Captures that are read have no sensor. */
const NO_SENSOR = '';

const FLOW_VALUES = flowBatchReader(({ cols, n }) =>
  flowCommunityId(
    cols.proto[n] as number,
    cols.src[n] as string,
    cols.dst[n] as string,
    cols.srcPort[n] as number,
    cols.dstPort[n] as number,
  ),
);

function flowTest(expression: Expression, places: KnownPlaces): BatchTest {
  const passes = toPredicate(expression, withPlaces(FLOW_VALUES, places));
  return ({ payload }, n) => {
    const { cols, t0 } = payload as Batch<'flow'>;
    return passes({ cols, t0, n, sensor: NO_SENSOR });
  };
}

function saidTest(kind: FactKind, expression: Expression, places: KnownPlaces): BatchTest {
  const passes = toPredicate(expression, withPlaces(factBatchReader(kind), places));
  return ({ payload }, n) => {
    const { cols, t0 } = payload as Batch<FactKind>;
    return passes({ cols, t0, n, sensor: NO_SENSOR });
  };
}

/** Test of the records of batches of the kind that a filter is about. `places`: ready, where the filter asks for them. */
export const factTest = ({ kind, expression }: ReadFilter, places: KnownPlaces): BatchTest =>
  kind === 'flow' ? flowTest(expression, places) : saidTest(kind, expression, places);
