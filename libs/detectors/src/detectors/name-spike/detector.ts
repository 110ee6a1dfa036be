import { z } from 'zod';
import { severity, threshold } from '../../parameters';
import { bucketDetector } from '../../state/buckets';
import { count, shortName } from '../../words';

const parameters = z.strictObject({
  times: z.number().positive().max(1000).describe('times the mean of earlier buckets, more than'),
  leastRequests: threshold('requests within a bucket, at least'),
  bucketS: z.number().int().min(1).max(3600).describe('length of a bucket, seconds'),
  baseline: threshold('buckets before the first judgement, at least', 1000),
  memory: threshold('buckets remembered, at most', 10_000),
  severity,
});

/** A domain that is asked for far more often than before. */
export const nameSpike = bucketDetector<z.infer<typeof parameters>>({
  id: 'name-spike',
  version: 1,
  kind: 'volume_spike',
  reads: ['dns'],
  parameters,
  measure: { name: 'requests against the usual', unit: 'times' },
  about: {
    title: 'Volume spike of a domain',
    counts:
      'Queries for names below one registered domain by all clients, by bucket of packet time of the first query; buckets without any count as 0.',
    algorithm: 'Once the watermark has passed a bucket, it is compared with the mean of those before it.',
    source:
      'Requirement document R0 (requests for a domain above 5 times the baseline in 5 minutes); the floor of 20 requests is ours, without it a domain that goes from 1 to 6 fires.',
    limits: 'A domain without three buckets of history is not judged.',
    lookAlikes: 'People coming to work, a page that became popular.',
  },
  read(record) {
    if (record.fact !== 'dns' || record.service !== 'dns' || record.domain === '' || record.queries === 0) return null;
    const { domain, time, queries, ref } = record;
    return { key: domain, time, value: queries, ref };
  },
  bucketS: (p) => p.bucketS,
  memory: (p) => p.memory,
  learned: (history, p) =>
    history.length < p.baseline ? null : { usual: history.reduce((sum, x) => sum + x, 0) / history.length },
  recalled: ({ 'usual requests': usual }) => (usual === undefined ? null : { usual }),
  judge(value, learned, p) {
    if (value < p.leastRequests) return null;
    const before = learned();
    return before && value > p.times * (before['usual'] ?? 0) ? { severity: p.severity, detail: before } : null;
  },
  learns: () => true,
  parties: () => ({ src: '', dst: '', dport: -1 }),
  measured: (peak, { usual }) => peak / Math.max(1, usual ?? 0),
  baseline: ({ usual }, peak) => ({ requests: peak, 'usual requests': usual ?? 0 }),
  threshold: (p) => p.times,
  summary: ({ peak }, domain, p, { usual }) =>
    `${count(peak)} requests for names of ${shortName(domain)} within ${p.bucketS} s, where ${Number((usual ?? 0).toFixed(1))} were usual; the threshold is more than ${p.times} times and ${p.leastRequests} requests.`,
});
