import { createHash } from 'node:crypto';
import { QUIC_V1, QUIC_V2, quicVersion } from '@wireledger/decoders';
import { initialKeys, mutations, quicPackets, tlsMessages as wire } from '@wireledger/decoders/testing';
import { BatchCutter } from '../batch-cutter';
import { FlowStore } from '../flow-store';
import type { FlowView } from '../protocols/flow-view';
import { ACK, back, FIN, rows, run, SECOND, START, SYN, tcp, udp, type Endpoints, type Happening } from '../testing/frames'; // prettier-ignore
import { HeldBytes } from './held-bytes';
import { QuicDatagrams } from './quic-datagrams';
import { TlsFigures } from './tls-figures';
import { TlsHandshakes } from './tls-handshakes';
import { TlsRecorder } from './tls-recorder';

const ENDS: Endpoints = { src: '10.0.0.7', dst: '192.0.2.80', sport: 50_000, dport: 4433 };
const RANDOM = Buffer.alloc(32, 9);
const RETRY = Buffer.from('cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c', 'hex');
const CLIENT_HELLO = wire.message(
  1,
  wire.clientHelloBody([0x1301, 0xc02f], wire.serverName('A.example'), wire.alpn('h2'), wire.versions(0x0304, 0x0303)),
);
const AGAIN = wire.message(1, wire.clientHelloBody([0x1301], wire.serverName('A.example'), wire.extension(44)));
const OLD = wire.message(2, wire.serverHelloBody(0xc02f, RANDOM, wire.alpn('h2')));
const MODERN = wire.message(2, wire.serverHelloBody(0x1301, RANDOM, wire.chosenVersion(0x0304)));
const RETRYING = wire.message(2, wire.serverHelloBody(0x1301, RETRY, wire.chosenVersion(0x0304)));
/** Not one that names anything: its hash is what counts here. */
const LEAF = Buffer.alloc(2000, 5);
const CHAIN = wire.message(11, wire.certificateBody(LEAF));
const DONE = wire.message(14, Buffer.alloc(0));
const CHANGE = wire.records(20, Buffer.from([1]));
const HANDSHAKE = 22;
const FINISHED = wire.records(HANDSHAKE, Buffer.from('00000000'.padEnd(80, 'a5'), 'hex'));

/** A connection: SYN and SYN-ACK at 0 s, then what either side sends; the k-th thing comes k tenths of a second later. */
class Talk {
  readonly happenings: Happening[] = [
    [0, tcp(ENDS, SYN, 100)],
    [0.01, tcp(back(ENDS), SYN | ACK, 500)],
  ];
  private at = 0.1;
  private readonly seq = [101, 501] as [number, number];

  client(bytes: Uint8Array, flags: number = ACK, most = 10_000): this {
    return this.send(0, bytes, flags, most);
  }
  server(bytes: Uint8Array, flags: number = ACK, most = 10_000): this {
    return this.send(1, bytes, flags, most);
  }
  /** Bytes that the server sent and nobody captured. */
  lost(bytes: number): this {
    this.seq[1] += bytes;
    return this;
  }
  private send(side: 0 | 1, bytes: Uint8Array, flags: number, most: number): this {
    for (let from = 0; from < Math.max(1, bytes.length); from += most) {
      const part = bytes.subarray(from, from + most);
      this.happenings.push([this.at, tcp(side === 0 ? ENDS : back(ENDS), flags, this.seq[side], part)]);
      this.seq[side] += part.length;
      this.at += 0.1;
    }
    return this;
  }
}

const after = (seconds: number): Happening => [seconds, tcp({ src: '10.9.9.9', dst: '10.9.9.8' }, SYN)];
function handshakes(happenings: Iterable<Happening>) {
  const { batches, pipeline } = run(happenings);
  return { tls: rows(batches, 'tls'), flows: rows(batches, 'flow'), counters: pipeline.counters };
}
const over = (...messages: readonly Buffer[]) => wire.records(HANDSHAKE, Buffer.concat(messages), 700);

describe('TLS over TCP', () => {
  it('is recorded with the certificate, on any port, from segments in any order', () => {
    const { happenings } = new Talk().client(over(CLIENT_HELLO), ACK, 60).server(over(OLD, CHAIN, DONE), ACK, 500);
    const [first, second, ...rest] = happenings.slice(-5);
    const { tls, flows, counters } = handshakes([...happenings.slice(0, -5), second, first, ...rest] as Happening[]);
    expect(tls).toHaveLength(1);
    expect(tls[0]).toMatchObject({
      flow: 1,
      client: ENDS.src,
      server: ENDS.dst,
      clientPort: 50_000,
      serverPort: 4433,
      transport: 'tcp',
      quicVersion: 0,
      hellos: 1,
      retried: 0,
      serverName: 'a.example',
      serverNameRaw: Buffer.from('A.example').toString('hex'),
      versionOffered: 0x0304,
      version: 0x0303,
      cipher: 0xc02f,
      alpnOffered: ['h2'],
      alpn: 'h2',
      ja3: expect.stringMatching(/^[0-9a-f]{32}$/),
      ja4: expect.stringMatching(/^t13d0203h2_/),
      ja3s: expect.stringMatching(/^[0-9a-f]{32}$/),
      ja3Retry: '',
      certSha256: createHash('sha256').update(LEAF).digest('hex'),
      certNames: [],
    });
    expect(flows.at(-1)).toMatchObject({ app: 'tls' });
    expect(counters).toMatchObject({
      client_hellos: 1,
      server_hellos: 1,
      sni: ['a.example'],
      ja3: [tls[0]?.ja3],
      ja3s: [tls[0]?.ja3s],
    });
  });

  it('of version 1.3 is recorded at the ServerHello', () => {
    const { tls } = handshakes([...new Talk().client(over(CLIENT_HELLO)).server(over(MODERN)).happenings, after(30)]);
    expect(tls).toHaveLength(1);
    expect(tls[0]).toMatchObject({ version: 0x0304, cipher: 0x1301, alpn: '', latency: SECOND / 10, certSha256: '' });
    expect((tls[0]?.t0 ?? 0) + (tls[0]?.at ?? 0)).toBe(START);
  });

  it('takes a HelloRetryRequest and both ClientHellos as one', () => {
    const talk = new Talk().client(over(CLIENT_HELLO)).server(Buffer.concat([over(RETRYING), CHANGE]));
    const { tls, counters } = handshakes(
      talk.client(Buffer.concat([CHANGE, over(AGAIN)])).server(over(MODERN)).happenings,
    );
    expect(tls).toHaveLength(1);
    expect(tls[0]).toMatchObject({ hellos: 2, retried: 1, cipher: 0x1301, alpnOffered: ['h2'] });
    expect(new Set([tls[0]?.ja3, tls[0]?.ja3Retry, '']).size).toBe(3);
    expect(tls[0]?.ja4Retry).toMatch(/^t12d0102/);
    expect(counters.client_hellos).toBe(2);
    expect(counters.ja3).toHaveLength(2);
  });

  it.each([
    [
      'a resumed session',
      new Talk().client(over(CLIENT_HELLO)).server(Buffer.concat([over(OLD), CHANGE, FINISHED])),
      0xc02f,
    ],
    ['no certificate at all', new Talk().client(over(CLIENT_HELLO)).server(over(OLD, DONE)), 0xc02f],
    ['a refusal', new Talk().client(over(CLIENT_HELLO)).server(wire.records(21, Buffer.from([2, 40])), FIN), -1],
  ])('is recorded when nothing more can come: %s', (_what, { happenings }, cipher) => {
    const { tls } = handshakes([...happenings, after(30)]);
    expect(tls).toHaveLength(1);
    expect(tls[0]).toMatchObject({ hellos: 1, cipher, certSha256: '' });
    expect((tls[0]?.t0 ?? 0) + (tls[0]?.at ?? 0)).toBeLessThan(START + 3 * SECOND);
  });

  it('is recorded after ten seconds without an answer, or at the end', () => {
    const { happenings } = new Talk().client(over(CLIENT_HELLO));
    const at = (tls: readonly { t0: number; at: number }[]) => tls.map((row) => (row.t0 + row.at - START) / SECOND);
    expect(at(handshakes([...happenings, after(30)]).tls)).toEqual([11]);
    expect(at(handshakes([...happenings, after(4)]).tls)).toEqual([4]);
  });

  it('is recorded without the certificate that lies behind a gap', () => {
    const { happenings } = new Talk().client(over(CLIENT_HELLO)).server(over(OLD)).lost(50).server(over(CHAIN, DONE));
    const { tls } = handshakes([...happenings, after(30)]);
    expect(tls.map(({ cipher, certSha256 }) => [cipher, certSha256])).toEqual([[0xc02f, '']]);
  });

  it('is recorded when only the server was captured', () => {
    const { tls, counters } = handshakes(new Talk().server(over(OLD, CHAIN, DONE)).happenings);
    expect(tls).toHaveLength(1);
    expect(tls[0]).toMatchObject({
      client: ENDS.src,
      serverPort: 4433,
      hellos: 0,
      latency: -1,
      ja3: '',
      cipher: 0xc02f,
    });
    expect(counters).toMatchObject({ client_hellos: 0, server_hellos: 1, ja3s: [tls[0]?.ja3s] });
  });

  it('names the client by its message, whoever began the flow', () => {
    const { tls } = handshakes([
      [0, tcp(back(ENDS), ACK, 500, 'x')],
      [0.1, tcp(ENDS, ACK, 100, over(CLIENT_HELLO))],
    ]);
    expect(tls).toEqual([]);
    const mid = handshakes([
      [0, tcp(back(ENDS), ACK, 500, over(OLD, CHAIN, DONE))],
      [0.1, tcp(ENDS, ACK, 100, over(CLIENT_HELLO))],
    ]);
    expect(mid.tls.map(({ client, server }) => [client, server])).toEqual([
      [ENDS.src, ENDS.dst],
      [ENDS.src, ENDS.dst],
    ]);
  });

  it('ends no run, whatever its bytes', () => {
    const stream = Buffer.concat([over(OLD, CHAIN), CHANGE]);
    const happenings: Happening[] = [];
    let port = 10_000;
    for (const mutated of mutations(stream, 600)) {
      const ends = { ...ENDS, sport: port++ };
      happenings.push([port / 1000, tcp(ends, ACK, 1, over(CLIENT_HELLO))]);
      for (let from = 0; from < mutated.length; from += 900)
        happenings.push([port / 1000, tcp(back(ends), ACK, 1 + from, mutated.subarray(from, from + 900))]);
    }
    const { tls } = handshakes(happenings);
    expect(tls.reduce((sum, { hellos }) => sum + hellos, 0)).toBeGreaterThanOrEqual(600);
  });
});

describe('TLS in QUIC', () => {
  const QUIC: Endpoints = { ...ENDS, dport: 8444 };
  const DCID = Buffer.from('8394c8f03e515708', 'hex');
  const datagram = (
    version: number,
    side: 'client' | 'server',
    number: number,
    message: Buffer,
    from: number,
    to: number,
  ) => {
    const parameters = quicVersion(version);
    if (!parameters) throw new Error('unknown version');
    const prefix = quicPackets.initialPrefix(
      version,
      parameters.initialType,
      side === 'client' ? DCID : Buffer.alloc(0),
      DCID,
    );
    const frame = quicPackets.cryptoFrame(from, message.subarray(from, to));
    return quicPackets.protect(
      initialKeys(parameters, DCID, side),
      prefix,
      number,
      Buffer.concat([frame, Buffer.alloc(30)]),
    );
  };
  const { length } = CLIENT_HELLO;

  it.each([QUIC_V1, QUIC_V2])('of version %d is recorded from several datagrams, on any port, once', (version) => {
    const late = datagram(version, 'client', 1, CLIENT_HELLO, 50, length);
    const { tls, flows, counters } = handshakes([
      [0, udp(QUIC, late)],
      [0.1, udp(QUIC, datagram(version, 'client', 0, CLIENT_HELLO, 0, 50))],
      [0.2, udp(QUIC, late)],
      [0.3, udp(back(QUIC), datagram(version, 'server', 0, MODERN, 0, MODERN.length))],
      [0.4, udp(QUIC, late)],
    ]);
    expect(tls).toHaveLength(1);
    expect(tls[0]).toMatchObject({
      client: ENDS.src,
      serverPort: 8444,
      transport: 'quic',
      quicVersion: version,
      hellos: 1,
      latency: SECOND / 5,
      serverName: 'a.example',
      version: 0x0304,
      ja4: expect.stringMatching(/^q13d0203h2_/),
    });
    expect(flows.at(-1)).toMatchObject({ app: 'quic' });
    expect(counters.client_hellos).toBe(1);
  });

  it('opens 4,096 datagrams a second at most', () => {
    const held = new HeldBytes(1e9);
    let looked = 0;
    const handshakes = { message: () => (looked++, false) };
    const flow = { flow: 0, second: 7, fromClient: true };
    const datagrams = new QuicDatagrams(flow as unknown as FlowView, handshakes as unknown as TlsHandshakes, held);
    const hello = datagram(QUIC_V1, 'client', 0, CLIENT_HELLO, 0, length);
    const cheap = Buffer.concat([Buffer.from([0xc0, 9, 9, 9, 9]), Buffer.alloc(40)]);
    for (flow.flow = 1; flow.flow <= 4096; flow.flow++) datagrams.datagram(cheap, 0, cheap.length);
    expect(datagrams.datagram(hello, 0, hello.length)).toBe(true);
    expect(looked).toBe(0);
    flow.second = 8;
    datagrams.datagram(hello, 0, hello.length);
    expect(looked).toBe(1);
  });

  it('leaves connections alone that were under way', () => {
    const { tls, flows } = handshakes([[0, udp({ ...ENDS, dport: 443 }, Buffer.alloc(60, 0x45))]]);
    expect(tls).toEqual([]);
    expect(flows).toHaveLength(1);
  });

  it('ends no run, whatever its bytes', () => {
    const sample = datagram(QUIC_V1, 'client', 0, CLIENT_HELLO, 0, length);
    const happenings = [...mutations(sample, 250)].map((bytes, i): Happening => [i / 100, udp({ ...QUIC, sport: 10_000 + i }, bytes)]); // prettier-ignore
    expect(() => handshakes(happenings)).not.toThrow();
  });
});

describe('what is kept of handshakes under way', () => {
  const written: string[] = [];
  const flow = {
    flow: 0,
    us: START,
    second: 0,
    senderPort: 1,
    receiverPort: 443,
    fromClient: true,
    sender: () => 'a',
    receiver: () => 'b',
  };
  const cutter = new BatchCutter({
    digest: false,
    onBatch: ({ payload }) => written.push(...Object.keys(payload.cols)),
  });
  const tracker = new TlsHandshakes(
    flow as unknown as FlowView,
    new TlsFigures(new FlowStore(1).core),
    new TlsRecorder(cutter),
    10,
  );

  it('is bounded: the oldest is recorded early', () => {
    for (let i = 1; i <= 505; i++) {
      flow.flow = i;
      tracker.message({ transport: 'tcp', quicVersion: 0 }, 1, CLIENT_HELLO, 4, CLIENT_HELLO.length);
    }
    expect(written).toEqual([]);
    for (let i = 506; i <= 510; i++) {
      flow.flow = i;
      tracker.message({ transport: 'tcp', quicVersion: 0 }, 1, CLIENT_HELLO, 4, CLIENT_HELLO.length);
    }
    expect(written).toContain('serverName');
  });

  it('A-16 is bounded in bytes and in QUIC connections', () => {
    const held = new HeldBytes(10);
    expect([held.change(10), held.change(1), held.change(-5)]).toEqual([true, false, true]);
    const datagrams = new QuicDatagrams(flow as unknown as FlowView, tracker, held, 2);
    const long = Buffer.concat([Buffer.from([0xc0, 9, 9, 9, 9]), Buffer.alloc(40)]);
    for (flow.flow = 1; flow.flow <= 5; flow.flow++) expect(datagrams.datagram(long, 0, long.length)).toBe(true);
    flow.flow = 5;
    const answers = Array.from({ length: 64 }, () => datagrams.datagram(long, 0, long.length));
    expect(answers.indexOf(false)).toBe(62);
  });
});
