import { z } from 'zod';
import { isMany } from '../../records/addresses';
import { UDP } from '../../records/attempts';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  sources: threshold('distinct senders from one UDP port, at least'),
  windowS,
  severity,
});

/** Answers that nobody asked for, from many, all from one port. */
export const amplification = thresholdDetector<z.infer<typeof parameters>>({
  id: 'amplification',
  version: 1,
  kind: 'udp_amplification',
  reads: ['flow'],
  parameters,
  measure: { name: 'senders', unit: 'hosts' },
  about: {
    title: 'UDP amplification',
    counts:
      'Distinct addresses that send from one UDP port to one victim which sent nothing in that flow; each at the last packet time of its latest record. Whichever side the flow table takes for the originator.',
    algorithm: 'Sliding window over distinct senders.',
    source: 'ntop/ntopng#10085 asks for it; any fixed source port, as an ISAKMP flood comes from port 4500.',
    limits: 'Reflectors that answer from changing ports are missed. The port keeps the key; the protocol is not read.',
    lookAlikes:
      'Collectors (syslog, traps) that many agents send to from the same port as they send to: equal ports are left out.',
  },
  distinct: true,
  cap: ({ sources }) => Math.max(512, sources * 4),
  flowsWith: () => FACETS.udp | FACETS.oneSided,
  read(record) {
    if (record.fact !== 'flow' || record.proto !== UDP) return null;
    const { src, dst, srcPort, dstPort, srcPackets, dstPackets, dLast, ref } = record;
    if (srcPackets > 0 === dstPackets > 0 || srcPort === dstPort) return null;
    const [sender, port, victim] = srcPackets > 0 ? [src, srcPort, dst] : [dst, dstPort, src];
    if (isMany(victim)) return null;
    return { key: `${victim} ${port}`, time: dLast, item: sender, weight: 1, ref };
  },
  reached: (sources, _sum, p) => sources >= p.sources,
  parties: (key, src) => ({ src, dst: key.split(' ')[0] as string, dport: -1 }),
  value: ({ items }) => items.size,
  threshold: (p) => p.sources,
  summary({ items, first, last }, key, p) {
    const [victim, port] = key.split(' ');
    return `${count(items.size)} hosts sent from UDP port ${port} to ${victim}, which had asked none of them, within ${span(last - first)}; the threshold is ${count(p.sources)} hosts within ${p.windowS} s.`;
  },
});
