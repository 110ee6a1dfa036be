import { ClientHelloReader, offeredVersion, readClientHello } from './client-hello';
import { ClientOffers, type ClientOffer, type OfferTransport } from './client-offers';
import { ja4 } from './fingerprints';
import * as wire from './testing/messages';

const CIPHERS = [0x0a0a, 0x1301, 0x1302, 0xc02b];
const EXTENSIONS = [
  wire.extension(0x1a1a),
  wire.serverName('www.example.org'),
  wire.extension(0x33),
  wire.alpn('h2', 'http/1.1'),
  wire.signatures(0x0403, 0x0804),
  wire.versions(0x2a2a, 0x0304, 0x0303),
  wire.groups(0x1d, 0x17),
  wire.extension(0x15),
];

/** What an offer is without any memory. */
function plain(body: Buffer, transport: OfferTransport): ClientOffer {
  const hello = readClientHello(body, 0, body.length);
  if (!hello) throw new Error('not a ClientHello');
  return { ja4: ja4(hello, transport), version: offeredVersion(hello), alpn: hello.alpn };
}

class Remembering {
  readonly reader = new ClientHelloReader();
  readonly offers = new ClientOffers();

  of(body: Buffer, transport: OfferTransport = 'tcp'): ClientOffer {
    expect(this.reader.read(body, 0, body.length)).toBe(true);
    return this.offers.of(this.reader, transport);
  }
}

describe('offers of clients', () => {
  const bodyOf = (ciphers: readonly number[], extensions: readonly Buffer[]) =>
    wire.clientHelloBody([...ciphers], ...extensions);
  const BODY = bodyOf(CIPHERS, EXTENSIONS);

  it('are made once for hellos that differ in name, order of extensions and GREASE', () => {
    const remembering = new Remembering();
    const first = remembering.of(BODY);
    const others = [
      bodyOf(CIPHERS, [...EXTENSIONS.slice(2), wire.extension(0x3a3a), wire.serverName('other.example')]),
      bodyOf([0x5a5a, ...CIPHERS.slice(1)], [...EXTENSIONS].reverse()),
    ];
    for (const body of others) expect(remembering.of(body)).toBe(first);
    expect(first).toEqual(plain(BODY, 'tcp'));
  });

  it('are told apart by all that they say', () => {
    const remembering = new Remembering();
    const without = (n: number) => EXTENSIONS.filter((_, i) => i !== n);
    const bodies = [
      BODY,
      bodyOf(CIPHERS.slice(0, 3), EXTENSIONS),
      bodyOf([0x1302, 0x1301, 0xc02b], EXTENSIONS),
      ...EXTENSIONS.map((_, n) => bodyOf(CIPHERS, without(n))),
      bodyOf(CIPHERS, [...without(3), wire.alpn('http/1.1', 'h2')]),
      bodyOf(CIPHERS, [...without(4), wire.signatures(0x0804, 0x0403)]),
      bodyOf(CIPHERS, [...without(5), wire.versions(0x0303)]),
      bodyOf(CIPHERS, []),
    ];
    for (let round = 0; round < 2; round++)
      for (const transport of ['tcp', 'quic', 'dtls'] as const)
        for (const body of bodies) expect(remembering.of(body, transport)).toEqual(plain(body, transport));
  });

  it('keep the first protocol of a list that a second, empty one took the place of', () => {
    const remembering = new Remembering();
    const empty = wire.alpn();
    const bodies = ['h2', 'x1'].map((name) => bodyOf(CIPHERS, [wire.alpn(name), empty]));
    for (const body of bodies) expect(remembering.of(body)).toEqual(plain(body, 'tcp'));
  });

  it('are made anew when they are too long to be remembered', () => {
    const remembering = new Remembering();
    const long = bodyOf(
      Array.from({ length: 300 }, (_, n) => n),
      EXTENSIONS,
    );
    expect(remembering.of(long)).toEqual(plain(long, 'tcp'));
    expect(remembering.of(long)).not.toBe(remembering.of(long));
  });
});
