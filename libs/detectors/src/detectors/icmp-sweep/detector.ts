import { z } from 'zod';
import { isMany } from '../../records/addresses';
import { ICMP, ICMPV6 } from '../../records/attempts';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  hosts: threshold('distinct addresses that were pinged, at least'),
  silentShare: z.number().min(0).max(1).describe('share of the threshold that must not have answered'),
  windowS,
  severity,
});
const ECHO = 8;
const ECHO_V6 = 128;

/** One source pings address after address. */
export const icmpSweep = thresholdDetector<z.infer<typeof parameters>>({
  id: 'icmp-sweep',
  version: 1,
  kind: 'host_sweep_icmp',
  reads: ['flow'],
  parameters,
  measure: { name: 'hosts pinged', unit: 'hosts' },
  about: {
    title: 'Host sweep by ping',
    counts:
      'Distinct destinations of ICMP and ICMPv6 echo requests of one source, each at the last packet time of its latest record.',
    algorithm: 'Sliding window; enough targets, and a share of the threshold of them silent.',
    source: 'Zeek counts 25 targets; Slips alerts at 5, 10, 15 targets.',
    limits: 'A sweep of a network in which everybody answers stays unseen unless the share is 0.',
    lookAlikes: 'Monitoring that pings its hosts: those answer.',
  },
  distinct: true,
  cap: ({ hosts }) => Math.max(256, hosts * 4),
  flowsWith: () => FACETS.icmp,
  read(record) {
    if (record.fact !== 'flow') return null;
    const { proto, srcPort } = record;
    if (!((proto === ICMP && srcPort === ECHO) || (proto === ICMPV6 && srcPort === ECHO_V6))) return null;
    const { src, dst, dLast, dstPackets, ref } = record;
    if (isMany(dst)) return null;
    return { key: src, time: dLast, item: dst, weight: dstPackets === 0 ? 1 : 0, ref };
  },
  reached: (hosts, silent, p) => hosts >= p.hosts && silent >= p.hosts * p.silentShare,
  parties: (src, dst) => ({ src, dst, dport: -1 }),
  value: ({ items }) => items.size,
  threshold: (p) => p.hosts,
  summary: ({ items, first, last }, src, p) =>
    `${src} pinged ${count(items.size)} addresses within ${span(last - first)}, most of them silent; the threshold is ${count(p.hosts)} addresses within ${p.windowS} s.`,
});
