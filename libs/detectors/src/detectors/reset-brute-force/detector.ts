import { z } from 'zod';
import { TCP } from '../../records/attempts';
import { severity, threshold, windowS } from '../../parameters';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({ resets: threshold('RST segments, at least'), windowS, severity });

/** Connections of one source to one service that end in RST. */
export const resetBruteForce = thresholdDetector<z.infer<typeof parameters>>({
  id: 'reset-brute-force',
  version: 1,
  kind: 'brute_force',
  reads: ['flow'],
  parameters,
  measure: { name: 'connections reset', unit: 'resets' },
  about: {
    title: 'Brute force by resets',
    counts:
      'RST segments since the previous record of each TCP flow of one source, target and port, at the time of the last of them.',
    algorithm: 'Sliding window over the sum of RSTs.',
    source: 'Requirement document R1 (5 RST, same source, same target and port, 30 s, HIGH).',
    limits:
      'Verbatim and coarse: a service that accepts and then closes properly is missed, a closed port that somebody asks five times fires. Not in the recommended set.',
    lookAlikes: 'Retries against a closed port, a connect scan, clients that close with RST as a habit.',
  },
  distinct: false,
  cap: ({ resets }) => Math.max(256, resets * 4),
  read(record) {
    if (record.fact !== 'flow' || record.proto !== TCP || record.dRst === 0) return null;
    const { src, dst, dstPort, dRst, dRstLast, ref } = record;
    return { key: `${src} ${dst} ${dstPort}`, time: dRstLast, item: '', weight: dRst, ref };
  },
  reached: (_entries, resets, p) => resets >= p.resets,
  parties(key) {
    const [src = '', dst = '', port] = key.split(' ');
    return { src, dst, dport: Number(port) };
  },
  value: ({ sum }) => sum,
  threshold: (p) => p.resets,
  summary({ sum, first, last }, key, p) {
    const [src, dst, port] = key.split(' ');
    return `Connections of ${src} to ${dst} port ${port} ended in ${count(sum)} RSTs within ${span(last - first)}; the threshold is ${count(p.resets)} within ${p.windowS} s.`;
  },
});
