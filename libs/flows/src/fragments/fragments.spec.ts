import { decodeFrame, Packet } from '@wireledger/decoders';
import {
  ACK,
  back,
  fragments,
  fragments6,
  rows,
  run,
  SYN,
  tcp,
  udp,
  udp6,
  type Endpoints,
  type Happening,
} from '../testing/frames';
import type { Datagram } from './datagram';
import { FragmentTable } from './fragment-table';

const ASKING: Endpoints = { src: '10.0.0.1', dst: '192.0.2.53', dport: 53 };
const NAME = Buffer.concat([
  Buffer.from([3]),
  Buffer.from('big'),
  Buffer.from([7]),
  Buffer.from('example'),
  Buffer.from([0]),
]);
/** A response with some hundred address records, 16 bytes each. */
function response(records: number): Buffer {
  const header = Buffer.from('000b81800001000000000000', 'hex');
  header.writeUInt16BE(records, 6);
  const answers = Array.from({ length: records }, (_, i) =>
    Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 51, i >> 8, i & 255]),
  );
  return Buffer.concat([header, NAME, Buffer.from([0, 1, 0, 1]), ...answers]);
}
const WHOLE = udp(back({ ...ASKING, sport: 40_000 }), response(60));
const PIECES = fragments(WHOLE, 256);
const at = (frames: readonly Buffer[], from = 0): Happening[] => frames.map((frame, i) => [from + i / 100, frame]);
const factsOf = (happenings: Happening[]) => {
  const { batches, pipeline } = run(happenings);
  return { dns: rows(batches, 'dns'), flows: rows(batches, 'flow'), counters: pipeline.counters };
};

describe('fragments of a datagram', () => {
  const orders: [string, Buffer[]][] = [
    ['in order', PIECES],
    ['the first one last', [...PIECES.slice(1), PIECES[0] as Buffer]],
    ['backwards', [...PIECES].reverse()],
    ['repeated', PIECES.flatMap((piece) => [piece, piece])],
  ];
  it.each(orders)('are read as one: %s', (_what, frames) => {
    const { dns, flows, counters } = factsOf(at(frames));
    expect(dns).toMatchObject([{ name: 'big.example', answerCount: 60, responseBytes: response(60).length }]);
    expect(counters.dns_responses).toBe(1);
    const [flow, ...more] = flows;
    expect(more).toEqual([]);
    const bytes = frames.reduce((sum, frame) => sum + frame.length, 0);
    expect(flow).toMatchObject({ dstPackets: frames.length, dstBytes: bytes, srcPackets: 0, srcPort: 40_000 });
  });

  it('count the payload that the whole has', () => {
    expect(factsOf(at(PIECES)).flows).toMatchObject([{ dstPayload: response(60).length }]);
  });

  it('A-17 let the first bytes win where they overlap', () => {
    const forged = fragments(udp(back({ ...ASKING, sport: 40_000 }), response(60).fill(0xff, 12)), 128);
    const { dns } = factsOf(at([PIECES[0] as Buffer, forged[1] as Buffer, forged[2] as Buffer, ...PIECES.slice(1)]));
    expect(dns[0]?.answers[0]).toEqual([1, 60, '198.51.0.0']);
    expect(dns[0]?.name).toBe('big.example');
  });

  it('are read as far as they came when the rest never does', () => {
    const cut: Happening[] = [...at(PIECES.slice(0, 2)), [40, tcp({ ...ASKING, dport: 80 }, SYN)]];
    const [lookup] = factsOf(cut).dns;
    expect(lookup).toMatchObject({ name: 'big.example', answerCount: 60 });
    expect(lookup?.answers).toHaveLength(29);
    expect(factsOf(at(PIECES.slice(1))).dns).toEqual([]);
  });

  it('with the identification of an older datagram begin a new one', () => {
    expect(factsOf([...at(PIECES), ...at(PIECES, 1)]).dns).toHaveLength(2);
  });

  it('carry TCP segments as well', () => {
    const message = response(30);
    const framed = Buffer.concat([Buffer.from([message.length >> 8, message.length & 255]), message]).toString(
      'latin1',
    );
    const answer = back({ ...ASKING, sport: 40_000 });
    const frames = fragments(tcp(answer, ACK, 501, framed), 200);
    const { dns } = factsOf([[0, tcp(answer, SYN | ACK, 500)], ...at([...frames].reverse(), 1)]);
    expect(dns).toMatchObject([{ answerCount: 30, proto: 6 }]);
  });

  it('are read as one when the first has a header alone, or not even all of it', () => {
    const question = Buffer.concat([Buffer.from('000b01000001000000000000', 'hex'), NAME, Buffer.from([0, 1, 0, 1])]);
    const asked = fragments(udp({ ...ASKING, sport: 40_000 }, question), 8);
    for (const frames of [asked, [...asked].reverse()])
      expect(factsOf(at(frames))).toMatchObject({
        dns: [{ name: 'big.example', queries: 1 }],
        flows: [{ app: 'dns', srcPayload: question.length, srcPackets: frames.length }],
      });
    const asking = { ...ASKING, sport: 40_001, dport: 8000 };
    const get = 'GET /a HTTP/1.1\r\nhost: a.test\r\n\r\n';
    for (const [begin, seq] of [
      [[[0, tcp(asking, SYN, 500)]], 501],
      [[], 7],
    ] satisfies [Happening[], number][])
      expect(rows(run([...begin, ...at(fragments(tcp(asking, ACK, seq, get), 8), 1)]).batches, 'http')).toMatchObject([
        { target: '/a', host: 'a.test' },
      ]);
  });

  it('of IPv6 are read as one, unless they overlap', () => {
    const [one, other] = ['20010db8000000000000000000000053', '20010db8000000000000000000000001'];
    const frames = fragments6(udp6(one, other, 53, 40_000, response(60)), 256);
    expect(factsOf(at([...frames].reverse())).dns).toMatchObject([{ answerCount: 60, server: '2001:db8::53' }]);
    const shifted = fragments6(udp6(one, other, 53, 40_000, response(60)), 128);
    expect(factsOf(at([frames[0] as Buffer, shifted[1] as Buffer, ...frames.slice(1)])).dns).toHaveLength(1);
    const crossing = fragments6(udp6(one, other, 53, 40_000, response(60)), 384);
    expect(factsOf(at([frames[0] as Buffer, crossing[0] as Buffer, ...frames.slice(1)])).dns).toEqual([]);
  });
});

describe('the table of fragments', () => {
  function table(limits?: { datagrams: number; bytes: number }) {
    const given: Datagram[] = [];
    const fragmentTable = new FragmentTable((datagram) => given.push(datagram), limits);
    const take = (frame: Uint8Array, second = 0) => {
      const packet = new Packet();
      decodeFrame(packet, frame, 0, frame.length, frame.length, 1);
      return packet.fragment ? fragmentTable.takeWhole(fragmentTable.take(packet, second)) : null;
    };
    return { fragmentTable, given, take };
  }

  it('A-17 holds a bounded number of datagrams and bytes', () => {
    const { fragmentTable, take, given } = table({ datagrams: 10, bytes: 4000 });
    for (let id = 0; id < 100; id++) for (const piece of fragments(WHOLE, 256, id).slice(0, 1)) take(piece);
    expect(fragmentTable.size).toBe(10);
    expect([fragmentTable.evicted, given.length]).toEqual([90, 90]);
    for (let id = 0; id < 30; id++) for (const piece of fragments(WHOLE, 512, id).slice(0, 1)) take(piece);
    expect(fragmentTable.size).toBeLessThanOrEqual(7);
  });

  it('gives up after 30 s of packet time', () => {
    const { fragmentTable, take, given } = table();
    take(PIECES[0] as Buffer, 5);
    fragmentTable.expire(35);
    expect(given).toHaveLength(0);
    fragmentTable.expire(36);
    expect([given.length, fragmentTable.size]).toEqual([1, 0]);
  });

  it('puts no bytes together that contradict each other about the end', () => {
    const [first, second] = [fragments(WHOLE, 512), fragments(WHOLE.subarray(0, 700), 512)];
    const { take } = table();
    for (const piece of [first[1], second[1], first[0]]) expect(take(piece as Buffer)).toBeNull();
  });

  it('is total: thousands of mutated fragments leave it bounded, whole datagrams have the length they claim', () => {
    let seed = 3;
    const below = (n: number) => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % n;
    const { fragmentTable, take } = table({ datagrams: 50, bytes: 20_000 });
    const sizes = [64, 128, 256, 400];
    let wholes = 0;
    for (let round = 0; round < 4000; round++) {
      const frames = fragments(WHOLE, sizes[below(4)] as number, below(20));
      const frame = Buffer.from(frames[below(frames.length)] as Buffer);
      if (below(3) === 0) frame[14 + below(24)] = below(256);
      const whole = take(frame.subarray(0, frame.length - (below(9) === 0 ? below(30) : 0)), round >> 6);
      if (whole) wholes++;
      if (below(40) === 0) fragmentTable.expire(round >> 6);
      expect(fragmentTable.size).toBeLessThanOrEqual(50);
    }
    expect(wholes).toBeGreaterThan(10);
    fragmentTable.finish();
    expect(fragmentTable.size).toBe(0);
  });
});
