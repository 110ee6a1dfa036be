import { mutations } from '../testing/hostile';
import { readClientHello, readServerHello, TlsMessage } from '../tls';
import * as wire from '../tls/testing/messages';
import { CryptoStream } from './crypto-stream';
import { initialKeys } from './initial-keys';
import { LongHeader, quicVersionOf, VarInt } from './long-header';
import { QuicHandshake, type QuicSide } from './quic-handshake';
import { QUIC_V1, QUIC_V2, quicVersion, type QuicVersion } from './quic-versions';
import { cryptoFrame, initialPrefix, protect, varint } from './testing/protect';

const bytesOf = (hex: string) => Buffer.from(hex, 'hex');
/** Figures of RFC 9001 appendix A and RFC 9369 appendix A, which share connection id and frames. */
const DCID = bytesOf('8394c8f03e515708');
const SERVER_ID = bytesOf('f067a5502a4262b5');
const CLIENT_FRAMES = Buffer.concat([
  bytesOf(
    '060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e86804fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578' +
      '616d706c652e636f6dff01000100000a00080006001d0017001800100007000504616c706e000500050100000000003300260024001d00209370b2c9caa47fba' +
      'baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b0003020304000d0010000e0403050306030203080408050806002d00020101001c0002400100' +
      '3900320408ffffffffffffffff05048000ffff07048000ffff0801100104800075300901100f088394c8f03e51570806048000ffff',
  ),
  Buffer.alloc(917),
]);
const SERVER_FRAMES = bytesOf(
  '02000000000600405a020000560303eefce7f7b37ba1d1632e96677825ddf73988cfc79825df566dc5430b9a045a1200130100002e00330024001d00209d3c94' +
    '0d89690b84d08a60993c144eca684d1081287c834d5311bcf32bb9da1a002b00020304',
);

interface Published {
  readonly version: number;
  readonly client: readonly [key: string, iv: string, hp: string];
  readonly server: readonly [key: string, iv: string, hp: string];
  readonly clientHead: string;
  readonly clientTail: string;
  readonly serverPacket: string;
}
const PUBLISHED: readonly (readonly [string, Published])[] = [
  [
    'v1',
    {
      version: QUIC_V1,
      client: ['1f369613dd76d5467730efcbe3b1a22d', 'fa044b2f42a3fd3b46fb255c', '9f50449e04a0e810283a1e9933adedd2'],
      server: ['cf3a5331653c364c88f0f379b6067e37', '0ac1493ca1905853b0bba03e', 'c206b8d9b9f0f37644430b490eeaa314'],
      clientHead: 'c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11',
      clientTail: '7e78bfe706ca4cf5e9c5453e9f7cfd2b8b4c8d169a44e55c88d4a9a7f9474241e221af44860018ab0856972e194cd934',
      serverPacket:
        'cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3' +
        'dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc4' +
        '2158407dd074ee',
    },
  ],
  [
    'v2',
    {
      version: QUIC_V2,
      client: ['8b1a0bc121284290a29e0971b5cd045d', '91f73e2351d8fa91660e909f', '45b95e15235d6f45a6b19cbcb0294ba9'],
      server: ['82db637861d55e1d011f19ea71d5d2a7', 'dd13c276499c0249d3310652', 'edf6d05c83121201b436e16877593c3a'],
      clientHead: 'd76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485',
      clientTail: '6f4c4938ae79324dc402894b44faf8afbab35282ab659d13c93f70412e85cb199a37ddec600545473cfb5a05e08d0b209973b2172b4d21fb69745a262ccde96ba18b2faa745b6fe189cf772a9f84cbfc', // prettier-ignore
      serverPacket:
        'dc6b3343cf0008f067a5502a4262b5004075d92faaf16f05d8a4398c47089698baeea26b91eb761d9b89237bbf87263017915358230035f7fd3945d88965cf17' +
        'f9af6e16886c61bfc703106fbaf3cb4cfa52382dd16a393e42757507698075b2c984c707f0a0812d8cd5a6881eaf21ceda98f4bd23f6fe1a3e2c43edd9ce7ca8' +
        '4bed8521e2e140',
    },
  ],
];

const parametersOf = (version: number) => quicVersion(version) as QuicVersion;
const EMPTY = Buffer.alloc(0);

/** A client's Initial packet of the connection. */
const clientPacket = (version: number, number: number, frames: Uint8Array, id: Uint8Array = DCID) =>
  protect(
    initialKeys(parametersOf(version), DCID, 'client'),
    initialPrefix(version, parametersOf(version).initialType, id, EMPTY),
    number,
    frames,
  );

interface Told {
  readonly sender: QuicSide;
  readonly type: number;
  readonly body: Buffer;
}
function send(connection: QuicHandshake, datagram: Uint8Array, side: number): Told[] {
  const told: Told[] = [];
  connection.datagram(datagram, 0, datagram.length, side, (sender, type, bytes, start, end) =>
    told.push({ sender, type, body: Buffer.from(bytes.subarray(start, end)) }),
  );
  return told;
}
const nameOf = ({ body }: Told) => readClientHello(body, 0, body.length)?.serverName;

describe('Initial packets', () => {
  it.each(PUBLISHED)('have the published keys of %s', (_name, { version, client, server }) => {
    for (const [side, expected] of [
      ['client', client],
      ['server', server],
    ] as const) {
      const { key, iv, hp } = initialKeys(parametersOf(version), DCID, side);
      expect([key.export(), iv, hp.export()].map((part) => part.toString('hex'))).toEqual(expected);
    }
  });

  it.each(PUBLISHED)('of %s as published are read', (_name, { version, clientHead, clientTail, serverPacket }) => {
    const datagram = clientPacket(version, 2, CLIENT_FRAMES);
    const hex = datagram.toString('hex');
    expect([datagram.length, hex.slice(0, clientHead.length), hex.slice(-clientTail.length)]).toEqual([1200, clientHead, clientTail]); // prettier-ignore
    const connection = new QuicHandshake();
    const [hello, ...more] = send(connection, datagram, 0);
    expect(more).toEqual([]);
    expect(hello).toMatchObject({ sender: 'client', type: TlsMessage.CLIENT_HELLO });
    expect(nameOf(hello as Told)).toBe('example.com');
    expect(connection.version).toBe(version);
    const [answer] = send(connection, bytesOf(serverPacket), 1);
    expect(answer).toMatchObject({ sender: 'server', type: TlsMessage.SERVER_HELLO });
    expect(readServerHello((answer as Told).body, 0, (answer as Told).body.length)).toMatchObject({ version: 0x0304, cipher: 0x1301 }); // prettier-ignore
  });

  it('lead to the same hello in every version known', () => {
    for (const version of [QUIC_V1, QUIC_V2, 0xff00001d, 0xff000020, 0xff000021, 0xff000022])
      expect(send(new QuicHandshake(), clientPacket(version, 0, CLIENT_FRAMES), 0).map(nameOf)).toEqual([
        'example.com',
      ]);
  });
});

describe('QuicHandshake', () => {
  const hello = wire.message(1, wire.clientHelloBody([0x1301], wire.serverName('a.example'), wire.extension(0x39, Buffer.alloc(2500)))); // prettier-ignore
  const part = (from: number, to: number) => cryptoFrame(from, hello.subarray(from, to));

  it('puts frames of several datagrams in order', () => {
    const connection = new QuicHandshake();
    const pieces = [part(1000, 2000), part(500, 1200), part(2000, hello.length), part(0, 500)];
    const told = pieces.map((frames, number) => send(connection, clientPacket(QUIC_V1, number, frames), 0));
    expect(told.map((messages) => messages.map(nameOf))).toEqual([[], [], [], ['a.example']]);
  });

  it('reads coalesced packets, frames in any order, and passes by padding, pings and acknowledgements', () => {
    const acknowledged = Buffer.concat([Buffer.from([2, 5, 0, 1, 0, 0, 1, 3, 9]), varint(300), varint(1), Buffer.from([0, 2, 0, 7, 8, 9])]); // prettier-ignore
    const handshake = Buffer.concat([bytesOf('e000000001'), Buffer.from([0, 0]), varint(20), Buffer.alloc(20)]);
    const datagram = Buffer.concat([
      clientPacket(
        QUIC_V1,
        0,
        Buffer.concat([Buffer.alloc(3), Buffer.from([1]), part(900, 1000), acknowledged, part(0, 900)]),
      ),
      handshake,
      clientPacket(QUIC_V1, 1, part(1000, hello.length)),
    ]);
    expect(send(new QuicHandshake(), datagram, 1).map(nameOf)).toEqual(['a.example']);
  });

  it('follows the server id that the client takes up, and packet numbers in one byte', () => {
    const connection = new QuicHandshake();
    const keys = initialKeys(parametersOf(QUIC_V1), DCID, 'client');
    send(connection, clientPacket(QUIC_V1, 254, part(0, 1000)), 0);
    const prefix = initialPrefix(QUIC_V1, 0, SERVER_ID, EMPTY);
    expect(send(connection, protect(keys, prefix, 257, part(1000, hello.length), 1), 0).map(nameOf)).toEqual([
      'a.example',
    ]);
  });

  it('begins again with the keys of another id after a Retry', () => {
    const connection = new QuicHandshake();
    send(connection, clientPacket(QUIC_V1, 0, part(0, 1000)), 0);
    const keys = initialKeys(parametersOf(QUIC_V1), SERVER_ID, 'client');
    const again = protect(keys, initialPrefix(QUIC_V1, 0, SERVER_ID, EMPTY), 1, part(0, hello.length));
    expect(send(connection, again, 0).map(nameOf)).toEqual(['a.example']);
  });

  it('takes a server that answers in version 2', () => {
    const connection = new QuicHandshake();
    send(connection, clientPacket(QUIC_V1, 0, CLIENT_FRAMES), 0);
    const keys = initialKeys(parametersOf(QUIC_V2), DCID, 'server');
    expect(
      send(connection, protect(keys, initialPrefix(QUIC_V2, 1, EMPTY, SERVER_ID), 1, SERVER_FRAMES), 1),
    ).toHaveLength(1);
  });

  it('takes a server whose packet numbers begin anywhere, but then grow by little', () => {
    const connection = new QuicHandshake();
    send(connection, clientPacket(QUIC_V1, 0, CLIENT_FRAMES), 0);
    const keys = initialKeys(parametersOf(QUIC_V1), DCID, 'server');
    const answer = (number: number, frames: Uint8Array) =>
      send(connection, protect(keys, initialPrefix(QUIC_V1, 0, EMPTY, SERVER_ID), number, frames), 1);
    expect(answer(15_637_130, Buffer.alloc(20))).toEqual([]);
    expect(answer(15_637_131 + 65_536, SERVER_FRAMES)).toEqual([]);
    expect(answer(15_637_131, SERVER_FRAMES)).toMatchObject([{ sender: 'server', type: TlsMessage.SERVER_HELLO }]);
  });

  it('opens nothing that was not protected with its own id, and gives up in time', () => {
    const connection = new QuicHandshake();
    const packet = clientPacket(QUIC_V1, 0, part(0, 1000), SERVER_ID);
    for (let i = 0; i < 4; i++) expect(send(connection, packet, 0)).toEqual([]);
    expect(connection).toMatchObject({ version: 0, closed: true });
  });

  it('reads every prefix and 10,000 mutations without a throw', () => {
    const datagram = clientPacket(QUIC_V1, 2, Buffer.concat([part(0, 200), Buffer.alloc(40)]));
    for (let length = 0; length < datagram.length; length++) send(new QuicHandshake(), datagram.subarray(0, length), 0);
    for (const mutated of mutations(datagram, 10_000)) send(new QuicHandshake(), mutated, 0);
  });

  it('reads 10,000 packets that a liar protected well without a throw', () => {
    const frames = Buffer.concat([part(0, 90), Buffer.from([2, 5, 0, 1, 0, 0, 1]), part(200, 300), part(90, 200)]);
    const connection = new QuicHandshake();
    let sent = 0;
    for (const mutated of mutations(frames, 10_000)) {
      const one = sent++ % 50 === 0 ? new QuicHandshake() : connection;
      send(one, clientPacket(QUIC_V1, sent, Buffer.concat([mutated, Buffer.alloc(20)])), 0);
    }
    expect(sent).toBe(10_000);
  });
});

describe('CryptoStream', () => {
  it('fills holes only, whatever the order', () => {
    const stream = new CryptoStream();
    const put = (offset: number, text: string) => stream.put(offset, Buffer.from(text), 0, text.length);
    put(4, 'ef');
    put(8, 'ij');
    put(3, 'XXXXXXXX');
    expect(stream.length).toBe(0);
    put(0, 'abcY');
    expect(Buffer.from(stream.bytes.subarray(0, stream.length)).toString()).toBe('abcXefXXijX');
    put(0, 'zzzzzzzzzzzzk');
    expect(Buffer.from(stream.bytes.subarray(0, stream.length)).toString()).toBe('abcXefXXijXzk');
  });

  it('refuses what lies beyond its room', () => {
    const stream = new CryptoStream();
    expect(stream.put(65_530, Buffer.alloc(7), 0, 7)).toBe(false);
    expect(stream.put(2 ** 52, Buffer.alloc(7), 0, 7)).toBe(false);
    let kept = 0;
    for (let i = 0; i < 1000; i++) if (stream.put(1 + i * 2, Buffer.alloc(1), 0, 1)) kept++;
    expect(kept).toBe(256);
  });
});

describe('LongHeader', () => {
  it('knows a datagram by its version', () => {
    const of = (hex: string) => quicVersionOf(bytesOf(hex), 0, hex.length / 2);
    expect(of('c0000000010800000000')).toBe(1);
    expect([of('40000000010800000000'), of('80000000010800000000'), of('c0000000000800000000')]).toEqual([0, 0, 0]);
    expect([of('c0513035300800000000'), of('c000000001ff00000000'), of('c0000000')]).toEqual([0, 0, 0]);
  });

  it('finds nothing behind a Retry', () => {
    const header = new LongHeader();
    const retry = (first: number, version: string) =>
      Buffer.concat([Buffer.from([first]), bytesOf(version), Buffer.alloc(60)]);
    expect(header.read(retry(0xf0, '00000001'), 0, 65)).toBe(false);
    expect(header.read(retry(0xc0, '6b3343cf'), 0, 65)).toBe(false);
  });

  it('reads integers of every length', () => {
    const integer = new VarInt();
    const of = (hex: string) => integer.read(bytesOf(hex), 0, hex.length / 2);
    expect([of('25'), of('7bbd'), of('9d7f3e7d')]).toEqual([37, 15_293, 494_878_333]);
    expect([of('c2197c5eff14e88c'), of('c01fffffffffffff'), of('7b'), of('')]).toEqual([
      -1,
      Number.MAX_SAFE_INTEGER,
      -1,
      -1,
    ]);
  });
});
