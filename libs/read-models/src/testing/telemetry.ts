import type { AppendReq, EventLog, JsonObject, NewEvent } from '@wireledger/event-sourcing';
import { type ColumnsOf, type DnsAnswer, type RecordKind, TELEMETRY_TYPES } from '@wireledger/events';
import { batchId, uuidV5 } from '@wireledger/kernel/hashing';

const NAMESPACE = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
/** 2026-11-21T08:00:00Z in µs: the hour at which the little world of the tests begins. */
export const T0 = Date.UTC(2026, 10, 21, 8) * 1000;

/** Id of a source by name. */
export const sourceId = (name: string): string => uuidV5(NAMESPACE, name);

/** One record of a flow; what is left out is the same for every flow. Times in µs. */
export interface FlowRecord {
  flow: number;
  rec: number;
  kind: 0 | 1 | 2;
  reason: number;
  first: number;
  last: number;
  proto: number;
  src: string;
  dst: string;
  srcPort: number;
  dstPort: number;
  state: string;
  history: string;
  app: string;
  srcPackets: number;
  dstPackets: number;
  srcBytes: number;
  dstBytes: number;
  dFirst: number;
  dLast: number;
  dSrcPackets: number;
  dDstPackets: number;
  dSrcBytes: number;
  dDstBytes: number;
}

export interface DnsRecord {
  flow: number;
  time: number;
  client: string;
  server: string;
  name: string;
  raw: string;
  qtype: number;
  rcode: number;
  latency: number;
  queries: number;
  responses: number;
  answers: readonly DnsAnswer[];
}

export interface TrafficRow {
  second: number;
  iface: number;
  app: string;
  packets: number;
  bytesIn: number;
  bytesOut: number;
  queries: number;
  requests: number;
  drops: number;
}

const column = <T, V>(records: readonly T[], value: (record: T) => V): V[] => records.map(value);

export function flowColumns(records: readonly FlowRecord[], t0: number): ColumnsOf['flow'] {
  const of = <K extends keyof FlowRecord>(name: K) => column(records, (r) => r[name]);
  const since = (name: 'first' | 'last' | 'dFirst' | 'dLast') => column(records, (r) => r[name] - t0);
  const zero = column(records, () => 0);
  return {
    flow: of('flow'),
    rec: of('rec'),
    kind: of('kind'),
    reason: of('reason'),
    at: since('dLast'),
    first: since('first'),
    last: since('last'),
    iface: zero,
    vlan: zero,
    proto: of('proto'),
    src: of('src'),
    dst: of('dst'),
    srcPort: of('srcPort'),
    dstPort: of('dstPort'),
    sure: column(records, () => 1),
    state: of('state'),
    history: of('history'),
    srcFlags: column(records, (r) => (r.proto === 6 ? 0x1b : 0)),
    dstFlags: column(records, (r) => (r.proto === 6 ? 0x1b : 0)),
    srcPackets: of('srcPackets'),
    dstPackets: of('dstPackets'),
    srcBytes: of('srcBytes'),
    dstBytes: of('dstBytes'),
    srcPayload: column(records, (r) => Math.floor(r.srcBytes / 2)),
    dstPayload: column(records, (r) => Math.floor(r.dstBytes / 2)),
    dFirst: since('dFirst'),
    dLast: since('dLast'),
    dSrcPackets: of('dSrcPackets'),
    dDstPackets: of('dDstPackets'),
    dSrcBytes: of('dSrcBytes'),
    dDstBytes: of('dDstBytes'),
    dSrcPayload: zero,
    dDstPayload: zero,
    dSyn: zero,
    dSynFirst: zero,
    dSynLast: zero,
    dRst: zero,
    dRstFirst: zero,
    dRstLast: zero,
    rtt: column(records, (r) => (r.proto === 6 ? 1500 : -1)),
    srcRetrans: zero,
    dstRetrans: zero,
    app: of('app'),
    outerSrc: column(records, () => ''),
    outerDst: column(records, () => ''),
    marks: zero,
  };
}

export function dnsColumns(records: readonly DnsRecord[], t0: number): ColumnsOf['dns'] {
  const of = <K extends keyof DnsRecord>(name: K) => column(records, (r) => r[name]);
  const constant = (value: number) => column(records, () => value);
  const time = column(records, (r) => r.time - t0);
  return {
    flow: of('flow'),
    at: time,
    time,
    client: of('client'),
    server: of('server'),
    clientPort: constant(40_000),
    serverPort: constant(53),
    proto: constant(17),
    service: column(records, () => 'dns'),
    id: column(records, (_) => 7),
    name: of('name'),
    raw: of('raw'),
    qtype: of('qtype'),
    qclass: constant(1),
    rcode: of('rcode'),
    latency: of('latency'),
    queries: of('queries'),
    responses: of('responses'),
    flags: constant(0x8180),
    queryBytes: constant(30),
    responseBytes: constant(60),
    answers: of('answers'),
    answerCount: column(records, (r) => r.answers.length),
  };
}

export function trafficColumns(rows: readonly TrafficRow[], t0: number): ColumnsOf['traffic'] {
  const of = <K extends keyof TrafficRow>(name: K) => column(rows, (r) => r[name]);
  return {
    second: column(rows, (r) => r.second * 1e6 - t0),
    iface: of('iface'),
    app: of('app'),
    packets: of('packets'),
    bytesIn: of('bytesIn'),
    bytesOut: of('bytesOut'),
    queries: of('queries'),
    requests: of('requests'),
    drops: of('drops'),
    topSyn: column(rows, () => []),
    topQueries: column(rows, () => []),
  };
}

/** A batch as the event that a sensor appends; `number` makes its id. */
export function batchEvent<K extends RecordKind>(
  origin: { readonly sensor: string; readonly source: string },
  kind: K,
  number: number,
  cols: ColumnsOf[K],
  occ: readonly [number, number],
  t0 = T0,
): NewEvent {
  const n = (Object.values(cols)[0] as unknown[]).length;
  return {
    id: batchId(origin.source, number),
    type: TELEMETRY_TYPES[kind],
    data: { v: 1, n, t0, cols } as unknown as JsonObject,
    meta: {
      $correlationId: origin.source,
      $causationId: origin.source,
      actor: `sensor:${origin.sensor}`,
      sv: 1,
      src: `${origin.sensor}/${origin.source}`,
      batch: number,
      seq: [1, n],
      occ,
    },
  };
}

/** A domain event of a test, `at` in µs. */
export function domainEvent(type: string, data: JsonObject, id: string, at = T0): NewEvent {
  return {
    id: uuidV5(NAMESPACE, id),
    type,
    data,
    meta: { $correlationId: id, $causationId: id, actor: 'system:test', sv: 1, occ: [at, at] },
  };
}

/** Appends events one by one, so that every one may be the border of a page. */
export async function appendEach(log: EventLog, stream: string, events: readonly NewEvent[]): Promise<void> {
  for (const event of events) {
    const request: AppendReq = { stream, expected: 'any', appendId: event.id, events: [event] };
    const [result] = await log.append([request]);
    if (result?.status !== 'ok') throw new Error(`append answered ${JSON.stringify(result)}`);
  }
}
