import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  domains: threshold('distinct registered domains that do not exist, at least'),
  share: z.number().min(0).max(1).describe('their share of all domains the client asked for, at least'),
  windowS,
  severity,
});
const NXDOMAIN = 3;

/** A client asks for domain after domain that does not exist. */
export const nxdomainDga = thresholdDetector<z.infer<typeof parameters>>({
  id: 'nxdomain-dga',
  version: 1,
  kind: 'dga',
  reads: ['dns'],
  parameters,
  measure: { name: 'domains that do not exist', unit: 'domains' },
  about: {
    title: 'Generated domains',
    counts:
      'Distinct registered domains (public-suffix list) that one client asked for over unicast DNS, each at the time of its latest first query; NXDOMAIN answers by rcode. Left out: reverse names, names without a registered domain.',
    algorithm: 'Sliding window: enough domains that do not exist, and a share of all domains asked for.',
    source: 'Maltrail (20 NXDOMAIN an hour), Slips (10 NXDOMAIN a source and window).',
    limits: 'Families whose names exist (registered or sinkholed) are missed; what a name looks like is not judged.',
    lookAlikes:
      'Search suffixes (many names, one domain: counted once), browser probes of random single labels (no registered domain), reverse look-ups, a crawler that meets some dead domains among many (the share).',
  },
  distinct: true,
  cap: ({ domains }) => Math.max(1024, domains * 8),
  read(record) {
    if (record.fact !== 'dns' || record.service !== 'dns' || record.responses === 0) return null;
    const { domain, client, rcode, time, ref } = record;
    if (domain === '' || domain.endsWith('.arpa')) return null;
    return { key: client, time, item: domain, weight: rcode === NXDOMAIN ? 1 : 0, ref };
  },
  reached: (_domains, missing, p) => missing >= p.domains,
  confirm({ window, from, to }, _key, p) {
    let missing = 0;
    for (let i = from; i < to; i++) missing += window.weights[i] as number;
    return missing >= p.share * (to - from) ? p.severity : null;
  },
  parties: (src) => ({ src, dst: '', dport: -1 }),
  value: ({ sum }) => sum,
  threshold: (p) => p.domains,
  summary: ({ sum, items, first, last }, client, p) =>
    `${client} asked for ${count(items.size)} domains within ${span(last - first)}, ${count(sum)} answers said that there is none; the threshold is ${p.domains} such domains within ${p.windowS} s.`,
});
