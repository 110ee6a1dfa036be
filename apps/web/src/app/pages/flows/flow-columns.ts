import { formatBytes, formatCount } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import type { Zone } from '../../core/time-grammar';
import type { Column } from '../../ui/table/columns';
import type { FlowFact, FlowView } from './flow-rows';

type FlowColumn = Column<FlowView<FlowFact>>;

const total = (flow: FlowFact): number => flow.srcBytes + flow.dstBytes;

/** Columns whose cells are a page's own: values that can be acted on, and the two-sided bar. */
const SHOWN: readonly FlowColumn[] = [
  { id: 'start', label: 'Start', width: 64, asc: 'START_ASC', desc: 'START_DESC', fact: ({ flow }) => flow.start },
  { id: 'src', label: 'Source', width: 150, grow: 1.35, fact: (view) => view.flow.src + view.srcPort },
  { id: 'dst', label: 'Destination', width: 150, grow: 1.35, fact: (view) => view.flow.dst + view.dstPort },
  { id: 'domain', label: 'Domain', width: 120, grow: 1.2, roomy: true, fact: ({ flow }) => flow.domain },
  { id: 'app', label: 'App', width: 48, fact: ({ flow }) => flow.app },
  { id: 'state', label: 'State', width: 48, roomy: true, fact: ({ flow }) => flow.state },
  {
    id: 'duration',
    label: 'Duration',
    width: 68,
    end: true,
    roomy: true,
    asc: 'DURATION_ASC',
    desc: 'DURATION_DESC',
    fact: ({ flow }) => flow.duration,
  },
  {
    id: 'packets',
    label: 'Packets',
    width: 56,
    end: true,
    roomy: true,
    asc: 'PACKETS_ASC',
    desc: 'PACKETS_DESC',
    fact: ({ flow }) => flow.srcPackets + flow.dstPackets,
  },
  { id: 'out', label: 'Out', width: 54, end: true, fact: ({ flow }) => flow.srcBytes },
  { id: 'bar', label: 'Bytes, log', width: 64, asc: 'BYTES_ASC', desc: 'BYTES_DESC', drawn: true, roomy: true },
  { id: 'in', label: 'In', width: 54, end: true, fact: ({ flow }) => flow.dstBytes },
];

/** A column whose cell is plain text. */
export interface TextColumn extends FlowColumn {
  readonly text: (flow: FlowFact, zone: Zone, now: number) => string;
  /** Written with fixed widths: hashes, flags. */
  readonly mono?: boolean;
}

const count = (value: number): string => (value === 0 ? '' : formatCount(value));

/** Facts that are there on demand. */
export const EXTRA: readonly TextColumn[] = [
  {
    id: 'end',
    label: 'Last packet',
    width: 112,
    end: true,
    fact: ({ flow }) => flow.end,
    text: (flow, zone, now) => formatMoment(Date.parse(flow.end), zone, now, true),
  },
  {
    id: 'proto',
    label: 'Proto',
    width: 56,
    fact: ({ flow }) => flow.proto,
    text: (flow) => flow.proto.toUpperCase(),
  },
  {
    id: 'bytes',
    label: 'Bytes, both',
    width: 76,
    end: true,
    asc: 'BYTES_ASC',
    desc: 'BYTES_DESC',
    fact: ({ flow }) => total(flow),
    text: (flow) => formatBytes(total(flow)),
  },
  {
    id: 'payout',
    label: 'Payload out',
    width: 84,
    end: true,
    fact: ({ flow }) => flow.srcPayload,
    text: (flow) => formatBytes(flow.srcPayload),
  },
  {
    id: 'payin',
    label: 'Payload in',
    width: 84,
    end: true,
    fact: ({ flow }) => flow.dstPayload,
    text: (flow) => formatBytes(flow.dstPayload),
  },
  {
    id: 'rtt',
    label: 'RTT, ms',
    width: 64,
    end: true,
    fact: ({ flow }) => flow.rttMs,
    text: (flow) => (flow.rttMs === null ? '' : flow.rttMs.toFixed(flow.rttMs < 10 ? 2 : 1)),
  },
  {
    id: 'resent',
    label: 'Resent',
    width: 64,
    end: true,
    fact: ({ flow }) => flow.srcRetransmits + flow.dstRetransmits,
    text: (flow) => count(flow.srcRetransmits + flow.dstRetransmits),
  },
  {
    id: 'history',
    label: 'History',
    width: 104,
    mono: true,
    fact: ({ flow }) => flow.history,
    text: (flow) => flow.history,
  },
  {
    id: 'flags',
    label: 'TCP flags',
    width: 120,
    mono: true,
    fact: ({ flow }) => `${flow.srcFlags} ${flow.dstFlags}`.trim(),
    text: (flow) => (flow.srcFlags === '' && flow.dstFlags === '' ? '' : `${flow.srcFlags} · ${flow.dstFlags}`),
  },
  {
    id: 'ended',
    label: 'Ended by',
    width: 84,
    fact: ({ flow }) => flow.endReason,
    text: (flow) => flow.endReason ?? '',
  },
  {
    id: 'vlan',
    label: 'VLAN',
    width: 56,
    end: true,
    fact: ({ flow }) => flow.vlan,
    text: (flow) => (flow.vlan === null ? '' : String(flow.vlan)),
  },
  {
    id: 'tunnel',
    label: 'Tunnel',
    width: 160,
    mono: true,
    fact: ({ flow }) => (flow.outerSrc === null ? null : `${flow.outerSrc} ${flow.outerDst ?? ''}`),
    text: (flow) => (flow.outerSrc === null ? '' : `${flow.outerSrc} → ${flow.outerDst ?? ''}`),
  },
  {
    id: 'community',
    label: 'Community id',
    width: 240,
    mono: true,
    fact: ({ flow }) => flow.communityId,
    text: (flow) => flow.communityId,
  },
  {
    id: 'direction',
    label: 'Direction',
    width: 72,
    fact: ({ flow }) => flow.directionSure,
    text: (flow) => (flow.directionSure ? 'sure' : 'guessed'),
  },
];

const SENSOR: FlowColumn = { id: 'sensor', label: 'Sensor', width: 56, roomy: true, fact: ({ flow }) => flow.sensor };

/** All columns; with one sensor its name on every row would tell nothing, and waits among the extra ones. */
export const flowColumns = (sensors: number): readonly FlowColumn[] => [
  ...SHOWN,
  sensors > 1 ? SENSOR : { ...SENSOR, extra: true },
  ...EXTRA.map((column) => ({ ...column, extra: true })),
];
