import { z } from 'zod';
import { severity } from '../../parameters';
import { bucketDetector } from '../../state/buckets';

const parameters = z.strictObject({
  mbitPerS: z.number().positive().max(1_000_000).describe('mean of a bucket, Mbit/s, at least'),
  bucketS: z.number().int().min(1).max(3600).describe('length of a bucket, seconds'),
  severity,
});
const BITS_PER_MBIT = 1e6;

/** More traffic than somebody set as a limit. */
export const bandwidth = bucketDetector<z.infer<typeof parameters>>({
  id: 'bandwidth',
  version: 1,
  kind: 'bandwidth',
  reads: ['traffic'],
  parameters,
  measure: { name: 'mean rate', unit: 'Mbit/s' },
  about: {
    title: 'Bandwidth threshold',
    counts: 'Original frame bytes × 8 of all traffic samples by bucket of packet time.',
    algorithm: 'Once the watermark has passed a bucket, its mean is compared with the limit.',
    source: 'Requirement document R2 (a configurable limit); 100 Mbit/s over 10 s are ours.',
    limits: 'The limit must be set for the link.',
    lookAlikes: 'Any large transfer that is wanted.',
  },
  read(record) {
    if (record.fact !== 'traffic' || record.packets === 0) return null;
    const { second, bytesIn, bytesOut, ref } = record;
    return { key: 'all', time: second, value: bytesIn + bytesOut, ref };
  },
  bucketS: (p) => p.bucketS,
  memory: () => 1,
  judge(value, _usual, p) {
    const mbitPerS = (value * 8) / p.bucketS / BITS_PER_MBIT;
    return mbitPerS >= p.mbitPerS ? { severity: p.severity, detail: { mbitPerS } } : null;
  },
  learns: () => true,
  parties: () => ({ src: '', dst: '', dport: -1 }),
  measured: (peak, _detail, p) => (peak * 8) / p.bucketS / BITS_PER_MBIT,
  threshold: (p) => p.mbitPerS,
  summary: ({ peak }, _key, p) =>
    `${((peak * 8) / p.bucketS / BITS_PER_MBIT).toFixed(1)} Mbit/s over ${p.bucketS} s; the threshold is ${p.mbitPerS} Mbit/s.`,
});
