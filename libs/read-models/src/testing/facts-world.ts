import type { NewEvent } from '@wireledger/event-sourcing';
import { AUTH_OUTCOMES, type ColumnsOf } from '@wireledger/events';

import { seeded } from './little-world';
import { batchEvent, sourceId, T0 } from './telemetry';

type RecordOf<C> = { -readonly [N in keyof C]: C[N] extends readonly (infer V)[] ? V : never };
export type TlsRecord = RecordOf<ColumnsOf['tls']>;
export type HttpRecord = RecordOf<ColumnsOf['http']>;
export type AuthRecord = RecordOf<ColumnsOf['auth']>;
export type ArpRecord = RecordOf<ColumnsOf['arp']>;
export type DhcpRecord = RecordOf<ColumnsOf['dhcp']>;

const ends = {
  ...{ flow: 1, at: T0, time: T0, client: '10.0.0.1', server: '198.51.100.1' },
  ...{ clientPort: 40_000, serverPort: 443, proto: 6 },
};
/** Records as a sensor would write them; tests say what differs. Times are absolute here, µs. */
export const TLS_RECORD: TlsRecord = {
  ...ends,
  ...{ transport: 'tcp', quicVersion: 0, hellos: 1, retried: 0, latency: 2500, serverName: 'www.example.com' },
  ...{ serverNameRaw: '', versionOffered: 0x0304, version: 0x0303, cipher: 0xc02f, alpnOffered: ['h2', 'http/1.1'] },
  ...{ alpn: 'h2', ja3: 'a'.repeat(32), ja4: 't13d1516h2_8daaf6152771_e5627efa2ab1', ja3s: 'b'.repeat(32) },
  ...{ ja3Retry: '', ja4Retry: '', certSha256: 'c'.repeat(64), certSubject: 'CN=www.example.com' },
  ...{ certIssuer: 'CN=Example CA,O=Example', certSerial: '0a1b', certNotBefore: 1_760_000_000 },
  ...{ certNotAfter: 1_790_000_000, certNames: ['www.example.com', 'example.com'], certNameCount: 2 },
};
export const HTTP_RECORD: HttpRecord = {
  ...ends,
  ...{ serverPort: 80, order: 1, method: 'GET', host: 'www.example.com', target: '/index.html', targetLength: 11 },
  ...{ version: '1.1', userAgent: 'curl/8.5.0', referrer: '', auth: '', requestType: '', responseType: 'text/html' },
  ...{
    requestLength: -1,
    responseLength: 1256,
    status: 200,
    serverSoftware: 'nginx',
    latency: 12_000,
    technologies: 'nginx,PHP',
  },
};
export const AUTH_RECORD: AuthRecord = {
  ...ends,
  ...{ serverPort: 21, service: 'ftp', mechanism: 'password', user: 'alice', outcome: 'failure', count: 1 },
  ...{ cleartext: 1, code: 530, clientSoftware: '', serverSoftware: '220 ready' },
};
export const ARP_RECORD: ArpRecord = {
  ...{ at: T0, time: T0, last: T0, iface: 0, vlan: 0, via: 'reply', op: 2, sender: '10.0.0.1' },
  ...{ senderMac: '02:00:00:00:00:01', target: '10.0.0.2', targetMac: '02:00:00:00:00:02' },
  ...{ frameMac: '02:00:00:00:00:01', frameTo: '02:00:00:00:00:02', previousMac: '', gratuitous: 0, count: 1 },
};
export const DHCP_RECORD: DhcpRecord = {
  ...{ flow: 3, at: T0, time: T0, src: '10.0.0.254', dst: '10.0.0.1', srcPort: 67, dstPort: 68, proto: 17, version: 4 },
  ...{ message: 'ACK', xid: 7, clientMac: '02:00:00:00:00:01', clientId: '', hostname: '', vendorClass: '' },
  ...{ requested: [], given: ['10.0.0.1'], serverId: '10.0.0.254', relay: '', lease: 3600, wants: [] },
  ...{ routers: [], resolvers: [] },
};

const TIMES = new Set(['at', 'time', 'last']);

/** Records → columns, times relative to `T0`. */
export function columnsOf<R extends object>(records: readonly R[]): Record<keyof R, unknown[]> {
  const [one] = records;
  if (!one) throw new Error('no records');
  return Object.fromEntries(
    Object.keys(one).map((name) => [
      name,
      records.map((record) => {
        const value = record[name as keyof R];
        return TIMES.has(name) ? (value as number) - T0 : value;
      }),
    ]),
  ) as Record<keyof R, unknown[]>;
}

/** A batch of such records as the event that a sensor appends. */
export function factsEvent<K extends 'tls' | 'http' | 'auth' | 'arp' | 'dhcp'>(
  origin: { readonly sensor: string; readonly source: string },
  kind: K,
  number: number,
  records: readonly RecordOf<ColumnsOf[K]>[],
): NewEvent {
  const times = (records as readonly { time: number }[]).map(({ time }) => time);
  const occ = [Math.min(...times), Math.max(...times)] as const;
  return batchEvent(origin, kind, number, columnsOf(records as object[]) as unknown as ColumnsOf[K], [...occ]);
}

/** What was said in a little network, as events and as the records from which a test counts. */
export interface FactsWorld {
  readonly sensor: string;
  readonly source: string;
  readonly events: NewEvent[];
  readonly tls: TlsRecord[];
  readonly http: HttpRecord[];
  readonly auth: AuthRecord[];
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000_000;

/** `size` handshakes, transactions and attempts between ten clients and six servers within an hour, in batches of 1 to 20. */
export function factsWorld(options: {
  readonly seed: number;
  readonly size: number;
  readonly sensor?: string;
  /** Leaves records out after the dice are thrown: what is kept is the same as in the whole world. */
  readonly keep?: (record: { client: string; server: string; serverPort: number; clientPort: number }) => boolean;
}): FactsWorld {
  const { seed, size, sensor = 'sensor-1', keep = () => true } = options;
  const random = seeded(seed);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const source = sourceId(`facts ${sensor} ${seed}`);
  const [from, to] = [T0, T0 + 60 * MINUTE];
  const conversation = (serverPort: number) => {
    const six = random() < 0.2;
    const time = from + below(to - from);
    return {
      ...{ flow: 1 + below(size), at: time, time, clientPort: 1024 + below(60_000), serverPort },
      client: six ? `fd00::${1 + below(9)}` : `10.0.0.${1 + below(10)}`,
      server: six ? `2001:db8::${1 + below(5)}` : `198.51.100.${1 + below(6)}`,
    };
  };
  const made = <T extends { time: number }>(one: () => T): T[] =>
    Array.from({ length: size }, one).sort((a, b) => a.time - b.time);
  const tls = made((): TlsRecord => {
    const clear = random() < 0.5;
    const site = below(12);
    return {
      ...TLS_RECORD,
      ...conversation(pick([443, 443, 8443])),
      serverName: random() < 0.1 ? '' : `site-${site}.example.com`,
      version: clear ? 0x0303 : pick([0x0304, 0]),
      alpn: clear ? pick(['h2', 'http/1.1']) : '',
      ja4: `t13d15${10 + below(4)}h2_8daaf6152771_e5627efa2ab1`,
      latency: random() < 0.1 ? -1 : below(90_000),
      ...(clear
        ? { certIssuer: `CN=CA ${below(3)}`, certNotAfter: 1_790_000_000 + site }
        : {
            certSha256: '',
            certSubject: '',
            certIssuer: '',
            certSerial: '',
            certNotBefore: 0,
            certNotAfter: 0,
            certNames: [],
          }),
    };
  });
  const http = made((): HttpRecord => ({
    ...HTTP_RECORD,
    ...conversation(pick([80, 8080])),
    method: pick(['GET', 'GET', 'POST', '']),
    host: `site-${below(8)}.example.com`,
    target: `/page/${below(40)}`,
    userAgent: pick(['curl/8.5.0', 'Mozilla/5.0 (X11)', '']),
    status: pick([200, 200, 404, 0]),
    responseLength: below(90_000) - 1,
  }));
  const auth = made((): AuthRecord => ({
    ...AUTH_RECORD,
    ...conversation(pick([21, 22, 143])),
    service: pick(['ftp', 'ssh', 'imap']),
    user: pick(['alice', 'bob', 'root', '']),
    outcome: pick(AUTH_OUTCOMES),
    count: below(4),
    cleartext: below(2),
  }));
  const batches: { readonly at: number; readonly make: (number: number) => NewEvent }[] = [];
  const cut = <K extends 'tls' | 'http' | 'auth'>(kind: K, all: readonly RecordOf<ColumnsOf[K]>[]) => {
    for (let i = 0; i < all.length;) {
      const some = all.slice(i, (i += 1 + below(20)));
      const at = (some.at(-1) as unknown as { time: number }).time;
      batches.push({ at, make: (number) => factsEvent({ sensor, source }, kind, number, some) });
    }
  };
  const kept = { tls: tls.filter(keep), http: http.filter(keep), auth: auth.filter(keep) };
  cut('tls', kept.tls);
  cut('http', kept.http);
  cut('auth', kept.auth);
  batches.sort((a, b) => a.at - b.at);
  return { sensor, source, events: batches.map(({ make }, i) => make(i + 1)), ...kept, from, to };
}
