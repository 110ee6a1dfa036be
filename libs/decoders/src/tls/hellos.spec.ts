import { mutations } from '../testing/hostile';
import { ClientHelloReader, offeredVersion, readClientHello } from './client-hello';
import { ja3s, ja3sText, ja3Text, ja4 } from './fingerprints';
import { readServerHello } from './server-hello';
import * as wire from './testing/messages';
import { isGrease, tlsVersionName } from './tls-types';
import { tlsCipherName } from './tls-ciphers';

/** The example of the JA4 description: its ciphers, extensions and signature algorithms. */
const CIPHERS = [0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x9c, 0x9d, 0x2f, 0x35]; // prettier-ignore
const SIGNATURES = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];
const EXTENSIONS = [
  wire.extension(0x1a1a),
  wire.extension(0x1b),
  wire.serverName('Www.Example.org'),
  wire.extension(0x33),
  wire.alpn('h2', 'http/1.1', '\x2a\x2a'),
  wire.extension(0x4469),
  wire.extension(0x17),
  wire.extension(0x2d),
  wire.signatures(...SIGNATURES),
  wire.extension(0x05),
  wire.extension(0x23),
  wire.extension(0x12),
  wire.versions(0x2a2a, 0x0304, 0x0303),
  wire.extension(0xff01),
  wire.pointFormats(0),
  wire.groups(0x3a3a, 0x1d, 0x17, 0x18),
  wire.extension(0x15),
];
const BODY = wire.clientHelloBody(CIPHERS, ...EXTENSIONS);

function read(body: Buffer) {
  const hello = readClientHello(body, 0, body.length);
  if (!hello) throw new Error('not a ClientHello');
  return hello;
}
const ja4Of = (...extensions: Buffer[]) => ja4(read(wire.clientHelloBody(CIPHERS, ...extensions)), 'tcp');

describe('ClientHello', () => {
  it('gives what the client offers', () => {
    expect(read(BODY)).toMatchObject({
      legacyVersion: 0x0303,
      ciphers: CIPHERS,
      versions: [0x2a2a, 0x0304, 0x0303],
      groups: [0x3a3a, 0x1d, 0x17, 0x18],
      pointFormats: [0],
      signatureAlgorithms: SIGNATURES,
      serverName: 'www.example.org',
      serverNameRaw: Buffer.from('Www.Example.org').toString('hex'),
      alpn: ['h2', 'http/1.1'],
    });
  });

  it('tells of a name as new only once', () => {
    const reader = new ClientHelloReader();
    const long = `${'a'.repeat(63)}.example`;
    const told = ['a.example', 'b.example', 'a.example', '', long, long].map((name) => {
      const body = wire.clientHelloBody([1], ...(name === '' ? [] : [wire.serverName(name)]));
      return reader.read(body, 0, body.length) && [reader.newServerName(), reader.serverName()];
    });
    // Of long ones none is remembered.
    expect(told).toEqual([
      ['a.example', 'a.example'],
      ['b.example', 'b.example'],
      ['', 'a.example'],
      ['', ''],
      [long, long],
      [long, long],
    ]);
  });

  it('makes names inert text', () => {
    const hello = read(wire.clientHelloBody([1], wire.serverName('<b>\x00\u00e9 \\'), wire.alpn('a b')));
    expect(hello.serverName).toBe('<b>\\000\\233\\032\\092');
    expect(hello.alpn).toEqual(['a\\032b']);
  });

  it('A-02 keeps 512 bytes of a name, and says how long one beyond that was', () => {
    const whole = 'a'.repeat(512);
    expect(read(wire.clientHelloBody([1], wire.serverName(whole))).serverName).toBe(whole);
    const hello = read(wire.clientHelloBody([1], wire.serverName(`B${'<'.repeat(59_999)}`)));
    expect(hello.serverName).toBe(`b${'<'.repeat(511)}…(60000 bytes)`);
    expect(hello.serverNameRaw).toBe(`42${'3c'.repeat(511)}`);
  });

  it('takes one without extensions', () => {
    const hello = read(wire.clientHelloBody([0x2f]));
    expect(hello).toMatchObject({ ciphers: [0x2f], extensions: [], serverName: '' });
    expect(ja3Text(hello)).toBe('771,47,,,');
    expect(ja4(hello, 'tcp')).toMatch(/^t12i010000_[0-9a-f]{12}_000000000000$/);
  });

  it.each([
    ['1.3 above 1.2', [0x0303, 0x0304], 0x0304],
    ['a draft above 1.2', [0x0303, 0x7f1c, 0x7f17], 0x7f1c],
    ['1.3 above its drafts', [0x7f1c, 0x0304], 0x0304],
    ['none of GREASE alone', [0x8a8a], 0x0303],
  ])('offers %s', (_what, offered, greatest) => {
    expect(offeredVersion(read(wire.clientHelloBody([1], wire.versions(...offered))))).toBe(greatest);
  });

  it('is refused when its lengths do not fit', () => {
    const body = Buffer.from(BODY);
    body.writeUInt16BE(60_000, 67);
    expect(readClientHello(body, 0, body.length)).toBeNull();
    expect(readClientHello(BODY, 0, BODY.length - 1)).toBeNull();
  });

  it('reads every prefix and thousands of mutations without a throw', () => {
    for (let length = 0; length < BODY.length; length++) readClientHello(BODY, 0, length);
    let readable = 0;
    for (const mutated of mutations(BODY, 10_000)) {
      const hello = readClientHello(mutated, 0, mutated.length);
      if (!hello) continue;
      readable++;
      expect(ja4(hello, 'quic')).toMatch(/^q(\d\d|s\d)[di]\d{4}[0-9a-zA-Z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/);
      ja3Text(hello);
    }
    expect(readable).toBeGreaterThan(500);
  });
});

describe('fingerprints', () => {
  it('give the published example of JA4', () => {
    expect(ja4(read(BODY), 'tcp')).toBe('t13d1516h2_8daaf6152771_e5627efa2ab1');
    expect(ja4(read(BODY), 'quic')).toBe('q13d1516h2_8daaf6152771_e5627efa2ab1');
  });

  it.each([
    ['no protocol', [], '00'],
    ['an empty one', [wire.alpn('')], '00'],
    ['one character', [wire.alpn('x')], 'xx'],
    ['http/1.1', [wire.alpn('http/1.1')], 'h1'],
    ['ab', [wire.alpn('\xab')], 'ab'],
    ['ab cd', [wire.alpn('\xab\xcd')], 'ad'],
    ['30 ab', [wire.alpn('\x30\xab')], '3b'],
    ['30 31 ab cd', [wire.alpn('\x30\x31\xab\xcd')], '3d'],
    ['30 ab cd 31', [wire.alpn('\x30\xab\xcd\x31')], '01'],
  ])('name the ends of ALPN: %s', (_what, extensions, ends) => {
    expect(
      ja4Of(wire.extension(0x17), ...extensions)
        .split('_')[0]
        ?.slice(-2),
    ).toBe(ends);
  });

  it('hash no extensions as zeros when only names are there', () => {
    expect(ja4Of(wire.serverName('a.example')).split('_')[2]).toBe('000000000000');
  });

  it('write JA3 in the order of the wire without GREASE', () => {
    expect(ja3Text(read(BODY))).toBe(
      '771,4865-4866-4867-49195-49199-49196-49200-52393-52392-49171-49172-156-157-47-53,' +
        '27-0-51-16-17513-23-45-13-5-35-18-43-65281-11-10-21,29-23-24,0',
    );
  });

  it('tell GREASE from what looks like it', () => {
    const all = Array.from({ length: 65_536 }, (_, value) => value).filter(isGrease);
    expect(all).toEqual(Array.from({ length: 16 }, (_, i) => 0x0a0a + i * 0x1010));
  });
});

describe('ServerHello', () => {
  const RANDOM = Buffer.alloc(32, 9);
  const RETRY = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
  const of = (body: Buffer) => readServerHello(body, 0, body.length);

  it('gives what the server chose', () => {
    const hello = of(wire.serverHelloBody(0xc02f, RANDOM, wire.extension(0xff01, Buffer.from([0])), wire.alpn('h2')));
    expect(hello).toEqual({
      legacyVersion: 0x0303,
      version: 0x0303,
      cipher: 0xc02f,
      extensions: [0xff01, 16],
      alpn: 'h2',
      retry: false,
    });
    expect(hello && ja3sText(hello)).toBe('771,49199,65281-16');
    expect(hello && ja3s(hello)).toMatch(/^[0-9a-f]{32}$/);
  });

  it('tells the version of TLS 1.3 and a HelloRetryRequest', () => {
    expect(of(wire.serverHelloBody(0x1301, RANDOM, wire.chosenVersion(0x0304)))).toMatchObject({
      version: 0x0304,
      retry: false,
    });
    expect(of(wire.serverHelloBody(0x1301, RETRY, wire.chosenVersion(0x0304)))).toMatchObject({ retry: true });
  });

  it('takes drafts that had no session id', () => {
    const body = Buffer.concat([Buffer.from([0x7f, 18]), RANDOM, Buffer.from([0x13, 1, 0, 0])]);
    expect(of(body)).toMatchObject({ version: 0x7f12, cipher: 0x1301 });
  });

  it('reads every prefix and thousands of mutations without a throw', () => {
    const body = wire.serverHelloBody(0x1301, RETRY, wire.chosenVersion(0x0304), wire.alpn('h3'));
    for (let length = 0; length < body.length; length++) readServerHello(body, 0, length);
    let readable = 0;
    for (const mutated of mutations(body, 10_000)) if (of(mutated)) readable++;
    expect(readable).toBeGreaterThan(500);
  });
});

it('names versions and ciphers', () => {
  expect([0x0304, 0x0300, 0x7f1c, 0x0505].map(tlsVersionName)).toEqual([
    'TLS 1.3',
    'SSL 3.0',
    'TLS 1.3 draft 28',
    '0x0505',
  ]);
  expect([0x1301, 0xc02f, 0x4a4a].map(tlsCipherName)).toEqual([
    'TLS_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    '0x4a4a',
  ]);
});
