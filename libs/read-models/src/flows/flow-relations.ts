import type { Database } from '../database';
import type { Params } from '../sql/params';
import { FLOW_STATE_COLUMNS } from './flow-table';

/** What stands in FROM for ended and for running flows. */
export interface FlowRelations {
  readonly ended: string;
  readonly running: string;
}

/** What is not kept of a flow that still ran: its columns as a flow shows them of which nothing is known. */
const UNKNOWN: Readonly<Record<string, string>> = {
  state: `''`,
  history: `''`,
  src_flags: '0',
  dst_flags: '0',
  src_payload: '0',
  dst_payload: '0',
  rtt: '-1',
  src_retrans: '0',
  dst_retrans: '0',
};
/** Columns of a running flow that its parts tell. */
const FROM_PARTS: Readonly<Record<string, string>> = {
  position: 'newest.position',
  n: 'newest.n',
  rec: 'newest.rec',
  at: 'newest.at',
  app: 'newest.app',
  last: 'parts.last',
  src_packets: 'parts.src_packets',
  dst_packets: 'parts.dst_packets',
  src_bytes: 'parts.src_bytes',
  dst_bytes: 'parts.dst_bytes',
};
const STATE = FLOW_STATE_COLUMNS.join(', ');

/**
 * The tables `flow` and `flow_live`; of the past what they held then. Running at a position is a flow with a part up to it
 * and no end: identity from its later row, counters from its parts. Its state at that time is not kept and is ''.
 * @param days condition that leaves out partitions of `flow`
 */
export function flowRelations(db: Database, params: Params, days: string): FlowRelations {
  if (db.asOf === null) return { ended: 'rm.flow', running: 'rm.flow_live' };
  const at = `${params.of(db.asOf)}::text`;
  const rebuilt = FLOW_STATE_COLUMNS.map((name) => FROM_PARTS[name] ?? UNKNOWN[name] ?? `later.${name}`).join(', ');
  return {
    ended: `(SELECT * FROM rm.flow WHERE position <= ${at}) flow`,
    running: `(SELECT ${STATE} FROM rm.flow_live WHERE position <= ${at}
      UNION ALL
      SELECT ${rebuilt} FROM (
        SELECT ${STATE} FROM rm.flow WHERE ${days} AND position > ${at}
        UNION ALL SELECT ${STATE} FROM rm.flow_live WHERE position > ${at}
      ) later
      CROSS JOIN LATERAL (SELECT p.position, p.n, p.rec, p.at, p.app FROM rm.flow_part p
        WHERE p.id = later.id AND p.position <= ${at} ORDER BY p.rec DESC LIMIT 1) newest
      CROSS JOIN LATERAL (SELECT max(p.d_last) AS last, sum(p.d_src_packets)::int8 AS src_packets,
          sum(p.d_dst_packets)::int8 AS dst_packets, sum(p.d_src_bytes)::int8 AS src_bytes, sum(p.d_dst_bytes)::int8 AS dst_bytes
        FROM rm.flow_part p WHERE p.id = later.id AND p.position <= ${at}) parts
    ) flow_live`,
  };
}
