import { decodeFrame, Packet } from '@wireledger/decoders';
import type { PacketRow } from '@wireledger/filter/rows';
import { simulate } from '@wireledger/simulator';

import { infoOf } from '../captures/packet-info';
import { packetTest } from './packet-filter';
import { packetRow } from './packet-row';
import { RECENT_PACKETS, RecentPackets } from './recent-packets';

jest.setTimeout(60_000);

const frames = [...simulate({ seed: 5, startUs: 1.7e15, durationS: 25, rate: 450, attacks: 'none' })];
const all = () => true;
/** Its values in the order in which rows of packets have them. */
const inOrder = (row: PacketRow): PacketRow => {
  const { us, length, payload, vlan, tcpFlags, src, dst, srcPort, dstPort, proto, outerSrc, outerDst } = row;
  return { us, length, payload, vlan, tcpFlags, src, dst, srcPort, dstPort, proto, outerSrc, outerDst };
};

function seen(some = frames): RecentPackets {
  const ring = new RecentPackets();
  const frame = new Packet();
  for (const { bytes, timeUs } of some) {
    decodeFrame(frame, bytes, 0, bytes.length, bytes.length, 1);
    ring.take(frame, timeUs, bytes.length, bytes.length);
  }
  return ring;
}

describe('the last packets of a sensor', () => {
  it('are 10,000 at most, newest first, and say what a decoder says of each', () => {
    expect(frames.length).toBeGreaterThan(RECENT_PACKETS);
    const ring = seen();
    const listed = ring.list(all, RECENT_PACKETS + 1);
    expect([ring.seen, listed.length]).toEqual([frames.length, RECENT_PACKETS]);
    const frame = new Packet();
    const wanted = frames
      .slice(-RECENT_PACKETS)
      .reverse()
      .map(({ bytes, timeUs }) => {
        decodeFrame(frame, bytes, 0, bytes.length, bytes.length, 1);
        return JSON.stringify([packetRow(frame, timeUs, bytes.length), bytes.length, infoOf(frame)]);
      });
    const said = listed.map(({ captured, info, ...row }) => JSON.stringify([inOrder(row), captured, info]));
    // Of ten thousand the first that differs says enough.
    expect(said.findIndex((text, n) => text !== wanted[n])).toBe(-1);
  });

  it('are as many as were asked for, of those that pass', () => {
    const ring = seen(frames.slice(0, 3000));
    const dns = ring.list(packetTest('proto = udp and port = 53'), 20);
    expect(dns).toHaveLength(20);
    expect(dns.every(({ proto, srcPort, dstPort }) => proto === 17 && (srcPort === 53 || dstPort === 53))).toBe(true);
    expect(new RecentPackets().list(all, 5)).toEqual([]);
  });
});

describe('a filter of packets', () => {
  it.each(['state = SF', 'duration > 1s', 'dst.bytes > 5', 'app = dns', 'packets = 1'])(
    'that asks what no packet tells is refused: %s',
    (filter) => expect(() => packetTest(filter)).toThrow(/A packet alone does not tell.*src\.ip/s),
  );

  it('that is not understood is refused, a blank one lets everything pass', () => {
    expect(() => packetTest('ip =')).toThrow(/not understood/);
    expect(packetTest('  ')(packetRow(new Packet(), 0, 0))).toBe(true);
  });

  it('knows the community id of a packet, whoever sent it', () => {
    const [one] = seen(frames.slice(0, 2000)).list(packetTest('proto = tcp'), 1);
    const { src, dst, srcPort, dstPort } = one as { src: string; dst: string; srcPort: number; dstPort: number };
    const there = `src.ip = ${src} and dst.ip = ${dst} and src.port = ${srcPort} and dst.port = ${dstPort}`;
    const back = `src.ip = ${dst} and dst.ip = ${src} and src.port = ${dstPort} and dst.port = ${srcPort}`;
    const ring = seen(frames.slice(0, 2000));
    const wanted = ring.list(packetTest(`(${there}) or (${back})`), 2000);
    expect(wanted.length).toBeGreaterThan(1);
    const passing = ring.list(packetTest('community_id exists'), 2000);
    expect(passing.length).toBeGreaterThan(wanted.length);
  });
});
