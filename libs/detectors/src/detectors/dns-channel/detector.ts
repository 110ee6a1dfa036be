import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
import type { SlidingWindow } from '../../state/sliding-window';
import { type Entries, thresholdDetector } from '../../state/threshold';
import { count, shortName, span } from '../../words';

const parameters = z.strictObject({
  names: threshold('distinct names below one registered domain, at least'),
  meanLength: z.number().positive().max(255).describe('mean characters in front of the domain, at least'),
  channelShare: z.number().min(0).max(1).describe('or the share of names asked by types that carry data'),
  texts: threshold('or queries by types that carry free data (TXT, NULL, private use), at least'),
  windowS,
  severity,
});
type Parameters = z.infer<typeof parameters>;

const NULL = 10;
const TXT = 16;
/** CNAME, MX, SRV, KEY: tunnels use them beside TXT and NULL. */
const CARRIERS = new Set([5, NULL, 15, TXT, 25, 33]);
const PRIVATE_USE = 65_280;
/** Mail policy and service look-ups ask for TXT below labels with an underscore (RFC 8552), or at the domain itself. */
const POLICY = /(^|\.)_/;

/** First character of the item of a query by such a type; the second part is the length below the domain. */
const CARRIED = '1';
const BELOW = 2;

const isFree = (qtype: number) => qtype === TXT || qtype === NULL || qtype >= PRIVATE_USE;

/** A registered domain used as a channel. */
export const dnsChannel = thresholdDetector<Parameters>({
  id: 'dns-channel',
  version: 1,
  kind: 'dns_tunnel',
  reads: ['dns'],
  parameters,
  measure: { name: 'lookups below the domain', unit: 'queries' },
  about: {
    title: 'DNS tunnelling by names and types',
    counts:
      'Transactions of one client below one registered domain (public-suffix list), at the time of the first query. Left out: reverse names, mDNS and LLMNR, the domain itself, names with underscore labels.',
    algorithm:
      'Enough distinct names that are long or asked by types that carry data; or enough queries by TXT, NULL or private types, whose answers bring data back.',
    source:
      'RITA (distinct sub-domains of a domain: nothing under 100), anomalous-dns (NULL and private-use types, long names), Sigma (50 NULL queries a minute).',
    limits:
      'A tunnel slower than the window stays unseen, as does one spread over many domains. The suffix list is that of the package tldts.',
    lookAlikes:
      'Many names of many domains (each counted apart); content networks with short host names; anti-virus look-ups that put a hash into a name: suppress by domain.',
  },
  distinct: false,
  cap: ({ names, texts }) => Math.max(1024, Math.max(names, texts) * 4),
  read(record) {
    if (record.fact !== 'dns' || record.service !== 'dns' || record.queries === 0) return null;
    const { name, domain } = record;
    if (domain === '' || domain === name || name.endsWith('.arpa') || POLICY.test(name)) return null;
    const { client, qtype, time, ref } = record;
    const below = name.length - domain.length - 1;
    const item = `${CARRIERS.has(qtype) || qtype >= PRIVATE_USE ? CARRIED : '0'} ${below} ${name}`;
    return { key: `${client} ${domain}`, time, item, weight: isFree(qtype) ? 1 : 0, ref };
  },
  reached: (entries, texts, p) => texts >= p.texts || entries >= p.names,
  confirm: (entries, _key, p) => (textsIn(entries) >= p.texts || isLongOrCarried(entries, p) ? p.severity : null),
  parties: (key) => ({ src: key.split(' ')[0] as string, dst: '', dport: -1 }),
  value: ({ count: queries }) => queries,
  threshold: (p) => p.names,
  summary({ count: queries, items, sum, first, last }, key, p) {
    const [client, domain = ''] = key.split(' ');
    const names = new Set<string>();
    let length = 0;
    for (const item of items) {
      const [, below, name = ''] = item.split(' ');
      if (!names.has(name)) length += Number(below);
      names.add(name);
    }
    const mean = Math.round(length / Math.max(1, names.size));
    return `${client} asked ${count(queries)} times for ${count(names.size)} names below ${shortName(domain)} within ${span(last - first)}, ${mean} characters each on average, ${count(sum)} by TXT, NULL or private types; the thresholds are ${p.names} names or ${p.texts} such queries within ${p.windowS} s.`;
  },
});

function textsIn({ window, from, to }: Entries): number {
  let texts = 0;
  for (let i = from; i < to; i++) texts += window.weights[i] as number;
  return texts;
}

/** Contributions that a window must have had before it can hold enough names; forgotten with the window. */
const notBefore = new WeakMap<SlidingWindow, number>();

function isLongOrCarried({ window, from, to, seen }: Entries, p: Parameters): boolean {
  if (seen < (notBefore.get(window) ?? 0)) return false;
  const { items } = window;
  const all = new Set(items).size;
  // Each further query brings one name at most: a client that asks for the same few again and again is not looked through each time.
  if (all < p.names) {
    notBefore.set(window, seen + p.names - all);
    return false;
  }
  const names = new Set<string>();
  const before = new Set<string>();
  let [carried, length] = [0, 0];
  // A name counts as it was asked for last.
  for (let i = to - 1; i >= from; i--) {
    const item = items[i] as string;
    if (before.has(item)) continue;
    before.add(item);
    const name = item.slice(item.indexOf(' ', BELOW) + 1);
    if (names.has(name)) continue;
    names.add(name);
    if (item.startsWith(CARRIED)) carried++;
    length += Number(item.slice(BELOW, item.length - name.length - 1));
  }
  if (names.size < p.names) return false;
  return length >= p.meanLength * names.size || carried >= p.channelShare * names.size;
}
