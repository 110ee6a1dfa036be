import { mutations, seeded } from '../testing/hostile';
import { ClientHelloReader, ja4, offeredVersion, TlsMessage, tlsVersionName } from '../tls';
import * as wire from '../tls/testing/messages';
import { DtlsHandshake, isDtlsHello } from './index';
import { fragment, helloVerifyRequest, record, withCookie } from './testing/records';

const COOKIE = Buffer.alloc(20, 0xc0);
const HELLO = withCookie(wire.clientHelloBody([0xc02b, 0xc02f], wire.serverName('a.example')), COOKIE);
const LEAF = wire.certificateBody(Buffer.alloc(3000, 5));
const { CLIENT_HELLO, SERVER_HELLO, HELLO_VERIFY_REQUEST, CERTIFICATE, SERVER_HELLO_DONE } = TlsMessage;
const SERVER_KEY_EXCHANGE = 12;

type Told = readonly [type: number, body: string];
function push(handshake: DtlsHandshake, datagram: Uint8Array): Told[] {
  const told: Told[] = [];
  handshake.datagram(datagram, 0, datagram.length, (type, bytes, start, end) =>
    told.push([type, Buffer.from(bytes.subarray(start, end)).toString('hex')]),
  );
  return told;
}
/** All that the datagrams tell, one after the other. */
function read(...datagrams: Uint8Array[]): Told[] {
  const handshake = new DtlsHandshake();
  return datagrams.flatMap((datagram) => push(handshake, datagram));
}
const hello = (from: number, to: number, sequence = 0) => record(fragment(CLIENT_HELLO, sequence, HELLO, from, to));
const WHOLE: Told = [CLIENT_HELLO, HELLO.toString('hex')];

describe('DtlsHandshake', () => {
  it('reads a message in one record, and several in one datagram', () => {
    expect(read(hello(0, HELLO.length))).toEqual([WHOLE]);
    const flight = Buffer.concat([
      record(fragment(SERVER_HELLO, 1, Buffer.from('ab'))),
      record(Buffer.concat([fragment(CERTIFICATE, 2, LEAF), fragment(SERVER_KEY_EXCHANGE, 3, LEAF, 0, 9), fragment(SERVER_HELLO_DONE, 4, Buffer.alloc(0))])), // prettier-ignore
    ]);
    expect(read(flight).map(([type, body]) => [type, body.length / 2])).toEqual([
      [SERVER_HELLO, 2],
      [CERTIFICATE, LEAF.length],
      [SERVER_KEY_EXCHANGE, 0],
      [SERVER_HELLO_DONE, 0],
    ]);
  });

  it('puts fragments together in any order, sent again or overlapping', () => {
    const cut = [hello(60, HELLO.length), hello(0, 20), hello(0, 20), hello(10, 45), hello(30, 60)];
    expect(read(...cut)).toEqual([WHOLE]);
    const random = seeded(3);
    for (let round = 0; round < 200; round++) {
      const pieces = Array.from({ length: 1 + random(9) }, () => random(HELLO.length)).sort((a, b) => a - b);
      const ends = [...pieces, HELLO.length];
      const datagrams = ends.map((to, i) => hello(i === 0 ? 0 : (ends[i - 1] as number), to));
      datagrams.sort(() => random(3) - 1);
      expect(read(...datagrams, ...datagrams)).toEqual([WHOLE]);
    }
  });

  it('tells messages in the order of their numbers', () => {
    const early = record(fragment(CERTIFICATE, 2, LEAF));
    const [first, second] = [record(fragment(SERVER_HELLO, 1, LEAF, 0, 900)), record(fragment(SERVER_HELLO, 1, LEAF, 900))];
    const handshake = new DtlsHandshake();
    expect([first, early, second].map((datagram) => push(handshake, datagram).map(([type]) => type))).toEqual([[], [], [SERVER_HELLO, CERTIFICATE]]);
  }); // prettier-ignore

  it('goes on behind the request for a cookie, whether the server counts anew or not', () => {
    const request = record(fragment(HELLO_VERIFY_REQUEST, 0, helloVerifyRequest(COOKIE)));
    for (const sequence of [0, 1])
      expect(read(request, record(fragment(SERVER_HELLO, sequence, Buffer.from('ab')))).map(([type]) => type)).toEqual([
        HELLO_VERIFY_REQUEST,
        SERVER_HELLO,
      ]);
  });

  it('passes by what is encrypted, and ends where only that can follow', () => {
    const handshake = new DtlsHandshake();
    const encrypted = record(fragment(CLIENT_HELLO, 0, HELLO), { epoch: 1 });
    expect(push(handshake, Buffer.concat([encrypted, hello(0, HELLO.length)]))).toEqual([WHOLE]);
    expect(push(handshake, record(Buffer.alloc(9), { type: 23 }))).toEqual([]);
    expect(handshake.closed).toBe(true);
    const done = new DtlsHandshake();
    push(done, record(fragment(SERVER_HELLO_DONE, 4, Buffer.alloc(0))));
    expect([done.closed, done.held]).toEqual([true, 0]);
  });

  it('holds a bounded amount of what a liar begins', () => {
    const handshake = new DtlsHandshake();
    const huge = Buffer.alloc(65_535);
    for (let sequence = 0; sequence < 64; sequence++)
      push(handshake, record(fragment(CERTIFICATE, sequence, huge, 60_000, 60_010)));
    expect(handshake.held).toBeGreaterThan(60_000);
    expect(handshake.held).toBeLessThanOrEqual(8 * 65_536);
    expect(push(handshake, record(fragment(CERTIFICATE, 0, Buffer.alloc(70_000), 0, 9)))).toEqual([]);
  });

  it('reads every prefix and 10,000 mutations without a throw', () => {
    const sample = Buffer.concat([
      hello(0, 50),
      record(fragment(CERTIFICATE, 1, LEAF, 0, 90)),
      hello(40, HELLO.length),
    ]);
    for (let length = 0; length < sample.length; length++) read(sample.subarray(0, length));
    let told = 0;
    for (const mutated of mutations(sample, 10_000)) told += read(mutated, hello(0, HELLO.length)).length;
    expect(told).toBeGreaterThan(5000);
  });
});

describe('a hello of DTLS', () => {
  const reader = new ClientHelloReader();

  it('has a cookie, which reading as TLS would trip over', () => {
    expect(reader.read(HELLO, 0, HELLO.length, true)).toBe(true);
    expect([reader.serverName(), tlsVersionName(offeredVersion(reader.hello()))]).toEqual(['a.example', 'DTLS 1.2']);
    expect(reader.read(HELLO, 0, HELLO.length) && reader.serverName()).not.toBe('a.example');
  });

  it.each<[string, number, readonly number[], string]>([
    ['DTLS 1.0', 0xfeff, [], 'dd1d0201'],
    ['DTLS 1.2', 0xfefd, [], 'dd2d0201'],
    ['DTLS 1.3', 0xfefd, [0x1a1a, 0xfefd, 0xfefc, 0xfeff], 'dd3d0202'],
  ])('offers %s, which JA4 names', (name, legacy, versions, start) => {
    const extensions = [wire.serverName('a.example'), ...(versions.length > 0 ? [wire.versions(...versions)] : [])];
    const body = withCookie(wire.clientHelloBody([0xc02b, 0x1301], ...extensions), Buffer.alloc(0), legacy);
    expect(reader.read(body, 0, body.length, true)).toBe(true);
    expect(tlsVersionName(offeredVersion(reader.hello()))).toBe(name);
    expect(ja4(reader.hello(), 'dtls').slice(0, 8)).toBe(start);
  });

  it('is known by its first record', () => {
    const known = (datagram: Uint8Array) => isDtlsHello(datagram, 0, datagram.length);
    expect([known(hello(0, HELLO.length)), known(hello(30, 40)), known(record(fragment(HELLO_VERIFY_REQUEST, 0, helloVerifyRequest(COOKIE))))]).toEqual([true, true, true]); // prettier-ignore
    expect(known(record(fragment(CERTIFICATE, 1, LEAF)))).toBe(false);
    expect(known(record(fragment(CLIENT_HELLO, 0, HELLO), { epoch: 1 }))).toBe(false);
    expect(known(record(fragment(CLIENT_HELLO, 0, HELLO), { version: 0x0303 }))).toBe(false);
    expect(known(hello(0, HELLO.length).subarray(0, 60))).toBe(false);
    expect([known(Buffer.alloc(0)), known(Buffer.from([22])), known(record(Buffer.alloc(3)))]).toEqual([false, false, false]); // prettier-ignore
  });
});
