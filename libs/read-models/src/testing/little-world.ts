import type { NewEvent } from '@wireledger/event-sourcing';
import type { DnsAnswer } from '@wireledger/events';

import {
  batchEvent,
  dnsColumns,
  type DnsRecord,
  flowColumns,
  type FlowRecord,
  sourceId,
  T0,
  trafficColumns,
  type TrafficRow,
} from './telemetry';

/** Small, seeded, good enough for tests (mulberry32): 0 ≤ x < 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a little network did, as events and as the plain records from which a test counts what pages must show. */
export interface LittleWorld {
  readonly sensor: string;
  readonly source: string;
  readonly events: NewEvent[];
  readonly flowRecords: FlowRecord[];
  readonly dnsRecords: DnsRecord[];
  readonly trafficRows: TrafficRow[];
  readonly from: number;
  readonly to: number;
}

const APPS = ['tls', 'http', 'dns', 'ssh', 'other'];
const STATES = ['SF', 'S0', 'REJ', 'RSTO'];

/**
 * `flows` flows between ten clients and six servers within `minutes`, of which some are open, updated and ended and some still
 * run at the end; lookups of thirty names; a sample each second. Batches hold 1 to 40 records in order of emission.
 */
export function littleWorld(options: {
  readonly seed: number;
  readonly flows: number;
  readonly minutes?: number;
  readonly sensor?: string;
  readonly source?: string;
  readonly from?: number;
  /** Leaves records out after the dice are thrown: what is kept is the same as in the whole world. */
  readonly keepFlow?: (record: FlowRecord) => boolean;
  readonly keepDns?: (record: DnsRecord) => boolean;
}): LittleWorld {
  const { seed, flows, minutes = 150, sensor = 'sensor-1', from = T0 + 17_123_456 } = options;
  const source = sourceId(options.source ?? `${sensor} ${seed}`);
  const random = seeded(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const to = from + minutes * 60_000_000;

  const flowRecords: FlowRecord[] = [];
  for (let ordinal = 1; ordinal <= flows; ordinal++) {
    const records = 1 + (random() < 0.3 ? 1 + below(3) : 0);
    const stillRuns = random() < 0.05;
    const tcp = random() < 0.6;
    let at = from + below(to - from);
    const first = at;
    const six = random() < 0.1;
    const shared = {
      flow: ordinal,
      first,
      proto: tcp ? 6 : 17,
      src: six ? `fd00::${1 + below(9)}` : `10.0.0.${1 + below(10)}`,
      dst: six ? `2001:db8::${1 + below(5)}` : `198.51.100.${1 + below(6)}`,
      srcPort: 1024 + below(60_000),
      dstPort: pick([443, 80, 53, 22]),
      state: tcp ? pick(STATES) : 'SF',
      history: 'ShADadFf',
      app: pick(APPS),
    };
    const sum = { srcPackets: 0, dstPackets: 0, srcBytes: 0, dstBytes: 0 };
    for (let rec = 0; rec < records; rec++) {
      const kind = rec === records - 1 && !stillRuns ? 2 : rec === 0 ? 0 : 1;
      const dFirst = at;
      at = Math.min(at + below(20_000_000), to - 1);
      const silent = kind === 2 && rec > 0 && random() < 0.3;
      const d = silent
        ? { dSrcPackets: 0, dDstPackets: 0, dSrcBytes: 0, dDstBytes: 0 }
        : {
            dSrcPackets: 1 + below(20),
            dDstPackets: below(20),
            dSrcBytes: 60 + below(9000),
            dDstBytes: below(90_000),
          };
      if (silent) at = dFirst;
      sum.srcPackets += d.dSrcPackets;
      sum.dstPackets += d.dDstPackets;
      sum.srcBytes += d.dSrcBytes;
      sum.dstBytes += d.dDstBytes;
      flowRecords.push({ ...shared, rec, kind, reason: kind === 2 ? 1 : 0, last: at, dFirst, dLast: at, ...sum, ...d });
    }
  }
  flowRecords.sort((a, b) => a.dLast - b.dLast || a.flow - b.flow || a.rec - b.rec);

  const dnsRecords: DnsRecord[] = [];
  for (let i = 0; i < flows; i++) {
    const host = below(30);
    const rcode = random() < 0.1 ? -1 : random() < 0.2 ? 3 : 0;
    const answers: DnsAnswer[] = rcode === 0 ? [[1, 300, `198.51.100.${1 + (host % 6)}`]] : [];
    dnsRecords.push({
      flow: 1 + below(flows),
      time: from + below(to - from),
      client: `10.0.0.${1 + below(10)}`,
      server: '10.0.0.53',
      name: `host-${host}.example.co.uk`,
      raw: '',
      qtype: pick([1, 1, 28, 16]),
      rcode,
      latency: rcode < 0 ? -1 : 1000 + below(50_000),
      queries: 1 + (random() < 0.1 ? 1 : 0),
      responses: rcode < 0 ? 0 : 1,
      answers,
    });
  }
  dnsRecords.sort((a, b) => a.time - b.time);

  const trafficRows: TrafficRow[] = [];
  for (let second = Math.floor(from / 1e6); second * 1e6 < to; second += 1 + below(9))
    for (const app of APPS.slice(0, 1 + below(APPS.length)))
      trafficRows.push({
        second,
        iface: 0,
        app,
        packets: 1 + below(100),
        bytesIn: below(100_000),
        bytesOut: below(10_000),
        queries: app === 'dns' ? 1 + below(5) : 0,
        requests: app === 'http' ? 1 + below(5) : 0,
        drops: 0,
      });

  const keep = <T>(records: T[], test: (record: T) => boolean) =>
    records.splice(0, records.length, ...records.filter(test));
  keep(flowRecords, options.keepFlow ?? (() => true));
  keep(dnsRecords, options.keepDns ?? (() => true));
  const batches: { at: number; make: (number: number) => NewEvent }[] = [];
  const origin = { sensor, source };
  const cut = <T>(records: readonly T[], time: (record: T) => number, make: (some: T[], n: number) => NewEvent) => {
    for (let i = 0; i < records.length;) {
      const some = records.slice(i, (i += 1 + below(40)));
      batches.push({ at: time(some.at(-1) as T), make: (number) => make(some, number) });
    }
  };
  cut(
    flowRecords,
    (r) => r.dLast,
    (some, n) => {
      const t0 = Math.min(...some.map((r) => r.first));
      return batchEvent(origin, 'flow', n, flowColumns(some, t0), [t0, Math.max(...some.map((r) => r.last))], t0);
    },
  );
  cut(
    dnsRecords,
    (r) => r.time,
    (some, n) => batchEvent(origin, 'dns', n, dnsColumns(some, T0), [some[0]?.time ?? T0, some.at(-1)?.time ?? T0]),
  );
  cut(
    trafficRows,
    (r) => r.second * 1e6,
    (some, n) =>
      batchEvent(origin, 'traffic', n, trafficColumns(some, T0), [
        (some[0]?.second ?? 0) * 1e6,
        (some.at(-1)?.second ?? 0) * 1e6,
      ]),
  );
  batches.sort((a, b) => a.at - b.at);
  const events = batches.map(({ make }, i) => make(i + 1));
  return { sensor, source, events, flowRecords, dnsRecords, trafficRows, from, to };
}
