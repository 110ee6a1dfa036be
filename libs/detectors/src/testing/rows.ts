import type { Batch, RecordKind } from '@wireledger/events/telemetry';
import type { DetectorBatch } from '../records/cursors';

/** Where rows begin, µs: a whole minute, and a whole hour. */
export const T0 = 1_780_002_000_000_000;
export const SECOND = 1_000_000;
export const SOURCE = '11111111-2222-5333-8444-555555555555';

/** One record as a test writes it: absolute times, `at` filled in when it is left out. */
export interface Row {
  readonly kind: RecordKind;
  readonly fields: Readonly<Record<string, unknown>>;
}

type Fields = Readonly<Record<string, unknown>>;

const FLOW: Fields = {
  ...{ flow: 1, rec: 0, kind: 2, reason: 1, iface: 0, vlan: 0, proto: 6, srcPort: 40_000, dstPort: 443, sure: 1 },
  ...{ src: '10.0.0.1', dst: '203.0.113.1', state: 'S0', history: 'S', srcFlags: 2, dstFlags: 0 },
  ...{ srcPackets: 1, dstPackets: 0, srcBytes: 60, dstBytes: 0, srcPayload: 0, dstPayload: 0 },
  ...{ dSrcPackets: 1, dDstPackets: 0, dSrcBytes: 60, dDstBytes: 0, dSrcPayload: 0, dDstPayload: 0 },
  ...{ dSyn: 0, dSynFirst: 0, dSynLast: 0, dRst: 0, dRstFirst: 0, dRstLast: 0, rtt: -1, srcRetrans: 0, dstRetrans: 0 },
  ...{ app: 'other', outerSrc: '', outerDst: '', marks: 0 },
};

/** An ended flow whose last packet came at `time`: an unanswered SYN when nothing else is said. */
export function flow(time: number, fields: Fields = {}): Row {
  const syn = (fields['dSyn'] as number | undefined) ?? 0;
  const rst = (fields['dRst'] as number | undefined) ?? 0;
  const times = { first: time, last: time, dFirst: time, dLast: time };
  const flags = { dSynFirst: syn > 0 ? time : 0, dSynLast: syn > 0 ? time : 0 };
  const resets = { dRstFirst: rst > 0 ? time : 0, dRstLast: rst > 0 ? time : 0 };
  return { kind: 'flow', fields: { ...FLOW, ...times, ...flags, ...resets, at: emitted(time), ...fields } };
}

/** What an established flow has more than an attempt. */
export const ANSWERED: Fields = {
  ...{ state: 'SF', history: 'ShADadFf', srcFlags: 0x1b, dstFlags: 0x1b, srcPackets: 6, dstPackets: 5 },
  ...{ srcPayload: 400, dstPayload: 2000, dSrcPackets: 6, dDstPackets: 5, dSrcPayload: 400, dDstPayload: 2000 },
};

const DNS: Fields = {
  ...{ flow: 1, client: '10.0.0.1', server: '10.0.0.53', clientPort: 40_000, serverPort: 53, proto: 17 },
  ...{ service: 'dns', id: 1, name: 'www.example.com', raw: '', qtype: 1, qclass: 1, rcode: 0, latency: 1000 },
  ...{ queries: 1, responses: 1, flags: 0x8180, queryBytes: 40, responseBytes: 60, answers: [], answerCount: 0 },
};

/** An answered look-up. */
export const dns = (time: number, fields: Fields = {}): Row => ({
  kind: 'dns',
  fields: { ...DNS, time, at: emitted(time), ...fields },
});

/** The traffic of a second. */
export const traffic = (second: number, bytes: number, fields: Fields = {}): Row => ({
  kind: 'traffic',
  fields: {
    ...{ second, iface: 0, app: 'tls', packets: bytes > 0 ? 1 : 0, bytesIn: bytes, bytesOut: 0, queries: 0 },
    ...{ requests: 0, drops: 0, topSyn: [], topQueries: [], ...fields },
  },
});

const ARP: Fields = {
  ...{ iface: 0, vlan: 0, via: 'reply', op: 2, sender: '10.0.0.1', senderMac: '02:00:00:00:00:01' },
  ...{ target: '10.0.0.2', targetMac: '02:00:00:00:00:02', frameMac: '', frameTo: '', previousMac: '' },
  ...{ gratuitous: 0, count: 1 },
};

/** An ARP reply. */
export const arp = (time: number, fields: Fields = {}): Row => ({
  kind: 'arp',
  fields: { ...ARP, time, last: time, at: emitted(time), ...fields },
});

const DHCP: Fields = {
  ...{ flow: 1, src: '0.0.0.0', dst: '255.255.255.255', srcPort: 68, dstPort: 67, version: 4, message: 'DISCOVER' },
  ...{ xid: 1, clientMac: '02:00:00:00:00:01', clientId: '', hostname: '', vendorClass: '', requested: [] },
  ...{ given: [], serverId: '', relay: '', lease: -1, wants: [], routers: [], resolvers: [] },
};

/** A client looking for a DHCP server. */
export const dhcp = (time: number, fields: Fields = {}): Row => ({
  kind: 'dhcp',
  fields: { ...DHCP, time, at: emitted(time), ...fields },
});

const HTTP: Fields = {
  ...{ flow: 1, client: '198.51.100.9', server: '10.0.0.80', clientPort: 40_000, serverPort: 80, proto: 6, order: 1 },
  ...{ method: 'GET', host: 'shop.example', target: '/', targetLength: 1, version: '1.1', userAgent: '', referrer: '' },
  ...{ auth: '', requestType: '', responseType: 'text/html', requestLength: -1, responseLength: 10, status: 200 },
  ...{ serverSoftware: '', latency: 1000, technologies: '' },
};

/** A request and its response. */
export const http = (time: number, fields: Fields = {}): Row => ({
  kind: 'http',
  fields: { ...HTTP, time, at: emitted(time), ...fields },
});

const TLS: Fields = {
  ...{ flow: 1, client: '10.0.0.1', server: '203.0.113.1', clientPort: 40_000, serverPort: 443, proto: 6 },
  ...{ transport: 'tcp', quicVersion: 0, hellos: 1, retried: 0, latency: 1000, serverName: 'www.example.com' },
  ...{ serverNameRaw: '', versionOffered: 0x0304, version: 0x0304, cipher: 0x1301, alpnOffered: [], alpn: '' },
  ...{ ja3: '', ja4: '', ja3s: '', ja3Retry: '', ja4Retry: '', certSha256: '', certSubject: '', certIssuer: '' },
  ...{ certSerial: '', certNotBefore: 0, certNotAfter: 0, certNames: [], certNameCount: 0 },
};

/** A handshake of TLS 1.3. */
export const tls = (time: number, fields: Fields = {}): Row => ({
  kind: 'tls',
  fields: { ...TLS, time, at: emitted(time), ...fields },
});

const AUTH: Fields = {
  ...{ flow: 1, client: '198.51.100.9', server: '10.0.0.21', clientPort: 40_000, serverPort: 21, proto: 6 },
  ...{ service: 'ftp', mechanism: 'password', user: 'anna', outcome: 'failure', count: 1, cleartext: 1, code: 530 },
  ...{ clientSoftware: '', serverSoftware: '' },
};

/** A refused log-in over FTP. */
export const auth = (time: number, fields: Fields = {}): Row => ({
  kind: 'auth',
  fields: { ...AUTH, time, at: emitted(time), ...fields },
});

/** Records of an end come out a second or two later. */
const emitted = (time: number): number => Math.floor(time / SECOND) * SECOND + 2 * SECOND;

const TIMES: Readonly<Record<string, readonly string[]>> = {
  flow: ['at', 'first', 'last', 'dFirst', 'dLast', 'dSynFirst', 'dSynLast', 'dRstFirst', 'dRstLast'],
  dns: ['at', 'time'],
  arp: ['at', 'time', 'last'],
  dhcp: ['at', 'time'],
  http: ['at', 'time'],
  tls: ['at', 'time'],
  auth: ['at', 'time'],
  traffic: ['second'],
};

/**
 * Rows in log order as batches of at most `size` records: `at` never decreases, times are relative, records are numbered by kind.
 */
export function batchesOf(rows: readonly Row[], size = 500, source = SOURCE): DetectorBatch[] {
  const batches: DetectorBatch[] = [];
  const numbers = new Map<RecordKind, number>();
  let at = 0;
  for (let from = 0; from < rows.length;) {
    const { kind } = rows[from] as Row;
    let to = from;
    while (to < rows.length && to - from < size && (rows[to] as Row).kind === kind) to++;
    const fields = rows.slice(from, to).map((row) => {
      at = Math.max(at, (row.fields['at'] as number | undefined) ?? 0);
      return 'at' in row.fields ? { ...row.fields, at } : row.fields;
    });
    const firstSeq = (numbers.get(kind) ?? 0) + 1;
    numbers.set(kind, firstSeq + fields.length - 1);
    batches.push({ kind, eventId: `batch-${kind}-${firstSeq}`, source, firstSeq, payload: columns(kind, fields) });
    from = to;
  }
  return batches;
}

function columns(kind: RecordKind, fields: readonly Fields[]): Batch {
  const times = TIMES[kind] ?? [];
  const t0 = Math.min(...fields.flatMap((row) => times.map((name) => row[name] as number).filter((time) => time > 0)));
  const cols = Object.fromEntries(
    Object.keys(fields[0] as Fields).map((name) => [
      name,
      fields.map((row) => {
        const value = row[name];
        return times.includes(name) && (value as number) > 0 ? (value as number) - t0 : value;
      }),
    ]),
  );
  return { v: 1, n: fields.length, t0, cols } as unknown as Batch;
}
