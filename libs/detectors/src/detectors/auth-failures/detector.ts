import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  failures: threshold('failed attempts, at least'),
  windowS,
  per: z.enum(['source', 'service']).describe('failures of a source anywhere, or on one server and port'),
  severity,
});

/** Log-ins that the server refused. */
export const authFailures = thresholdDetector<z.infer<typeof parameters>>({
  id: 'auth-failures',
  version: 1,
  kind: 'brute_force',
  reads: ['auth'],
  parameters,
  measure: { name: 'failed log-ins', unit: 'attempts' },
  about: {
    title: 'Brute force by failed log-ins',
    counts:
      'Attempts that the server declared failed, of one source, or of one source on one server and port, at the time of each attempt.',
    algorithm: 'Sliding window over the sum of attempts.',
    source:
      'Requirement document R3 (10 failures of one address in 2 minutes, HIGH); Zeek detect-bruteforcing (FTP 20 in 15 minutes, SSH 30 in 30 minutes).',
    limits:
      'One guess each from many sources stays below. Where the outcome is encrypted (SSH) or not decoded, the detector of short similar sessions stands in.',
    lookAlikes:
      'A mail client with an old password (one failure every few minutes); a monitoring probe with a wrong account.',
  },
  distinct: false,
  cap: ({ failures }) => Math.max(256, failures * 4),
  read(record, p) {
    if (record.fact !== 'auth' || record.count === 0 || record.outcome !== 'failure') return null;
    const { client, server, serverPort, time, ref } = record;
    const service = `${server} ${serverPort}`;
    const key = p.per === 'service' ? `${client} ${service}` : client;
    return { key, time, item: service, weight: record.count, ref };
  },
  reached: (_entries, failures, p) => failures >= p.failures,
  parties(key, item) {
    const [dst = '', port] = item.split(' ');
    return { src: key.split(' ')[0] as string, dst, dport: Number(port) };
  },
  value: ({ sum }) => sum,
  threshold: (p) => p.failures,
  summary({ sum, items, first, last }, key, p) {
    const services = [...items].map((item) => item.replace(' ', ' port '));
    const whom = services.length === 1 ? services[0] : `${count(services.length)} services`;
    return `${key.split(' ')[0]} failed ${count(sum)} times to log in to ${whom} within ${span(last - first)}; the threshold is ${count(p.failures)} within ${p.windowS} s.`;
  },
});
