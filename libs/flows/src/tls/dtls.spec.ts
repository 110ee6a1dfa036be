import { createHash } from 'node:crypto';
import { dtlsRecords, mutations, tlsMessages as wire } from '@wireledger/decoders/testing';
import { back, rows, run, udp, type Endpoints, type Happening } from '../testing/frames';

const { fragment, helloVerifyRequest, record, withCookie } = dtlsRecords;
const ENDS: Endpoints = { src: '10.0.0.7', dst: '192.0.2.80', sport: 50_000, dport: 4433 };
const COOKIE = Buffer.alloc(20, 0xc0);
const NONE = Buffer.alloc(0);
const RANDOM = Buffer.alloc(32, 9);
const RETRY = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
const OFFER = wire.clientHelloBody([0xc02b, 0x1301], wire.serverName('A.example'), wire.alpn('coap'));
const MODERN_OFFER = wire.clientHelloBody([0x1301], wire.serverName('a.example'), wire.versions(0xfefc, 0xfefd));
const LEAF = Buffer.alloc(2000, 5);

/** As TLS 1.2 has it, with the version of DTLS. */
function serverHello(...args: Parameters<typeof wire.serverHelloBody>): Buffer {
  const body = wire.serverHelloBody(...args);
  body.writeUInt16BE(0xfefd, 0);
  return body;
}
const hello = (sequence: number, cookie: Buffer, offer = OFFER) =>
  record(fragment(1, sequence, withCookie(offer, cookie)));
const HELLO_VERIFY = record(fragment(3, 0, helloVerifyRequest(COOKIE)));
const ANSWER = record(fragment(2, 1, serverHello(0xc02b, RANDOM, wire.alpn('coap'))));
const CHAIN = fragment(11, 2, wire.certificateBody(LEAF));
const DONE = record(fragment(14, 4, NONE));
const STUN = Buffer.from('000100002112a442b7e7a701bc34d686fa87dfae', 'hex');

/** `>` = the client sends it, `<` = the server; a tenth of a second apart. */
type Sent = readonly ['>' | '<', Buffer];
const between = (sent: readonly Sent[], ends = ENDS, from = 0): Happening[] =>
  sent.map(([side, payload], i) => [from + (i + 1) / 10, udp(side === '>' ? ends : back(ends), payload)]);

function factsOf(sent: readonly Sent[], ends = ENDS) {
  const { batches, pipeline } = run(between(sent, ends));
  return { tls: rows(batches, 'tls'), flow: rows(batches, 'flow').at(-1), counters: pipeline.counters };
}
const HANDSHAKE: readonly Sent[] = [
  ['>', hello(0, NONE)],
  ['<', HELLO_VERIFY],
  ['>', hello(1, COOKIE)],
  ['<', ANSWER],
  ['<', record(CHAIN)],
  ['<', DONE],
];

describe('DTLS', () => {
  it('gives one record of a handshake with its cookie, and of its certificate', () => {
    const { tls, flow, counters } = factsOf(HANDSHAKE);
    expect(flow?.app).toBe('dtls');
    expect(tls).toEqual([
      expect.objectContaining({
        ...{ client: ENDS.src, server: ENDS.dst, clientPort: 50_000, serverPort: 4433, proto: 17, transport: 'dtls' },
        ...{ hellos: 2, retried: 1, latency: 100_000, serverName: 'a.example', alpnOffered: ['coap'], alpn: 'coap' },
        ...{ versionOffered: 0xfefd, version: 0xfefd, cipher: 0xc02b, ja3: '', ja3s: '', ja3Retry: '' },
        certSha256: createHash('sha256').update(LEAF).digest('hex'),
      }),
    ]);
    expect(tls[0]?.ja4).toMatch(/^dd2d0202cp_/);
    expect(tls[0]?.ja4Retry).toBe(tls[0]?.ja4);
    expect(counters).toMatchObject({ client_hellos: 0, server_hellos: 0, ja3: [], sni: [] });
  });

  it('is complete without a cookie, with messages in fragments, sent again and out of order', () => {
    const body = wire.certificateBody(LEAF);
    const pieces = [1500, 900, 300, 0].map((from) =>
      record(fragment(11, 2, body, from, Math.min(body.length, from + 700))),
    );
    const [one] = factsOf([
      ['>', hello(0, NONE)],
      ['>', hello(0, NONE)],
      ['<', ANSWER],
      ...pieces.map((piece): Sent => ['<', piece]),
      ['<', DONE],
    ]).tls;
    expect(one).toMatchObject({ hellos: 1, retried: 0, latency: 200_000 });
    expect(one?.certSha256).toHaveLength(64);
  });

  it('knows version 1.3, whose certificates are hidden', () => {
    const retry = record(fragment(2, 0, serverHello(0x1301, RETRY, wire.chosenVersion(0xfefc))));
    const answer = record(fragment(2, 1, serverHello(0x1301, RANDOM, wire.chosenVersion(0xfefc))));
    const { tls } = factsOf([
      ['>', hello(0, NONE, MODERN_OFFER)],
      ['<', retry],
      ['>', hello(1, NONE, MODERN_OFFER)],
      ['<', Buffer.concat([answer, Buffer.from('2e0001001000', 'hex'), Buffer.alloc(16)])],
    ]);
    expect(tls).toMatchObject([{ hellos: 2, retried: 1, versionOffered: 0xfefc, version: 0xfefc, certSha256: '' }]);
  });

  it('is found behind STUN, on whatever port (RFC 7983)', () => {
    for (const dport of [4433, 443]) {
      const { tls, flow } = factsOf([['>', STUN], ['<', STUN], ...HANDSHAKE], { ...ENDS, dport });
      expect([flow?.app, tls.length]).toEqual(['dtls', 1]);
    }
  });

  it('is recorded as far as it went', () => {
    expect(factsOf(HANDSHAKE.slice(0, 2)).tls).toMatchObject([{ hellos: 1, retried: 1, version: 0, cipher: -1 }]);
    expect(factsOf([HANDSHAKE[3] as Sent, HANDSHAKE[5] as Sent]).tls).toMatchObject([{ hellos: 0, version: 0xfefd }]);
  });

  it('is looked at for 128 datagrams', () => {
    const again = (count: number): Sent[] => Array.from({ length: count }, () => ['>', hello(0, NONE)]);
    const answered = (count: number) => factsOf([...again(count), ...HANDSHAKE.slice(3)]).tls[0]?.version;
    expect([answered(100), answered(128)]).toEqual([0xfefd, 0]);
  });

  it('reads thousands of hostile datagrams of both sides without a throw', () => {
    const samples = HANDSHAKE.map(([side, payload]) => [side, [...mutations(payload, 700)]] as const);
    function* all(): Generator<Happening> {
      for (let n = 0; n < 700; n++)
        yield* between(samples.map(([side, mutated]): Sent => [side, mutated[n] as Buffer]), { ...ENDS, sport: 1024 + n }, n); // prettier-ignore
    }
    expect(rows(run(all()).batches, 'tls').length).toBeGreaterThan(300);
  });
});
