import { tlsMessages as wire } from '@wireledger/decoders/testing';
import { ACK, arp, back, type Endpoints, icmp, ipv4, type Said, SYN, talk, tcp, udp } from '@wireledger/flows/testing';
import { days, lookUp, type Scene, session, type Step } from './scenes';

/** Things that happen `n` times, `everyS` apart. */
export function* each(n: number, everyS: number, make: (i: number) => Uint8Array): Generator<Step> {
  for (let i = 0; i < n; i++) yield [i * everyS, make(i)];
}
const network = (i: number): string => `10.0.${2 + (i >> 7)}.${1 + (i & 127)}`;

/** Address after address is pinged, and none answers. */
export const pings = (n: number): Scene => each(n, 1, (i) => icmp({ src: '10.0.0.7', dst: network(i) }, 8));

/** Probes to port after port, and the router on the way that each of them gets to: it quotes the probe (RFC 792). */
export const traces = (n: number): Scene =>
  each(n * 2, 0.5, (i) => {
    const probe = udp(
      { src: '10.0.0.7', dst: '203.0.113.9', sport: 40_000, dport: 33_434 + (i >> 1) },
      Buffer.alloc(12),
    );
    if (i % 2 === 0) return probe;
    const quoting = Buffer.concat([Buffer.from([11, 0, 0, 0, 0, 0, 0, 0]), probe.subarray(14, 42)]);
    return ipv4({ src: `198.51.100.${1 + (i >> 1)}`, dst: '10.0.0.7' }, 1, quoting);
  });

/** Connections of HTTP, some of them with bytes in the head of the response that nobody captured. */
export const torn = (whole: number, broken: number): Scene[] =>
  Array.from({ length: whole + broken }, (_, i) => {
    const ends = { src: '10.0.0.7', dst: '203.0.113.9', sport: 20_000 + i, dport: 80 };
    const head = 'HTTP/1.1 200 OK\r\nServer: example\r\nContent-Length: 40\r\n\r\n';
    const lines: Said[] = [
      ['>', 'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n'],
      ...(i < whole ? [['<', head] as const] : [['<', head.slice(0, 20)] as const, ['<', 10] as const]),
      ...(i < whole ? [] : [['<', head.slice(30)] as const]),
      ['<', 'x'.repeat(40)],
    ];
    return [...talk(lines, ends)].flatMap(([s, frame]): Step[] => (frame === 'tick' ? [] : [[i + s, frame]]));
  });

/** A device asks who has address after address. */
export const asks = (n: number): Scene =>
  each(n, 0.5, (i) => arp({ op: 1, mac: '02:00:00:00:00:07', address: '10.0.0.7', of: network(i) }));

/** SYNs of one source to one service, from port after port, which answers; no handshake is completed. */
export const halfOpen = (n: number): Scene =>
  each(n * 2, 0.02, (i) => {
    const ends = { src: '203.0.113.9', dst: '10.0.0.7', sport: 20_000 + (i >> 1), dport: 80 };
    return i % 2 === 0 ? tcp(ends, SYN, 1) : tcp(back(ends), SYN | ACK, 1);
  });

/** One source tries one port of host after host. */
export const sweep = (n: number): Scene =>
  each(n, 0.1, (i) => tcp({ src: '10.0.0.7', dst: network(i), dport: 445 }, SYN, 1));

/** Datagrams that carry so much in all, each of 60,000 bytes of which a capture keeps the headers. */
export const carried = (bytes: number, fromS: number, ends: Endpoints): Scene =>
  [...each(Math.ceil(bytes / 60_000), 0.001, () => large(ends))].map(
    ([s, frame]) => [fromS + s, frame, 60_042] as Step,
  );

/** The first bytes of a datagram of 60,000 bytes. */
function large(ends: Endpoints): Buffer {
  const frame = udp(ends, Buffer.alloc(0));
  frame.writeUInt16BE(60_028, 16);
  frame.writeUInt16BE(60_008, 38);
  return frame;
}

/** So many look-ups of names below one domain in the bucket of five minutes that begins then. */
export function* looksUp(n: number, fromS: number, domain: string): Generator<Step> {
  for (let i = 0; i < n; i++) yield* lookUp(fromS + i, '10.0.0.7', `h${i}.${domain}`, '203.0.113.9');
}

/** Connections with one server, each with a handshake that takes so long to be answered. */
export const slow = (n: number, fromS: number, rttS: number): Scene =>
  Array.from({ length: n }, (_, i) => {
    const ends = { src: '10.0.0.7', dst: '10.0.0.9', sport: 20_000 + Math.round(fromS) + i, dport: 80 };
    return [...session(fromS + i, ends)].map(([s, frame], at): Step => [at === 0 ? s : s + rttS, frame]);
  }).flat();

/** A connection with one server in which so many segments are sent, and some of them again. */
export function* transfer(segments: number, again: number, fromS: number): Generator<Step> {
  const ends = { src: '10.0.0.7', dst: '10.0.0.9', sport: 20_000 + Math.round(fromS), dport: 80 };
  const frames = [...session(fromS, ends, segments / 2)];
  for (const [i, [s, frame]] of frames.entries()) {
    yield [s, frame];
    if (i >= 5 && i < 5 + again) yield [s + 0.0002, frame];
  }
}

/** A handshake of TLS by a client that offers those ciphers. */
export function* handshake(at: number, client: string, ciphers: readonly number[]): Generator<Step> {
  const ends = { src: client, dst: '203.0.113.9', sport: 20_000 + (Math.round(at / 7) % 40_000), dport: 443 };
  const hello = wire.clientHelloBody(ciphers, wire.serverName('www.example.com'), wire.versions(0x0304, 0x0303));
  yield [at, tcp(ends, SYN, 1000)];
  yield [at + 0.001, tcp(back(ends), SYN | ACK, 5000)];
  yield [at + 0.002, tcp(ends, ACK, 1001, wire.records(22, wire.message(1, hello)))];
}

/** Twenty clients of one kind for more than a week, then one of another kind for more than a day. */
export const implant = (): Scene[] => [
  ...Array.from({ length: 40 }, (_, i) => handshake(days(i / 5), `10.0.1.${1 + (i % 20)}`, [0x1301, 0x1302])),
  ...[8.1, 8.6, 9.2].map((day) => handshake(days(day), '10.0.1.1', [0xc02f])),
];
