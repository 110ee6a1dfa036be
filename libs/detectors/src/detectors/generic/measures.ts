import type { FlowColumn } from '@wireledger/filter';
import type { FlowRecord } from '../../records/records';

/** Fields of which every flow has one value at most: what rules group by and tell apart. Name in the filter language → column of a record. */
export const SINGLE_FIELDS = {
  'src.ip': 'src',
  'dst.ip': 'dst',
  'src.port': 'srcPort',
  'dst.port': 'dstPort',
  proto: 'proto',
  app: 'app',
  state: 'state',
  vlan: 'vlan',
  sensor: 'sensor',
} as const satisfies Readonly<Record<string, FlowColumn>>;
export type SingleField = keyof typeof SINGLE_FIELDS;
export const GROUP_FIELDS = Object.keys(SINGLE_FIELDS) as [SingleField, ...SingleField[]];

/** What can be added up, since the previous record of the same flow, so that nothing counts twice. */
const SUMS = {
  bytes: (r: FlowRecord) => r.dSrcBytes + r.dDstBytes,
  'src.bytes': (r: FlowRecord) => r.dSrcBytes,
  'dst.bytes': (r: FlowRecord) => r.dDstBytes,
  packets: (r: FlowRecord) => r.dSrcPackets + r.dDstPackets,
  'src.packets': (r: FlowRecord) => r.dSrcPackets,
  'dst.packets': (r: FlowRecord) => r.dDstPackets,
  payload: (r: FlowRecord) => r.dSrcPayload + r.dDstPayload,
  'src.payload': (r: FlowRecord) => r.dSrcPayload,
  'dst.payload': (r: FlowRecord) => r.dDstPayload,
} as const;
type SumField = keyof typeof SUMS;

/** What a rule measures of the flows of a group. */
export type MeasureName = 'flows' | `sum of ${SumField}` | `distinct ${SingleField}`;
export const MEASURES = [
  'flows',
  ...(Object.keys(SUMS) as SumField[]).map((field) => `sum of ${field}` as const),
  ...GROUP_FIELDS.map((field) => `distinct ${field}` as const),
] as [MeasureName, ...MeasureName[]];

/** A measure taken apart. */
export type Measured =
  | { readonly is: 'flows' }
  | { readonly is: 'sum'; readonly field: SumField; readonly of: (record: FlowRecord) => number }
  | { readonly is: 'distinct'; readonly field: SingleField };

export function measured(name: MeasureName): Measured {
  if (name === 'flows') return { is: 'flows' };
  if (name.startsWith('sum of ')) {
    const field = name.slice('sum of '.length) as SumField;
    return { is: 'sum', field, of: SUMS[field] };
  }
  return { is: 'distinct', field: name.slice('distinct '.length) as SingleField };
}

const UNITS: Readonly<Record<SumField, string>> = {
  ...{ bytes: 'bytes', 'src.bytes': 'bytes', 'dst.bytes': 'bytes' },
  ...{ packets: 'packets', 'src.packets': 'packets', 'dst.packets': 'packets' },
  ...{ payload: 'bytes', 'src.payload': 'bytes', 'dst.payload': 'bytes' },
};

/** Unit behind the number: flows, bytes, packets, values. */
export const unitOf = (what: Measured): string =>
  what.is === 'flows' ? 'flows' : what.is === 'sum' ? UNITS[what.field] : 'values';
