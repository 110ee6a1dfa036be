import { back, ipv4, rows, run, type Endpoints, type Happening } from '../testing/frames';

const PING: Endpoints = { src: '192.0.2.10', dst: '198.51.100.1' };
const echo = (ends: Endpoints, type: number, sequence: number, data: Buffer, id = 7): Buffer => {
  const header = Buffer.from([type, 0, 0, 0, id >> 8, id & 255, sequence >> 8, sequence & 255]);
  return ipv4(ends, 1, Buffer.concat([header, data]));
};
const request = (sequence: number, data: Buffer, id?: number) => echo(PING, 8, sequence, data, id);
const reply = (sequence: number, data: Buffer, id?: number) => echo(back(PING), 0, sequence, data, id);
const DATA = Buffer.from('abcdefghijklmnopqrstuvwabcdefghi');
const echoes = (...happenings: readonly Happening[]) => rows(run(happenings).batches, 'icmp');

type Told = ReturnType<typeof echoes>[number];

describe('echoes', () => {
  it('are one record a second, however many there are', () => {
    const flood = Array.from({ length: 2000 }, (_, i): Happening[] => [
      [i / 1000, request(i, DATA)],
      [i / 1000 + 0.0004, reply(i, DATA)],
    ]);
    const told = echoes(...flood.flat());
    expect(told.map(({ requests, replies, mirrored }) => [requests, replies, mirrored])).toEqual([
      [1000, 1000, 1000],
      [1000, 1000, 1000],
    ]);
    expect(told[0]).toMatchObject({ client: PING.src, server: PING.dst, proto: 1, id: 7, requestBytes: 32_000 });
  });

  it('tell sizes', () => {
    const [told] = echoes(
      [0.1, request(1, DATA)],
      [0.2, request(2, DATA.subarray(0, 5))],
      [0.3, request(3, Buffer.alloc(0))],
      [0.4, reply(1, DATA.subarray(0, 9))],
    );
    expect(told).toMatchObject({ requests: 3, requestBytes: 37, requestLeast: 0, requestMost: 32, requestSizes: 3 });
    expect(told).toMatchObject({ replies: 1, replyBytes: 9, replyLeast: 9, replyMost: 9, replySizes: 1 });
  });

  it('tell replies that do not mirror, and those that nobody asked for', () => {
    const [told] = echoes(
      [0.1, request(1, DATA)],
      [0.2, reply(1, DATA.subarray(1))],
      [0.3, request(2, DATA)],
      [0.4, reply(2, DATA)],
      [0.5, reply(2, DATA)],
      [0.6, reply(9, DATA)],
    );
    expect(told).toMatchObject({ requests: 2, replies: 4, mirrored: 1, altered: 1 });
  });

  it('compare over the border of a second', () => {
    const told = echoes([0.9, request(1, DATA)], [1.1, reply(1, DATA)]);
    expect(told.map(({ requests, replies, mirrored }) => [requests, replies, mirrored])).toEqual([
      [1, 0, 0],
      [0, 1, 1],
    ]);
  });

  it('keep identifiers apart, and who asks', () => {
    const other = echo(back(PING), 8, 1, DATA);
    const told = echoes([0.1, request(1, DATA)], [0.2, request(1, DATA, 8)], [0.3, other]);
    expect(told.map(({ client, id }) => [client, id])).toEqual([
      [PING.src, 7],
      [PING.src, 8],
      [PING.dst, 7],
    ]);
  });

  it('measure entropy in thousandths of a bit a byte', () => {
    const every = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const [told] = echoes([0.1, request(1, every)], [0.2, reply(1, Buffer.alloc(100, 7))]);
    expect([told?.requestEntropy, told?.replyEntropy]).toEqual([8000, 0]);
    expect(echoes([0.1, request(1, Buffer.alloc(0))])[0]?.requestEntropy).toBe(-1);
  });

  it('have nothing of the seconds before', () => {
    const every = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const told = echoes(
      [0.1, request(1, every)],
      [0.2, reply(1, every)],
      [1.1, request(2, DATA)],
      [2.1, reply(3, DATA)],
    );
    const alone = [...echoes([1.1, request(2, DATA)]), ...echoes([2.1, reply(3, DATA)])];
    const counts = ({ requests, replies, requestSizes, replySizes, requestEntropy, replyEntropy, mirrored }: Told) => [
      [requests, requestSizes, requestEntropy],
      [replies, replySizes, replyEntropy, mirrored],
    ];
    expect(told.slice(1).map(counts)).toEqual(alone.map(counts));
  });

  it('are not made of other messages', () => {
    expect(echoes([0.1, echo(PING, 3, 0, DATA)], [0.2, echo(PING, 11, 0, DATA)])).toEqual([]);
  });

  it('stay bounded when a second has thousands of identifiers', () => {
    const many = Array.from({ length: 3000 }, (_, i): Happening => [i / 10_000, request(1, DATA, i)]);
    expect(echoes(...many)).toHaveLength(3000);
  });
});
