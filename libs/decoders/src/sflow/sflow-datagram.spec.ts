import { mutations } from '../testing/hostile';
import { readSflow, SampledPacket, SflowHeader } from '.';
import { counterSample, flowSample, sflow } from './testing/datagrams';

const FRAME = Buffer.from('0102030405060708090a0b0c0800450000', 'hex');

function read(datagram: Buffer, around = 0) {
  const place = Buffer.alloc(datagram.length + 128, around);
  place.set(datagram, 64);
  const header = new SflowHeader();
  const packet = new SampledPacket();
  const packets: unknown[] = [];
  const view = new DataView(place.buffer, place.byteOffset, place.length);
  const is = readSflow(header, view, 64, 64 + datagram.length, packet, () => {
    const { start, end, original, linktype, rate, ingress } = packet;
    packets.push([place.toString('hex', start, end), original, linktype, rate, ingress]);
  });
  const { packets: count, counters, others, damaged, sequence, subAgent } = header;
  return { is, packets, header: is ? { count, counters, others, damaged, sequence, subAgent } : null };
}

describe('sFlow version 5', () => {
  it('gives sampled packets of both forms, and counts samples of counters', () => {
    const datagram = sflow(9, flowSample(FRAME, 1514, 512), counterSample(), flowSample(FRAME, 64, 2000, true));
    expect(read(datagram)).toEqual({
      is: true,
      packets: [
        [FRAME.toString('hex'), 1514, 1, 512, 3],
        [FRAME.toString('hex'), 64, 1, 2000, 3],
      ],
      header: { count: 2, counters: 1, others: 0, damaged: false, sequence: 9, subAgent: 7 },
    });
  });

  it('is not another protocol', () => {
    expect(read(Buffer.alloc(72, 5)).is).toBe(false);
    expect(read(sflow(1).subarray(0, 27)).is).toBe(false);
  });

  it('neither throws nor reads beyond a datagram, whatever the bytes', () => {
    const sample = sflow(9, flowSample(FRAME, 1514, 512), counterSample(), flowSample(FRAME, 64, 2000, true));
    const different = new Set<string>();
    for (const mutated of mutations(sample, 10_000)) {
      const told = JSON.stringify(read(mutated));
      different.add(told);
      expect(JSON.stringify(read(mutated, 255))).toBe(told);
    }
    expect(different.size).toBeGreaterThan(100);
  });
});
