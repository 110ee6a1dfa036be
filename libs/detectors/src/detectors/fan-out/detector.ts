import { z } from 'zod';
import { END } from '../../records/attempts';
import { severity, threshold, windowS } from '../../parameters';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  destinations: threshold('distinct external destinations, at least'),
  mostBytes: threshold('payload sent in a flow, bytes, at most', 1_000_000),
  windowS,
  severity,
});

/** One host, many destinations, a little to each. */
export const fanOut = thresholdDetector<z.infer<typeof parameters>>({
  id: 'fan-out',
  version: 1,
  kind: 'exfiltration',
  reads: ['flow'],
  parameters,
  measure: { name: 'destinations', unit: 'addresses' },
  about: {
    title: 'Exfiltration by fan-out',
    counts:
      'Distinct external destinations of ended flows of one internal source that sent some payload, but little; each at its last packet time.',
    algorithm: 'Sliding window over distinct destinations.',
    source:
      'Requirement document R0 (many unique destinations with small payloads); it names no number, 100 destinations in 10 minutes with at most 1 kB each are ours.',
    limits: 'Coarse: a browser with many tabs looks like it. Not in the recommended set.',
    lookAlikes: 'Browsing, peer-to-peer clients, recursive resolvers.',
  },
  distinct: true,
  cap: ({ destinations }) => Math.max(512, destinations * 4),
  read(record, p) {
    if (record.fact !== 'flow' || record.kind !== END) return null;
    const { src, dst, srcPayload, last, ref } = record;
    if (srcPayload === 0 || srcPayload > p.mostBytes || !record.outbound) return null;
    return { key: src, time: last, item: dst, weight: 1, ref };
  },
  reached: (destinations, _sum, p) => destinations >= p.destinations,
  parties: (src, dst) => ({ src, dst, dport: -1 }),
  value: ({ items }) => items.size,
  threshold: (p) => p.destinations,
  summary: ({ items, first, last }, src, p) =>
    `${src} sent at most ${count(p.mostBytes)} bytes to each of ${count(items.size)} destinations outside within ${span(last - first)}; the threshold is ${count(p.destinations)} destinations within ${p.windowS} s.`,
});
