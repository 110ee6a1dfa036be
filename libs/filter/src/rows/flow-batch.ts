import type { ColumnsOf } from '@wireledger/events/telemetry';

import type { RowReader, RowValue } from '../compile/predicate';
import type { FlowColumn, PlaceColumn } from '../fields/columns';
import { isPlaceColumn } from '../places';

/** A record of a batch of flows, where it stands. */
export interface FlowAt {
  readonly cols: ColumnsOf['flow'];
  /** What times of the batch are relative to, µs. */
  readonly t0: number;
  readonly n: number;
  readonly sensor: string;
}

const TCP = 6;
/** Protocols whose ports are ports: ICMP keeps type and code in the same columns. */
const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 132]);

type Read = (at: FlowAt) => RowValue;

const text =
  (column: (cols: FlowAt['cols']) => readonly string[]): Read =>
  ({ cols, n }) =>
    column(cols)[n] || null;
const number =
  (...columns: readonly ((cols: FlowAt['cols']) => readonly number[])[]): Read =>
  ({ cols, n }) =>
    columns.reduce((sum, column) => sum + (column(cols)[n] as number), 0);
const port =
  (column: (cols: FlowAt['cols']) => readonly number[]): Read =>
  ({ cols, n }) =>
    WITH_PORTS.has(cols.proto[n] as number) ? (column(cols)[n] as number) : null;
const flags =
  (...columns: readonly ((cols: FlowAt['cols']) => readonly number[])[]): Read =>
  ({ cols, n }) =>
    cols.proto[n] === TCP ? columns.reduce((all, column) => all | (column(cols)[n] as number), 0) : null;
const time =
  (column: (cols: FlowAt['cols']) => readonly number[]): Read =>
  ({ cols, n, t0 }) =>
    t0 + (column(cols)[n] as number);
/** A number of which one value means that there is none. */
const known =
  (column: (cols: FlowAt['cols']) => readonly number[], least: number): Read =>
  ({ cols, n }) => {
    const value = column(cols)[n] as number;
    return value >= least ? value : null;
  };

/** What the columns of a batch say: all but what is worked out, what data sets say (`withPlaces`), and what the library has. */
type Told = Exclude<FlowColumn, 'community' | 'kept' | PlaceColumn>;
const READS: Readonly<Record<Told, Read>> = {
  src: text((c) => c.src),
  dst: text((c) => c.dst),
  outerSrc: text((c) => c.outerSrc),
  outerDst: text((c) => c.outerDst),
  srcPort: port((c) => c.srcPort),
  dstPort: port((c) => c.dstPort),
  proto: number((c) => c.proto),
  app: text((c) => c.app),
  state: text((c) => c.state),
  history: text((c) => c.history),
  sensor: ({ sensor }) => sensor || null,
  srcFlags: flags((c) => c.srcFlags),
  dstFlags: flags((c) => c.dstFlags),
  allFlags: flags(
    (c) => c.srcFlags,
    (c) => c.dstFlags,
  ),
  bytes: number(
    (c) => c.srcBytes,
    (c) => c.dstBytes,
  ),
  srcBytes: number((c) => c.srcBytes),
  dstBytes: number((c) => c.dstBytes),
  packets: number(
    (c) => c.srcPackets,
    (c) => c.dstPackets,
  ),
  srcPackets: number((c) => c.srcPackets),
  dstPackets: number((c) => c.dstPackets),
  payload: number(
    (c) => c.srcPayload,
    (c) => c.dstPayload,
  ),
  srcPayload: number((c) => c.srcPayload),
  dstPayload: number((c) => c.dstPayload),
  srcRetransmits: number((c) => c.srcRetrans),
  dstRetransmits: number((c) => c.dstRetrans),
  duration: ({ cols, n }) => (cols.last[n] as number) - (cols.first[n] as number),
  rtt: known((c) => c.rtt, 0),
  start: time((c) => c.first),
  end: time((c) => c.last),
  vlan: known((c) => c.vlan, 1),
  iface: number((c) => c.iface),
};

/** How records of a batch of flows are read, by columns of flows: as they stand in the columns, nothing is built. @param communityOf community id of a record */
export const flowBatchReader =
  (communityOf: (at: FlowAt) => string): RowReader<FlowAt> =>
  (column) =>
    column === 'community'
      ? communityOf
      : isPlaceColumn(column) || column === 'kept'
        ? () => null
        : READS[column as Told];
