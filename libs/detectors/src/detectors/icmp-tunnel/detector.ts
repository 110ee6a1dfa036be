import { z } from 'zod';
import { ICMP, ICMPV6 } from '../../records/attempts';
import type { FlowRecord } from '../../records/records';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { thresholdDetector } from '../../state/threshold';
import { bytes, count, span } from '../../words';

const parameters = z.strictObject({
  packets: threshold('echo packets in uneven records, at least'),
  bytes: threshold('their payload, bytes, at least', 10 ** 12),
  windowS,
  severity,
});
const ECHOES = new Set([0, 8, 128, 129]);

/** Data carried in pings. */
export const icmpTunnel = thresholdDetector<z.infer<typeof parameters>>({
  id: 'icmp-tunnel',
  version: 1,
  kind: 'icmp_tunnel',
  reads: ['flow'],
  parameters,
  measure: { name: 'pings of changing size', unit: 'packets' },
  about: {
    title: 'ICMP tunnel',
    counts:
      'Echo requests and replies between two hosts since the previous record, at its last packet time, of records that are uneven: the payload does not divide by the packets, or the replies do not mirror the requests in size.',
    algorithm:
      'Sliding window over packets of uneven records, and a floor for their payload. A ping sends the same size every time and gets it back; a tunnel does neither.',
    source:
      'nDPI and ntopng look at the payload’s entropy; sizes and mirroring need no payload and are known from flow records.',
    limits: 'A tunnel that pads every packet to one size and mirrors is missed. Other ICMP types are not looked at.',
    lookAlikes:
      'Pings of one size (even), port-unreachable errors (no echo), a search for the path’s MTU (some tens of packets).',
  },
  distinct: false,
  cap: () => 1024,
  flowsWith: () => FACETS.icmp,
  read(record) {
    if (record.fact !== 'flow' || !(record.proto === ICMP || record.proto === ICMPV6)) return null;
    if (!ECHOES.has(record.srcPort) || !isUneven(record)) return null;
    const { src, dst, dSrcPackets, dDstPackets, dSrcPayload, dDstPayload, dLast, ref } = record;
    const key = src < dst ? `${src} ${dst}` : `${dst} ${src}`;
    return { key, time: dLast, item: `${dSrcPayload + dDstPayload}`, weight: dSrcPackets + dDstPackets, ref };
  },
  reached: (_entries, packets, p) => packets >= p.packets,
  confirm({ window, from, to }, _key, p) {
    let payload = 0;
    for (let i = from; i < to; i++) payload += Number(window.items[i]);
    return payload >= p.bytes ? p.severity : null;
  },
  parties(key) {
    const [src = '', dst = ''] = key.split(' ');
    return { src, dst, dport: -1 };
  },
  value: ({ sum }) => sum,
  threshold: (p) => p.packets,
  summary({ sum, first, last }, key, p) {
    const [a, b] = key.split(' ');
    return `${a} and ${b} exchanged ${count(sum)} pings of changing size within ${span(last - first)}; a ping has one size and is mirrored. The threshold is ${count(p.packets)} packets and ${bytes(p.bytes)} within ${p.windowS} s.`;
  },
});

/** Sizes differ within the record, or between the two directions. */
function isUneven({ dSrcPackets, dDstPackets, dSrcPayload, dDstPayload }: FlowRecord): boolean {
  if (dSrcPackets + dDstPackets < 2) return false;
  if (dSrcPackets > 0 && dSrcPayload % dSrcPackets !== 0) return true;
  if (dDstPackets > 0 && dDstPayload % dDstPackets !== 0) return true;
  return dSrcPackets > 0 && dDstPackets > 0 && dSrcPayload / dSrcPackets !== dDstPayload / dDstPackets;
}
