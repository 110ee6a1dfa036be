import { z } from 'zod';
import { severity, threshold } from '../../parameters';
import { bucketDetector } from '../../state/buckets';
import { robustUsual, robustZ, TEACHES_EACH, type Usual } from '../../state/robust';
import { bytes } from '../../words';

const parameters = z.strictObject({
  method: z
    .enum(['plain', 'robust'])
    .describe('z of the values over mean and deviation, or of log(1 + value) over median and MAD'),
  z: z.number().positive().max(100).describe('z, at least'),
  bucketS: z.number().int().min(1).max(3600).describe('length of a bucket, seconds'),
  baseline: threshold('buckets before the first judgement, at least', 10_000).min(2),
  memory: threshold('buckets remembered, at most', 10_000),
  leastBytes: z.number().min(0).describe('bytes of a bucket, at least'),
  times: z.number().min(0).max(1000).describe('times the mean or median, at least'),
  severity,
});

/** Far more traffic than before. */
export const trafficSpike = bucketDetector<z.infer<typeof parameters>>({
  id: 'traffic-spike',
  version: 1,
  kind: 'traffic_spike',
  reads: ['traffic'],
  parameters,
  measure: { name: 'z-score', unit: 'deviations' },
  about: {
    title: 'Traffic spike',
    counts: 'Bytes of all traffic samples by bucket of packet time; seconds without traffic count as 0.',
    algorithm:
      'Once the watermark has passed a bucket, it is compared with those before it. `plain`: mean and standard deviation. `robust`: median and MAD of log(1 + bytes) with a floor; suspicious buckets hardly teach the baseline. Both with a least volume and a least multiple.',
    source:
      'Requirement document R1 (z of 3 over mean and deviation of bytes a second, MEDIUM); robust form after Slips’ anomaly detection (median and MAD with a floor, slow learning when suspicious).',
    limits:
      'No season yet: the first Monday morning is a spike. The plain form fires on most short captures and is blind after a poisoned mean.',
    lookAlikes:
      'A page that loads, a backup, an update: under the robust form they need many times the usual volume of a minute.',
  },
  read(record) {
    if (record.fact !== 'traffic' || record.packets === 0) return null;
    const { second, bytesIn, bytesOut, ref } = record;
    return { key: 'all', time: second, value: bytesIn + bytesOut, ref };
  },
  bucketS: (p) => p.bucketS,
  memory: (p) => p.memory,
  learned(history, p) {
    const buckets = history.length;
    if (buckets < p.baseline) return null;
    return { ...(p.method === 'plain' ? plainUsual(history) : robustUsual(history)), buckets };
  },
  recalled({ 'usual bytes': usual, deviation, 'buckets before': buckets }) {
    return usual === undefined || deviation === undefined || buckets === undefined
      ? null
      : { usual, deviation, buckets };
  },
  judge(value, learned, p) {
    const before = value < p.leastBytes ? null : (learned() as Usual | null);
    if (!before) return null;
    const z = p.method === 'plain' ? plainZ(value, before) : robustZ(value, before);
    return z >= p.z && value >= p.times * before.usual ? { severity: p.severity, detail: { ...before, z } } : null;
  },
  learns: (suspicious, p) => p.method === 'plain' || suspicious % TEACHES_EACH === 0,
  parties: () => ({ src: '', dst: '', dport: -1 }),
  measured: (_peak, { z: score }) => score ?? 0,
  baseline: ({ usual, deviation, buckets }, peak) => ({
    ...{ bytes: peak, 'usual bytes': usual ?? 0, deviation: deviation ?? 0, 'buckets before': buckets ?? 0 },
  }),
  threshold: (p) => p.z,
  summary: ({ peak }, _key, p, { z: score, usual, deviation, buckets }) =>
    `${bytes(peak)} within ${p.bucketS} s, where ${bytes(usual ?? 0)} ${p.method === 'plain' ? `on average (deviation ${bytes(deviation ?? 0)})` : 'in the median'} of ${buckets} buckets before were usual; z was ${(score ?? 0).toFixed(1)}, the threshold is ${p.z}.`,
});

function plainUsual(history: readonly number[]): Usual {
  const usual = history.reduce((sum, x) => sum + x, 0) / history.length;
  return { usual, deviation: Math.sqrt(history.reduce((sum, x) => sum + (x - usual) ** 2, 0) / history.length) };
}

const plainZ = (value: number, { usual, deviation }: Usual): number =>
  deviation > 0 ? (value - usual) / deviation : 0;
