import { z } from 'zod';
import type { ListHit, Lists } from '../../lists';
import { severity, threshold, windowS } from '../../parameters';
import { thresholdDetector } from '../../state/threshold';
import { count, shortName, span } from '../../words';
import { listOfAlert } from './recalled-list';
import { isLookedAt, LOOKED_AT, type Seen, seenIn, timeOf } from './seen';

const parameters = z.strictObject({
  of: z.enum(['threat', 'watch']).describe('lists that are asked'),
  lists: z
    .array(z.string().min(1).max(100))
    .max(50)
    .default([])
    .describe('these lists of them alone, by their id; none = all'),
  look: z.array(z.enum(LOOKED_AT)).max(LOOKED_AT.length).default([]).describe('records that are looked at; none = all'),
  inbound: z
    .enum(['answered', 'all'])
    .default('answered')
    .describe('connections that a listed address begins: those that were answered, or every attempt'),
  hits: threshold('connections and look-ups of one host by one entry, at least'),
  windowS,
  severity,
});
type Parameters = z.infer<typeof parameters>;

/** Something that is on a list of indicators: an address, a name, a fingerprint. */
export const threatMatch = thresholdDetector<Parameters>({
  id: 'threat-match',
  restsOn: () => 'the entries that lists had when it was raised',
  recall({ entity, baseline }, p) {
    const list = listOfAlert(entity, baseline);
    return list && { lists: [{ ...list, action: p.of, id: p.lists[0] ?? list.id }] };
  },
  version: 1,
  kind: 'threat_match',
  reads: LOOKED_AT,
  parameters,
  measure: { name: 'connections and look-ups', unit: 'times' },
  about: {
    title: 'Threat-list match',
    counts:
      'Connections, DNS look-ups, TLS handshakes and HTTP requests of one host that an entry of a list fits: both addresses of a flow (at its last packet so far), the name asked for and the addresses answered, the server’s name, JA3 and JA4 of the client, the host of a request. Each connection counts once.',
    algorithm:
      'Addresses are on a list by their longest prefix, names by themselves or a name above them, fingerprints whole. What is on a list that allows is left out. The version of a list that is in force when a record is judged counts: its number and the line of the entry stand in the alert (line 0: added by hand).',
    source:
      'Requirement documents R0 (domain on a threat list) and R4; Zeek’s intelligence framework (where indicators are seen), Maltrail (parent domains, prefixes).',
    limits:
      'Only as good as its lists, and blind for what no list knows. A record counts for the first list that it is on, by the list’s id. Addresses of the web are not matched, only their hosts.',
    lookAlikes:
      'Shared hosting and content networks have one address for many; sinkholes answer for what was taken down. Scanners that are listed touch every address of the Internet: attempts from outside count only when they were answered, unless told otherwise.',
  },
  distinct: true,
  identity: (item) => item.slice(0, item.indexOf('\t')),
  cap: ({ hits }) => Math.max(64, hits * 4),
  read(record, p, lists) {
    if (lists.length === 0 || !isLookedAt(record)) return null;
    if (p.look.length > 0 && !p.look.includes(record.fact)) return null;
    const time = timeOf(record);
    for (const seen of seenIn(record, p.inbound === 'answered')) {
      const found = seen.text === '' ? null : find(seen, lists, p, time);
      if (!found) continue;
      const { name, version, hit } = found;
      const { what, host, src, dst, dport } = seen;
      const item = [what, version, hit.line, src, dst, dport].join('\t');
      return { key: `${host} ${hit.indicator} ${name}`, time, item, weight: 1, ref: record.ref };
    }
    return null;
  },
  reached: (things, _weight, p) => things >= p.hits,
  parties(_key, item) {
    const [, , , src = '', dst = '', dport = '-1'] = item.split('\t');
    return { src, dst, dport: Number(dport) };
  },
  value: ({ items }) => items.size,
  threshold: (p) => p.hits,
  detail({ window, from }) {
    const [, version, line] = (window.items[from] as string).split('\t');
    return { version: Number(version), line: Number(line) };
  },
  baseline: ({ version, line }) => ({ 'version of the list': version ?? 0, 'line of the list': line ?? 0 }),
  summary({ items, first, last }, key, p, { version, line }) {
    const [host = '', indicator = ''] = key.split(' ', 2);
    const list = key.slice(host.length + indicator.length + 2);
    const where = line === 0 || line === undefined ? 'added by hand' : `version ${version}, line ${line}`;
    const often = items.size === 1 ? 'once' : `${count(items.size)} times within ${span(last - first)}`;
    const end = `the threshold is ${count(p.hits)}.`;
    return `${host} had to do with ${shortName(indicator)} ${often}, which is on the list “${list}” (${where}); ${end}`;
  },
});

/** The first list that holds it, unless one that allows does. */
function find(
  { kind, text }: Seen,
  lists: Lists,
  p: Parameters,
  time: number,
): { readonly name: string; readonly version: number; readonly hit: ListHit } | null {
  for (const list of lists) {
    if (list.kind !== kind || list.action !== p.of || (p.lists.length > 0 && !p.lists.includes(list.id))) continue;
    const hit = list.find(text, time);
    if (!hit) continue;
    const allowed = lists.some((one) => one.action === 'allow' && one.kind === kind && one.find(text, time));
    return allowed ? null : { name: list.name, version: list.version, hit };
  }
  return null;
}
