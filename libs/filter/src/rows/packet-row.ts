import type { Expression } from '../ast';
import { columnsOf } from '../columns-of';
import type { RowReader, RowValue } from '../compile/predicate';
import type { FlowColumn } from '../fields/columns';
import { FIELDS } from '../fields/registry';
import { wordFor } from '../marks';

/** One packet as filters see it: a flow of one packet, whose source is whoever sent it. */
export interface PacketRow {
  /** µs since 1970 UTC. */
  readonly us: number;
  /** Innermost addresses in canonical text; null when it has none. */
  readonly src: string | null;
  readonly dst: string | null;
  /** Of TCP, UDP and SCTP; of ICMP type and code; null where its bytes do not say. */
  readonly srcPort: number | null;
  readonly dstPort: number | null;
  /** IANA number; null when it is not IP. */
  readonly proto: number | null;
  readonly tcpFlags: number;
  /** Bytes on the wire, and after the transport header. */
  readonly length: number;
  readonly payload: number;
  /** 0 = none. */
  readonly vlan: number;
  /** Outermost addresses of a packet in a tunnel. */
  readonly outerSrc: string | null;
  readonly outerDst: string | null;
}

const TCP = 6;
const WITH_PORTS: ReadonlySet<number | null> = new Set([6, 17, 132]);

type Read = (row: PacketRow) => RowValue;
const flags: Read = ({ proto, tcpFlags }) => (proto === TCP ? tcpFlags : null);
const bytes: Read = ({ length }) => length;
const payload: Read = (row) => row.payload;
const time: Read = ({ us }) => us;

const READS: Readonly<Partial<Record<FlowColumn, Read>>> = {
  src: ({ src }) => src,
  dst: ({ dst }) => dst,
  outerSrc: ({ outerSrc }) => outerSrc,
  outerDst: ({ outerDst }) => outerDst,
  srcPort: ({ proto, srcPort }) => (WITH_PORTS.has(proto) ? srcPort : null),
  dstPort: ({ proto, dstPort }) => (WITH_PORTS.has(proto) ? dstPort : null),
  proto: ({ proto }) => proto,
  srcFlags: flags,
  allFlags: flags,
  bytes,
  srcBytes: bytes,
  payload,
  srcPayload: payload,
  start: time,
  end: time,
  vlan: ({ vlan }) => vlan || null,
};

const isOfPackets = (column: string): boolean => column === 'community' || column in READS;

/** How packets are read, by columns of flows. @param communityOf community id of a packet's flow, null when it has none */
export const packetReader =
  (communityOf: (row: PacketRow) => string | null): RowReader<PacketRow> =>
  (column) =>
    column === 'community' ? communityOf : (READS[column as FlowColumn] ?? (() => null));

/** Why an expression about flows cannot be asked of single packets, with the fields that can; null when it can. */
export function packetProblem(expression: Expression): string | null {
  const other = [...columnsOf(expression)].find((column) => !isOfPackets(column));
  if (other === undefined) return null;
  const fields = FIELDS.filter(({ kinds, columns }) => kinds.includes('flow') && columns.every(isOfPackets));
  return (
    `A packet alone does not tell what this filter asks for (${wordFor(other)}). ` +
    `Ask for ${fields.map(({ name }) => name).join(', ')}.`
  );
}
