import type { ColumnsOf } from '@wireledger/events/telemetry';

import type { RowReader, RowValue } from '../compile/predicate';
import type { Column, ColumnOf, FactKind, PlaceColumn } from '../fields/columns';

/** A record of a batch of facts, where it stands. */
export interface FactAt<K extends FactKind = FactKind> {
  readonly cols: ColumnsOf[K];
  /** What times of the batch are relative to, µs. */
  readonly t0: number;
  readonly n: number;
  readonly sensor: string;
}

type Read<K extends FactKind> = (at: FactAt<K>) => RowValue;
type Reads<K extends FactKind> = Readonly<Record<Exclude<ColumnOf<K>, PlaceColumn>, Read<K>>>;
/** Columns of a batch whose entries are of this type. */
type Named<K extends FactKind, V> = {
  [N in keyof ColumnsOf[K]]: ColumnsOf[K][N] extends readonly V[] ? N : never;
}[keyof ColumnsOf[K]];

const valueOf = <K extends FactKind, V>({ cols, n }: FactAt<K>, name: Named<K, V>): V =>
  (cols[name] as readonly V[])[n] as V;
const text =
  <K extends FactKind>(name: Named<K, string>): Read<K> =>
  (at) =>
    valueOf<K, string>(at, name) || null;
/** A number; below `least` it means that there is none. */
const number =
  <K extends FactKind>(name: Named<K, number>, least = -Infinity): Read<K> =>
  (at) => {
    const value = valueOf<K, number>(at, name);
    return value >= least ? value : null;
  };

/** Ends of a conversation, whatever was said in it. */
type Ends = 'src' | 'dst' | 'srcPort' | 'dstPort' | 'proto' | 'sensor' | 'start';
const ends = <K extends FactKind>(): Readonly<Record<Ends, Read<K>>> => ({
  src: ({ cols, n }: FactAt) => cols.client[n] as string,
  dst: ({ cols, n }: FactAt) => cols.server[n] as string,
  srcPort: ({ cols, n }: FactAt) => cols.clientPort[n] as number,
  dstPort: ({ cols, n }: FactAt) => cols.serverPort[n] as number,
  proto: ({ cols, n }: FactAt) => cols.proto[n] as number,
  sensor: ({ sensor }: FactAt) => sensor || null,
  start: ({ cols, n, t0 }: FactAt) => t0 + (cols.time[n] as number),
});

/** Seconds since 1970 of the first and last moment that RFC 3339 can write: what a certificate says may lie beyond. */
const [EARLIEST, LATEST] = [-62_167_219_200, 253_402_300_799];

const READS: { readonly [K in FactKind]: Reads<K> } = {
  dns: {
    ...ends<'dns'>(),
    domain: text<'dns'>('name'),
    latency: number<'dns'>('latency', 0),
    dnsService: text<'dns'>('service'),
    dnsType: number<'dns'>('qtype'),
    dnsCode: number<'dns'>('rcode', 0),
    dnsAnswers: ({ cols, n }) => (cols.answers[n] ?? []).map(([, , data]) => data),
    dnsRecords: number<'dns'>('answerCount'),
    dnsQueries: number<'dns'>('queries'),
  },
  tls: {
    ...ends<'tls'>(),
    domain: text<'tls'>('serverName'),
    latency: number<'tls'>('latency', 0),
    tlsTransport: text<'tls'>('transport'),
    tlsVersion: number<'tls'>('version', 1),
    tlsOffered: number<'tls'>('versionOffered', 1),
    tlsAlpn: text<'tls'>('alpn'),
    ja3: text<'tls'>('ja3'),
    ja4: text<'tls'>('ja4'),
    ja3s: text<'tls'>('ja3s'),
    certSha256: text<'tls'>('certSha256'),
    certSubject: text<'tls'>('certSubject'),
    certIssuer: text<'tls'>('certIssuer'),
    certNames: ({ cols, n }) => cols.certNames[n] ?? [],
    certExpires: ({ cols, n }) => {
      const seconds = cols.certNotAfter[n] as number;
      return seconds === 0 ? null : Math.min(LATEST, Math.max(EARLIEST, seconds)) * 1_000_000;
    },
  },
  http: {
    ...ends<'http'>(),
    domain: text<'http'>('host'),
    latency: number<'http'>('latency', 0),
    httpMethod: text<'http'>('method'),
    httpPath: text<'http'>('target'),
    httpVersion: text<'http'>('version'),
    httpStatus: number<'http'>('status', 1),
    httpAgent: text<'http'>('userAgent'),
    httpReferrer: text<'http'>('referrer'),
    httpAuth: text<'http'>('auth'),
    httpType: text<'http'>('responseType'),
    httpSent: number<'http'>('requestLength', 0),
    httpReceived: number<'http'>('responseLength', 0),
    httpServer: text<'http'>('serverSoftware'),
  },
  auth: {
    ...ends<'auth'>(),
    authService: text<'auth'>('service'),
    authMechanism: text<'auth'>('mechanism'),
    authUser: text<'auth'>('user'),
    authOutcome: text<'auth'>('outcome'),
    authAttempts: number<'auth'>('count'),
    authCleartext: number<'auth'>('cleartext'),
    authCode: number<'auth'>('code', 1),
    clientSoftware: text<'auth'>('clientSoftware'),
    serverSoftware: text<'auth'>('serverSoftware'),
  },
};

/** How records of a batch of facts are read, by columns of their kind: as they stand in the columns. */
export function factBatchReader<K extends FactKind>(kind: K): RowReader<FactAt<K>> {
  const reads = READS[kind] as Readonly<Partial<Record<Column, Read<K>>>>;
  return (column) => reads[column] ?? (() => null);
}
