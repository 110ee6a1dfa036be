import { randomUUID } from 'node:crypto';
import { type DnsColumns, type FlowColumns, TELEMETRY_TYPES, type TrafficColumns } from '@wireledger/events';
import type { EventLog, JsonObject, NewEvent } from '@wireledger/event-sourcing';

type Record1<C> = { -readonly [K in keyof C]: C[K] extends readonly (infer T)[] ? T : never };
type Columns<C> = { -readonly [K in keyof C]: C[K][keyof C[K] & number][] };

const FLOW: Record1<FlowColumns> = {
  ...{ flow: 1, rec: 0, kind: 2, reason: 1, at: 0, first: 0, last: 1_000_000, iface: 0, vlan: 0, proto: 6 },
  ...{ src: '192.0.2.1', dst: '198.51.100.7', srcPort: 40000, dstPort: 443, sure: 1, state: 'SF', history: 'ShADadFf' },
  ...{ srcFlags: 27, dstFlags: 27, srcPackets: 5, dstPackets: 4, srcBytes: 500, dstBytes: 4000, srcPayload: 200 },
  ...{ dstPayload: 3700, dFirst: 0, dLast: 1_000_000, dSrcPackets: 5, dDstPackets: 4, dSrcBytes: 500, dDstBytes: 4000 },
  ...{ dSrcPayload: 200, dDstPayload: 3700, dSyn: 1, dSynFirst: 0, dSynLast: 0, dRst: 0, dRstFirst: 0, dRstLast: 0 },
  ...{ rtt: 1500, srcRetrans: 0, dstRetrans: 0, app: 'tls', outerSrc: '', outerDst: '', marks: 0 },
};

const DNS: Record1<DnsColumns> = {
  ...{
    flow: 2,
    at: 0,
    time: 0,
    client: '192.0.2.1',
    server: '192.0.2.53',
    clientPort: 50000,
    serverPort: 53,
    proto: 17,
  },
  ...{ service: 'dns', id: 1, name: 'example.org', raw: '', qtype: 1, qclass: 1, rcode: 0, latency: 900, queries: 1 },
  ...{
    responses: 1,
    flags: 0x8180,
    queryBytes: 29,
    responseBytes: 45,
    answers: [[1, 300, '203.0.113.9']],
    answerCount: 1,
  },
};

const TRAFFIC: Record1<TrafficColumns> = {
  ...{ second: 0, iface: 0, app: 'tls', packets: 9, bytesIn: 4000, bytesOut: 500, queries: 0, requests: 0, drops: 0 },
  ...{ topSyn: [], topQueries: [] },
};

function columns<C extends object>(defaults: Record1<C>, records: readonly Partial<Record1<C>>[]): Columns<C> {
  const cols: Record<string, unknown[]> = {};
  for (const key of Object.keys(defaults))
    cols[key] = records.map((record) => ({ ...defaults, ...record })[key as keyof Record1<C>]);
  return cols as Columns<C>;
}

const SOURCE = randomUUID();
/** 2026-11-21T08:15:00Z, µs. */
export const T0 = Date.UTC(2026, 10, 21, 8, 15) * 1000;

function event(type: string, cols: object, n: number, sensor: string): NewEvent {
  return {
    id: randomUUID(),
    type,
    data: { v: 1, n, t0: T0, cols } as unknown as JsonObject,
    meta: {
      ...{ $correlationId: SOURCE, $causationId: SOURCE, actor: `sensor:${sensor}`, sv: 1 },
      ...{ src: `${sensor}/${SOURCE}`, seq: [1, n], batch: 1, occ: [T0, T0] },
    },
  };
}

export const flowsEvent = (records: readonly Partial<Record1<FlowColumns>>[], sensor = 'edge'): NewEvent =>
  event(TELEMETRY_TYPES.flow, columns<FlowColumns>(FLOW, records), records.length, sensor);

export const dnsEvent = (records: readonly Partial<Record1<DnsColumns>>[], sensor = 'edge'): NewEvent =>
  event(TELEMETRY_TYPES.dns, columns<DnsColumns>(DNS, records), records.length, sensor);

export const trafficEvent = (records: readonly Partial<Record1<TrafficColumns>>[], sensor = 'edge'): NewEvent =>
  event(TELEMETRY_TYPES.traffic, columns<TrafficColumns>(TRAFFIC, records), records.length, sensor);

/** Appends events to the facts of a sensor, one append each. */
export async function record(log: EventLog, ...events: readonly NewEvent[]): Promise<void> {
  for (const one of events) {
    const [result] = await log.append([
      { stream: 'facts-edge.20261121', expected: 'any', appendId: randomUUID(), events: [one] },
    ]);
    if (result?.status !== 'ok') throw new Error(`not recorded: ${result?.status}`);
  }
}
