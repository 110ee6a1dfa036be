import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import { thresholdDetector } from '../../state/threshold';
import { count, shortName, span } from '../../words';
import { looksLikeSqlInjection } from './sql-injection';

const parameters = z.strictObject({ requests: threshold('suspicious requests, at least'), windowS, severity });

/** SQL in places where data belongs. */
export const webAttack = thresholdDetector<z.infer<typeof parameters>>({
  id: 'web-attack',
  version: 1,
  kind: 'web_attack',
  reads: ['http'],
  parameters,
  measure: { name: 'requests with SQL', unit: 'requests' },
  about: {
    title: 'Web attack: SQL injection',
    counts:
      'Requests of one client to one server and port whose query string carries a sign of SQL injection, at the end of the request’s head.',
    algorithm:
      'The query is decoded (twice when needed), comments become blanks; then a fixed list of signs (UNION SELECT, quoted tautologies, stacked statements, time delays, schema tables). Sliding window over such requests.',
    source: 'Zeek detect-sql-injection (50 requests in 5 minutes); tools need far fewer.',
    limits:
      'Bodies and header fields are not looked at, nor is what TLS hides. One skilled request is below the threshold.',
    lookAlikes:
      'Web shops whose search for “union” carries no SELECT; administration tools that send SQL in a query string: suppress by server.',
  },
  distinct: false,
  cap: ({ requests }) => Math.max(256, requests * 4),
  read(record) {
    if (record.fact !== 'http' || record.method === '') return null;
    const { target, client, server, serverPort, time, ref } = record;
    if (!looksLikeSqlInjection(target)) return null;
    return { key: `${client} ${server} ${serverPort}`, time, item: target.slice(0, 200), weight: 1, ref };
  },
  reached: (requests, _sum, p) => requests >= p.requests,
  parties(key) {
    const [src = '', dst = '', port] = key.split(' ');
    return { src, dst, dport: Number(port) };
  },
  value: ({ count: requests }) => requests,
  threshold: (p) => p.requests,
  summary({ count: requests, items, first, last }, key, p) {
    const [client, server, port] = key.split(' ');
    const [example = ''] = items;
    return `${client} sent ${count(requests)} requests that look like SQL injection to ${server} port ${port} within ${span(last - first)}, among them ${shortName(example)}; the threshold is ${count(p.requests)} within ${p.windowS} s.`;
  },
});
