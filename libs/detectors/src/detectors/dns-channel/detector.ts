import { z } from 'zod';
import { severity, threshold, windowS } from '../../parameters';
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
    const item = `${CARRIERS.has(qtype) || qtype >= PRIVATE_USE ? 1 : 0} ${below} ${name}`;
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

function isLongOrCarried({ window, from, to }: Entries, p: Parameters): boolean {
  const names = new Map<string, readonly [carried: boolean, below: number]>();
  for (let i = from; i < to; i++) {
    const [carried, below, name = ''] = (window.items[i] as string).split(' ');
    names.set(name, [carried === '1', Number(below)]);
  }
  if (names.size < p.names) return false;
  let [carried, length] = [0, 0];
  for (const [carries, below] of names.values()) {
    if (carries) carried++;
    length += below;
  }
  return length >= p.meanLength * names.size || carried >= p.channelShare * names.size;
}
