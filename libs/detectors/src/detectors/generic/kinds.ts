import { type Column, type ColumnKind, FACT_KINDS, type RowReader, type RowValue } from '@wireledger/filter';
import { factBatchReader, flowBatchReader } from '@wireledger/filter/rows';
import { flowCommunityId } from '@wireledger/flows';
import type { RecordOf } from '../../records/records';

/** Kinds of records that a rule can be about: those that the filter language reads. */
export const RULE_KINDS = ['flow', ...FACT_KINDS] as const satisfies readonly ColumnKind[];
export type RuleKind = (typeof RULE_KINDS)[number];
/** A record of one of them. */
export type Subject = RecordOf[RuleKind];

const flowValues = flowBatchReader(({ cols, n }) =>
  flowCommunityId(
    ...([cols.proto[n], cols.src[n], cols.dst[n], cols.srcPort[n], cols.dstPort[n]] as [
      ...[number, string, string, number, number],
    ]),
  ),
);

/** A record where it stands, as expressions read it. */
export type Row = Subject['row'];

/** How values of records of a kind are read, by column, as the filter language reads them. */
export const VALUES = {
  flow: flowValues,
  ...Object.fromEntries(FACT_KINDS.map((kind) => [kind, factBatchReader(kind)])),
} as unknown as Readonly<Record<RuleKind, RowReader<Row>>>;

/** Reads one column of records of a kind. */
export const valueReader = (kind: RuleKind, column: Column): ((row: Row) => RowValue) => VALUES[kind](column);

/** Packet time that a record counts at, µs: the latest packet of what a flow adds, the first one of everything else. */
export const timeOf = (record: Subject): number => (record.fact === 'flow' ? record.dLast : record.time);

/** What a record is, where records are counted: a flow is one however many records it has. */
export const identityOfRecord = (record: Subject): string =>
  record.fact === 'flow' ? `${record.source}.${record.flow}` : `${record.source}.${record.fact}.${record.seq}`;

/** TCP, UDP, SCTP: the others keep no ports where these have them. */
const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 132]);

/** Who is involved: source, destination, and its port, -1 where there is none. */
export function endsOf(record: Subject): readonly [src: string, dst: string, dport: number] {
  if (record.fact === 'flow') {
    const { src, dst, proto, dstPort } = record;
    return [src, dst, WITH_PORTS.has(proto) ? dstPort : -1];
  }
  const { cols, n } = record.row;
  return [record.client, record.server, cols.serverPort[n] ?? -1];
}
