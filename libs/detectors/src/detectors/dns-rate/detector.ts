import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { thresholdDetector } from '../../state/threshold';
import { count, shortName, span } from '../../words';

const parameters = z.strictObject({
  longerThan: threshold('characters of a name, more than', 1024),
  requests: threshold('requests within the window, at least'),
  windowS,
  severity: severity.describe('when one of both holds'),
  both: severity.describe('when both hold'),
});
/** Weight of a long name, far above any number of queries. */
const LONG = 2 ** 32;

/** Long names, or many of any length. */
export const dnsRate = thresholdDetector<z.infer<typeof parameters>>({
  id: 'dns-rate',
  version: 1,
  kind: 'dns_tunnel',
  reads: ['dns'],
  parameters,
  measure: { name: 'DNS requests', unit: 'requests' },
  about: {
    title: 'DNS tunnelling by length or rate',
    counts:
      'Queries (repeated ones included) of one client over unicast DNS, at the time of the first query of each transaction; the length of a name in presentation form.',
    algorithm: 'Sliding window: a name longer than the limit, or enough requests; worse when both hold at once.',
    source: 'Requirement document R1 (name over 50 characters or 20 requests a second; MEDIUM one, CRITICAL both).',
    limits:
      'Verbatim and coarse: one long name is enough, and 20 requests a second is a page-heavy client behind a forwarder. Not in the recommended set.',
    lookAlikes:
      'Browsers opening a page, scripts, reverse look-ups of IPv6 addresses (72 characters), content networks.',
  },
  distinct: false,
  cap: ({ requests }) => Math.max(256, requests * 4),
  read(record, p) {
    if (record.fact !== 'dns' || record.service !== 'dns' || record.queries === 0) return null;
    const { client, name, queries, time, ref } = record;
    return { key: client, time, item: name, weight: queries + (name.length > p.longerThan ? LONG : 0), ref };
  },
  reached: (_entries, weight, p) => weight >= p.requests,
  confirm({ window, from, to }, _key, p) {
    let weight = 0;
    for (let i = from; i < to; i++) weight += window.weights[i] as number;
    return weight >= LONG && weight % LONG >= p.requests ? p.both : p.severity;
  },
  parties: (src) => ({ src, dst: '', dport: -1 }),
  value: ({ sum }) => sum % LONG,
  threshold: (p) => p.requests,
  summary({ sum, items, first, last }, client, p) {
    let longest = '';
    for (const name of items) if (name.length > longest.length) longest = name;
    const length = longest.length > p.longerThan ? ` (limit ${p.longerThan})` : '';
    return `${client} asked ${count(sum % LONG)} times for ${count(items.size)} names within ${span(last - first)}, the longest ${longest.length} characters${length}: ${shortName(longest)}; the threshold is ${p.requests} requests within ${p.windowS} s.`;
  },
});
