import { type Field, fieldNamed } from '@wireledger/filter';
import type { FlowRecord } from '../../records/records';
import { RULE_KINDS, type RuleKind, type Subject, valueReader } from './kinds';

/** What every fact of a conversation has. */
const ENDS = ['src.ip', 'dst.ip', 'src.port', 'dst.port', 'proto', 'sensor'] as const;

/** Fields of which a record has one value at most: what rules tell apart, and group by. */
const SINGLE_FIELDS: Readonly<Record<RuleKind, readonly string[]>> = {
  flow: ['src.ip', 'dst.ip', 'src.port', 'dst.port', 'proto', 'app', 'state', 'vlan', 'sensor'],
  dns: [...ENDS, 'domain', 'dns.query', 'dns.type', 'dns.rcode', 'dns.service'],
  tls: [
    ...[...ENDS, 'domain', 'tls.sni', 'tls.version', 'tls.offered', 'tls.alpn', 'tls.transport', 'tls.ja3'],
    ...['tls.ja4', 'tls.ja3s', 'tls.subject', 'tls.issuer', 'tls.sha256'],
  ],
  http: [
    ...[...ENDS, 'domain', 'http.host', 'http.method', 'http.path', 'http.status', 'http.ua', 'http.referrer'],
    ...['http.auth', 'http.type', 'http.server', 'http.version'],
  ],
  auth: [
    ...[...ENDS, 'auth.user', 'auth.outcome', 'auth.service', 'auth.mechanism', 'auth.code', 'auth.cleartext'],
    ...['auth.client_software', 'auth.server_software'],
  ],
};

/** @throws Error of a name that the filter language does not know; the specification asks for every one */
export function fieldOf(name: string): Field {
  const field = fieldNamed(name);
  if (!field) throw new Error(`there is no field ${name}`);
  return field;
}

/** Fields that rules of a kind group by: an alert names its group, so those that masked readers may not see at all are none. */
export const groupFields = (kind: RuleKind): readonly string[] =>
  SINGLE_FIELDS[kind].filter((name) => fieldOf(name).masking !== 'hidden');

/** What can be added up of flows: since the previous record of the same flow, so that nothing counts twice. */
const FLOW_SUMS: Readonly<Record<string, readonly [unit: string, of: (r: FlowRecord) => number]>> = {
  bytes: ['bytes', (r) => r.dSrcBytes + r.dDstBytes],
  'src.bytes': ['bytes', (r) => r.dSrcBytes],
  'dst.bytes': ['bytes', (r) => r.dDstBytes],
  packets: ['packets', (r) => r.dSrcPackets + r.dDstPackets],
  'src.packets': ['packets', (r) => r.dSrcPackets],
  'dst.packets': ['packets', (r) => r.dDstPackets],
  payload: ['bytes', (r) => r.dSrcPayload + r.dDstPayload],
  'src.payload': ['bytes', (r) => r.dSrcPayload],
  'dst.payload': ['bytes', (r) => r.dDstPayload],
};
/** What can be added up of everything else, and what the sum is a number of. A record that lacks it adds nothing. */
const FACT_SUMS: Readonly<Record<Exclude<RuleKind, 'flow'>, Readonly<Record<string, string>>>> = {
  dns: { 'dns.records': 'records', 'dns.queries': 'queries' },
  tls: {},
  http: { 'http.sent': 'bytes', 'http.received': 'bytes' },
  auth: { 'auth.attempts': 'attempts' },
};

/** The measure that counts records of a kind, and the unit behind its number. */
const COUNTS: Readonly<Record<RuleKind, string>> = {
  ...{ flow: 'flows', dns: 'lookups', tls: 'handshakes', http: 'requests', auth: 'sign-ins' },
};
const SUM = 'sum of ';
const DISTINCT = 'distinct ';

/** What a rule can measure of records of a kind, of a group each. */
export function measuresOf(kind: RuleKind): readonly string[] {
  const sums = Object.keys(kind === 'flow' ? FLOW_SUMS : FACT_SUMS[kind]);
  return [COUNTS[kind], ...sums.map((name) => SUM + name), ...SINGLE_FIELDS[kind].map((name) => DISTINCT + name)];
}

const together = (of: (kind: RuleKind) => readonly string[]) =>
  [...new Set(RULE_KINDS.flatMap(of))] as [string, ...string[]];
/** Measures and group fields of any kind: which go with a kind, `measuresOf` and `groupFields` say. */
export const MEASURES = together(measuresOf);
export const GROUP_FIELDS = together(groupFields);

/** A measure taken apart. */
export type Measured =
  | { readonly is: 'records'; readonly unit: string }
  | { readonly is: 'sum'; readonly unit: string; readonly of: (record: Subject) => number }
  | { readonly is: 'distinct'; readonly unit: string; readonly field: string };

export const isSum = (measure: string): boolean => measure.startsWith(SUM);

/** `measure` is one of `measuresOf(kind)`. */
export function measured(measure: string, kind: RuleKind): Measured {
  if (measure.startsWith(DISTINCT)) return { is: 'distinct', unit: 'values', field: measure.slice(DISTINCT.length) };
  if (!isSum(measure)) return { is: 'records', unit: COUNTS[kind] };
  const name = measure.slice(SUM.length);
  if (kind === 'flow') {
    const [unit, of] = FLOW_SUMS[name] as (typeof FLOW_SUMS)[string];
    return { is: 'sum', unit, of: of as (record: Subject) => number };
  }
  const [column] = fieldOf(name).columns;
  const read = valueReader(kind, column as NonNullable<typeof column>);
  return { is: 'sum', unit: FACT_SUMS[kind][name] ?? '', of: ({ row }) => (read(row) as number | null) ?? 0 };
}
