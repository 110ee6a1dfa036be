import { lookupLoad, synLoad, type Frame, type LoadOptions } from '../index';
import { readPacket } from '../testing/packet-reader';

const OPTIONS: LoadOptions = { seed: 7, startUs: 1_767_603_600_000_000, durationS: 20, count: 20_000 };

const tuple = ({ bytes }: Frame) => {
  const { src, dst, srcPort, dstPort } = readPacket(bytes);
  return `${src} ${srcPort} ${dst} ${dstPort}`;
};
const bytesOf = (frames: Iterable<Frame>) => Buffer.concat([...frames].map(({ bytes }) => bytes));
const inOrder = (frames: readonly Frame[]) =>
  frames.every(({ timeUs }, i) => i === 0 || timeUs >= (frames[i - 1] as Frame).timeUs);

describe.each([
  ['a SYN load', synLoad],
  ['a load of lookups', lookupLoad],
])('%s', (_name, load) => {
  it('gives the same bytes for the same seed, others for another', () => {
    const few = { ...OPTIONS, count: 200 };
    expect(bytesOf(load(few)).equals(bytesOf(load(few)))).toBe(true);
    expect(bytesOf(load(few)).equals(bytesOf(load({ ...few, seed: 8 })))).toBe(false);
  });

  it('is in the order of time, from the beginning on', () => {
    const frames = [...load(OPTIONS)];
    expect(inOrder(frames)).toBe(true);
    expect((frames[0] as Frame).timeUs).toBe(OPTIONS.startUs);
    expect((frames.at(-1) as Frame).timeUs).toBeLessThan(OPTIONS.startUs + 20e6 + 3000);
  });

  it.each([0, 1.5, 1e9])('refuses a count of %d', (count) => {
    expect(() => load({ ...OPTIONS, count }).next()).toThrow(/^count must be 1 to \d+$/);
  });
});

describe('a SYN load', () => {
  it('is so many SYNs with right checksums, each from an address and port of its own', () => {
    const frames = [...synLoad(OPTIONS)];
    expect(frames).toHaveLength(OPTIONS.count);
    // readPacket throws on a wrong checksum.
    expect(frames.every(({ bytes }) => readPacket(bytes).flags === 2)).toBe(true);
    expect(new Set(frames.map(tuple)).size).toBe(OPTIONS.count);
  });
});

describe('a load of lookups', () => {
  const frames = [...lookupLoad(OPTIONS)];
  const packets = frames.map(({ bytes }) => readPacket(bytes));
  const queries = packets.filter(({ dstPort }) => dstPort === 53);
  const answers = packets.filter(({ srcPort }) => srcPort === 53);

  it('asks so often, each time from an address and port of its own, and nearly all is answered', () => {
    expect(queries).toHaveLength(OPTIONS.count);
    expect(new Set(frames.filter((_, i) => (packets[i] as { dstPort: number }).dstPort === 53).map(tuple)).size).toBe(
      OPTIONS.count,
    );
    expect(answers.length / queries.length).toBeCloseTo(0.985, 2);
  });

  it('answers what was asked: with a name that is missing at times', () => {
    const rcodes = answers.map(({ payload }) => (payload[3] as number) & 15);
    expect(new Set(rcodes)).toEqual(new Set([0, 3]));
    const asked = new Map(queries.map(({ src, srcPort, payload }) => [`${src} ${srcPort}`, payload]));
    for (const { dst, dstPort, payload } of answers)
      expect(asked.get(`${dst} ${dstPort}`)?.subarray(0, 2)).toEqual(payload.subarray(0, 2));
  });
});
