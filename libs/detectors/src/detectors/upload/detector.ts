import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { type Entries, thresholdDetector } from '../../state/threshold';
import { bytes, span } from '../../words';

const parameters = z.strictObject({
  bytes: threshold('payload bytes sent to one external address, at least', 10 ** 15),
  ratio: z.number().min(0).max(1000).describe('sent ÷ received, at least'),
  hostsAtMost: threshold('internal hosts that use the destination within the window, at most'),
  windowS,
  severity,
});

/** A destination with more entries than this is looked at again at each eighth. */
const EACH_UP_TO = 256;

/** One host sends far more to an address outside than it gets from there. */
export const upload = thresholdDetector<z.infer<typeof parameters>>({
  id: 'upload',
  version: 1,
  kind: 'exfiltration',
  reads: ['flow'],
  parameters,
  measure: { name: 'bytes sent', unit: 'bytes' },
  about: {
    title: 'Exfiltration by volume',
    counts:
      'Payload bytes since the previous record of each flow from internal sources to one external destination, each record at its last packet time; both directions.',
    algorithm:
      'Sliding window by destination: the source of the crossing record must itself have sent enough, far more than it received, and few others may use the destination.',
    source: 'Slips conn.py (100 MB to one address an hour); the ratio and the prevalence of destinations after RITA.',
    limits:
      'Low and slow, or spread over many destinations, stays below. No baseline per host yet: the first backup of a host fires.',
    lookAlikes:
      'Cloud backup, photo and video uploads, mail with attachments, calls (both ways, so the ratio is low): suppress wanted destinations. A destination that several hosts use is not alerted by the small threshold.',
  },
  distinct: false,
  numbered: true,
  readsAlike: true,
  cap: () => 2048,
  flowsWith: () => FACETS.carried | FACETS.outbound,
  read(record) {
    if (record.fact !== 'flow') return null;
    const { src, dst, dLast, dSrcPayload, dDstPayload, ref } = record;
    if (dSrcPayload + dDstPayload === 0 || !record.outbound) return null;
    return { key: dst, time: dLast, item: src, weight: dSrcPayload, ref, number: dDstPayload };
  },
  reached: (_entries, sent, p) => sent >= p.bytes,
  confirm(entries, _key, p) {
    if (manyHosts(entries, p.hostsAtMost)) return null;
    const hosts = hostsOf(entries);
    for (const { sent, received } of hosts.values())
      if (sent >= p.bytes && sent >= p.ratio * received) return p.severity;
    return null;
  },
  confirmsAt: (entries, seen) => entries <= EACH_UP_TO || seen % 8 === 0,
  parties: (dst, src) => ({ src, dst, dport: -1 }),
  value: ({ sum }) => sum,
  baseline: ({ received }) => ({ 'bytes received': received ?? 0 }),
  threshold: (p) => p.bytes,
  detail(entries) {
    let received = 0;
    for (const host of hostsOf(entries).values()) received += host.received;
    return { received };
  },
  summary({ sum, sources, first, last }, dst, p, { received }) {
    return `${[...sources].slice(0, 3).join(', ')} sent ${bytes(sum)} to ${dst} within ${span(last - first)} and had ${bytes(received ?? 0)} back when the threshold was reached; the threshold is ${bytes(p.bytes)} within ${span(p.windowS * 1e6)} at a ratio of ${p.ratio}.`;
  },
});

interface Exchanged {
  sent: number;
  received: number;
}

/** Whether more than so many hosts send: looked for from the newest on, so that a destination of everybody is known by a few. */
function manyHosts({ window, from, to }: Entries, most: number): boolean {
  if (to - from <= most) return false;
  const hosts = new Set<string>();
  for (let i = to - 1; i >= from; i--) if (hosts.add(window.itemAt(i)).size > most) return true;
  return false;
}

function hostsOf({ window, from, to }: Entries): ReadonlyMap<string, Exchanged> {
  const hosts = new Map<string, Exchanged>();
  for (let i = from; i < to; i++) {
    const src = window.itemAt(i);
    let host = hosts.get(src);
    if (!host) hosts.set(src, (host = { sent: 0, received: 0 }));
    host.sent += window.weightAt(i);
    host.received += window.numberAt(i);
  }
  return hosts;
}
