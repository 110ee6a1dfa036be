import {
  type Column,
  columnsOf,
  type Expression,
  type FlowColumn,
  type PlaceColumn,
  readFilter,
  type SqlColumn,
  toSql,
} from '@wireledger/filter';

import type { Params } from '../sql/params';
import type { PlaceSql } from '../sql/place-columns';

/** Protocols whose ports are ports: ICMP keeps type and code in the same columns. */
export const WITH_PORTS = 'proto IN (6, 17, 132)';
const TCP = 'proto = 6';

const always = (sql: string): SqlColumn => ({ sql, present: null });
const where = (sql: string, present: string): SqlColumn => ({ sql, present });
const text = (sql: string): SqlColumn => where(sql, `${sql} <> ''`);

/** What fields of flows are in the columns of `flow-table.ts`. */
const FLOW_SQL: Readonly<Record<Exclude<FlowColumn, PlaceColumn>, SqlColumn>> = {
  src: always('src'),
  dst: always('dst'),
  outerSrc: where('outer_src', 'outer_src IS NOT NULL'),
  outerDst: where('outer_dst', 'outer_dst IS NOT NULL'),
  srcPort: where('src_port', WITH_PORTS),
  dstPort: where('dst_port', WITH_PORTS),
  proto: always('proto'),
  app: text('app'),
  state: text('state'),
  history: text('history'),
  sensor: text('sensor'),
  srcFlags: where('src_flags', TCP),
  dstFlags: where('dst_flags', TCP),
  allFlags: where('(src_flags | dst_flags)', TCP),
  bytes: always('(src_bytes + dst_bytes)'),
  srcBytes: always('src_bytes'),
  dstBytes: always('dst_bytes'),
  packets: always('(src_packets + dst_packets)'),
  srcPackets: always('src_packets'),
  dstPackets: always('dst_packets'),
  payload: always('(src_payload + dst_payload)'),
  srcPayload: always('src_payload'),
  dstPayload: always('dst_payload'),
  srcRetransmits: always('src_retrans'),
  dstRetransmits: always('dst_retrans'),
  duration: always('(last - first)'),
  rtt: where('rtt', 'rtt >= 0'),
  start: always('first'),
  end: always('last'),
  vlan: where('vlan', 'vlan > 0'),
  iface: always('iface'),
  kept: always('(source IN (SELECT c.source FROM rm.stored_capture c))::int4'),
  community: always(`('1:' || encode(community, 'base64'))`),
};

/** An expression as a condition over the columns that ended and running flows share. */
export const filterCondition = (params: Params, expression: Expression, places: PlaceSql): string =>
  toSql(expression, {
    column: (column) => places(column) ?? FLOW_SQL[column as keyof typeof FLOW_SQL],
    of: (value) => params.of(value),
  });

/** What is not kept of a flow that still ran at a position of the past. */
const LOST: ReadonlySet<Column> = new Set<FlowColumn>([
  ...(['state', 'history', 'srcFlags', 'dstFlags', 'allFlags', 'payload', 'srcPayload', 'dstPayload'] as const),
  ...(['rtt', 'srcRetransmits', 'dstRetransmits'] as const),
]);

/** Whether conditions look at what is lost of flows that ran. */
export function asksForLostState(conditions: {
  readonly state?: readonly string[] | null;
  readonly running?: boolean | null;
  readonly filter?: string | null;
}): boolean {
  if (conditions.running === false) return false;
  const expression = readFilter(conditions.filter, 'flow');
  return (
    Boolean(conditions.state?.length) ||
    (expression !== null && [...columnsOf(expression)].some((column) => LOST.has(column)))
  );
}
