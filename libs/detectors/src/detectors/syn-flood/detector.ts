import { z } from 'zod';
import { isHalfOpen, TCP } from '../../records/attempts';
import { severity, threshold, windowS } from '../../parameters';
import { FACETS } from '../../records/facets';
import { thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  syns: threshold('SYN segments, at least', 10_000_000),
  sources: threshold('distinct sources among them, at least'),
  windowS,
  count: z.enum(['half-open', 'all']).describe('SYNs whose handshake was not completed, or every SYN without ACK'),
  per: z.enum(['source', 'source and service', 'service']),
  severity,
});

/** More connection attempts than a service can hold. */
export const synFlood = thresholdDetector<z.infer<typeof parameters>>({
  id: 'syn-flood',
  version: 1,
  kind: 'syn_flood',
  reads: ['flow'],
  parameters,
  measure: { name: 'SYNs without handshake', unit: 'SYNs' },
  about: {
    title: 'SYN flood',
    counts:
      'SYN segments without ACK since the previous record of each flow, at the time of the last of them, by source, by source and service, or by attacked service. `half-open`: only of flows in which the originator sent nothing but SYN and the responder nothing or SYN-ACK.',
    algorithm: 'Sliding window over the sum of SYNs, and over distinct sources where more than one is asked for.',
    source:
      'Requirement document R1 (100 SYNs of one source in 10 s, CRITICAL). Per victim because spoofed floods have many sources: ntopng and FastNetMon count per protected host.',
    limits:
      'R1 as it stands misses spoofed floods and fires on scans and on scripts that open a hundred connections. A half-open attempt is known one second after its SYN.',
    lookAlikes:
      'A SYN scan (one or two SYNs a port: not one service); clients that retry a dead server (a few SYNs each, far below the threshold); a script that fetches pages (its handshakes complete).',
  },
  distinct: false,
  cap: ({ syns, sources }) => Math.min(20_000, Math.max(1024, Math.max(syns, sources) * 4)),
  flowsWith: (p) => FACETS.tcp | (p.count === 'half-open' ? FACETS.halfOpen : FACETS.syn),
  read(record, p) {
    if (record.fact !== 'flow' || record.proto !== TCP || record.dSyn === 0) return null;
    if (p.count === 'half-open' && !isHalfOpen(record)) return null;
    const { src, dst, dstPort, dSyn, dSynLast, ref } = record;
    const source = p.per === 'service' ? '*' : src;
    const service = p.per === 'source' ? '* *' : `${dst} ${dstPort}`;
    const item = p.per === 'service' ? src : p.per === 'source' ? `${dst} ${dstPort}` : '';
    return { key: `${source} ${service}`, time: dSynLast, item, weight: dSyn, ref };
  },
  reached: (entries, syns, p) => syns >= p.syns && entries >= p.sources,
  confirm({ window, from, to }, _key, p) {
    if (p.sources === 1) return p.severity;
    const sources = new Set<string>();
    for (let i = to - 1; i >= from; i--) if (sources.add(window.itemAt(i)).size >= p.sources) return p.severity;
    return null;
  },
  parties(key, item) {
    const [source = '', host = '', service = ''] = key.split(' ');
    if (source === '*') return { src: item, dst: host, dport: Number(service) };
    const [dst, port] = host === '*' ? (item.split(' ') as [string, string]) : [host, service];
    return { src: source, dst, dport: Number(port) };
  },
  value: ({ sum }) => sum,
  threshold: (p) => p.syns,
  summary({ sum, sources, targets, first, last }, key, p) {
    const [source, host, port] = key.split(' ');
    const from = source === '*' ? `${count(sources.size)} sources` : source;
    const to =
      host === '*' ? `${count(targets.size)} ${targets.size === 1 ? 'host' : 'hosts'}` : `${host} port ${port}`;
    const what = p.count === 'half-open' ? 'SYNs without completing a handshake' : 'SYNs';
    return `${from} sent ${count(sum)} ${what} to ${to} within ${span(last - first)}; the threshold is ${count(p.syns)} within ${p.windowS} s.`;
  },
});
