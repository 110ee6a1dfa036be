import { z } from 'zod';
import { severity, windowS } from '../../parameters';
import { isExternal, isInternal } from '../../records/addresses';
import { isPrivateName } from '../../records/private-names';
import type { DnsRecord } from '../../records/records';
import type { SlidingWindow } from '../../state/sliding-window';
import { thresholdDetector } from '../../state/threshold';
import { count, shortName, span } from '../../words';

const parameters = z.strictObject({
  judge: z
    .enum(['flip', 'local'])
    .describe(
      'flip: an address outside and then one inside, or both in one answer; local: any address inside for a name that is not one’s own',
    ),
  ttl: z.number().int().min(1).max(86_400).describe('flip: the answer before was to be kept for less, seconds'),
  own: z
    .array(z.string().regex(/^[a-z0-9_.-]{1,253}$/))
    .max(1000)
    .describe('one’s own domains: they and the names below them may be inside'),
  windowS,
  severity,
});
type Parameters = z.infer<typeof parameters>;

/** Types of DNS records that hold an address. */
const [A, AAAA] = [1, 28];
/** What an answer said: an address outside, one inside, or both. */
type Said = 'outside' | 'inside' | 'both';
/** A name of somebody else's leads into one's own network. */
export const dnsRebinding = thresholdDetector<Parameters>({
  id: 'dns-rebinding',
  version: 1,
  kind: 'dns_rebinding',
  reads: ['dns'],
  parameters,
  measure: { name: 'answers inside', unit: 'answers' },
  about: {
    title: 'DNS rebinding',
    counts:
      'Answers with addresses (A, AAAA) that one client had for one name, at the time of the look-up: those that lead inside (RFC 1918, RFC 4193, link-local, loopback), and before them those that lead outside and were to be forgotten soon. Names with a registered domain alone, none that belong to a private top-level name or to one’s own domains.',
    algorithm:
      'An answer outside and, within the window, one inside: a page from outside asks for its own name again and reaches a host inside. One answer with both counts as well. Told to judge “local”, any answer inside of a name that is not one’s own is enough.',
    source:
      'Zeek detect-external-names.zeek (an outside name answered with a local address; needs to know the local zones); the flip with a short time to live is how the attack works (Jackson et al., Protecting Browsers from DNS Rebinding Attacks, 2007).',
    limits:
      'Who answers inside from the start is seen by “local” alone, which wants one’s own domains listed. Look-ups over TLS or HTTPS are not seen. An answer to another client is not added up.',
    lookAlikes:
      'Split horizon: a laptop that asks outside and then over a private network, if the times to live are short. Blocking resolvers that begin to answer with 127.0.0.1 (0.0.0.0 is not inside). Names of printers and media servers that vendors lead inside are steady, so there is no flip.',
  },
  distinct: false,
  cap: () => 64,
  read(record, p) {
    if (record.fact !== 'dns' || record.service !== 'dns' || record.domain === '') return null;
    const said = saidBy(record, p);
    if (!said || isOwn(record.name, p)) return null;
    const { client, name, time, ref } = record;
    const item = `${said.what} ${said.address}`;
    return { key: `${client} ${name}`, time, item, weight: said.what === 'outside' ? 0 : 1, ref };
  },
  reached: (_entries, inside) => inside >= 1,
  part: (window, place, _key, p) => partOf(window, place, p),
  parties(key, item) {
    const [what, address = ''] = item.split(' ');
    return { src: key.slice(0, key.indexOf(' ')), dst: what === 'outside' ? '' : address, dport: -1 };
  },
  value: ({ sum }) => sum,
  threshold: () => 1,
  summary({ sum, targets, first, last }, key, p) {
    const [client = ''] = key.split(' ', 1);
    const inside = [...targets].slice(0, 3).join(', ');
    const often = sum === 1 ? '' : ` ${count(sum)} times`;
    const before = p.judge === 'flip' ? `, after an address outside and within ${span(last - first)}` : '';
    return `${client} asked for ${shortName(key.slice(client.length + 1))} and was led inside to ${inside}${often}${before}; the threshold is one such answer within ${p.windowS} s.`;
  },
});

/** Null when the record says nothing that counts. */
function saidBy({ answers }: DnsRecord, { judge, ttl: most }: Parameters): { what: Said; address: string } | null {
  let [inside, outside] = ['', ''];
  for (const [type, ttl, address] of answers) {
    if (type !== A && type !== AAAA) continue;
    if (isInternal(address)) inside = address;
    else if (judge === 'flip' && ttl < most && isExternal(address)) outside = address;
  }
  if (inside !== '') return { what: outside === '' ? 'inside' : 'both', address: inside };
  return outside === '' ? null : { what: 'outside', address: outside };
}

const isOwn = (name: string, { own }: Parameters): boolean =>
  isPrivateName(name) || own.some((domain) => name === domain || name.endsWith(`.${domain}`));

/** The new answer, and the one of the other side that belongs to it. */
function partOf(
  { times, items }: SlidingWindow,
  place: number,
  { judge, windowS: seconds }: Parameters,
): ReadonlySet<number> | null {
  const saidAt = (at: number) => (items[at] as string).split(' ', 1)[0] as Said;
  const near = (at: number) => Math.abs((times[at] as number) - (times[place] as number)) <= seconds * 1e6;
  const said = saidAt(place);
  if (said === 'both' || (judge === 'local' && said === 'inside')) return new Set([place]);
  if (said === 'inside') {
    for (let at = place - 1; at >= 0 && near(at); at--) if (saidAt(at) === 'outside') return new Set([at, place]);
    return null;
  }
  for (let at = place + 1; at < items.length && near(at); at++)
    if (saidAt(at) === 'inside') return new Set([place, at]);
  return null;
}
