import { parseFilter, type RowTest, toPredicate } from '@wireledger/filter';
import { packetProblem, packetReader, type PacketRow } from '@wireledger/filter/rows';
import { flowCommunityId } from '@wireledger/flows';

import { ControlError } from '../control/control-server';

const reader = packetReader(({ src, dst, srcPort, dstPort, proto }) =>
  src === null || dst === null || proto === null || srcPort === null || dstPort === null
    ? null
    : flowCommunityId(proto, src, dst, srcPort, dstPort),
);

/** A test of packets; everything passes one that is blank. @throws ControlError 400 when it is not understood, or asks for what no packet tells */
export function packetTest(filter: string): RowTest<PacketRow> {
  if (filter.trim() === '') return () => true;
  const parsed = parseFilter(filter, 'flow');
  if (!parsed.ok) throw new ControlError(400, `the filter is not understood: ${parsed.problem.message}`);
  const problem = packetProblem(parsed.expression);
  if (problem !== null) throw new ControlError(400, problem);
  return toPredicate(parsed.expression, reader);
}
