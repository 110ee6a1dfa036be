import { z } from 'zod';
import { knownDays, learnDays, severity } from '../../parameters';
import type { AnyRecord, DnsRecord } from '../../records/records';
import { noveltyDetector } from '../../state/novelty';
import { isPrivateName } from '../../records/private-names';
import { isRare, newDays, rareShare, rareAmong, settleHours } from '../../state/rarity';
import { count, percent, shortName } from '../../words';

const parameters = z.strictObject({
  judge: z
    .enum(['listed', 'rare', 'either', 'both'])
    .describe('top-level domains that are listed, or rare here, or either, or both'),
  tlds: z
    .array(z.string().regex(/^([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/))
    .max(2000)
    .describe('the list, without dots'),
  share: rareShare,
  clients: rareAmong,
  newDays,
  settleHours,
  learnDays,
  knownDays,
  severity,
});
type Parameters = z.infer<typeof parameters>;
const DAY = 86_400_000_000;
const HOUR = 3_600_000_000;
const TLD = /^([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/** A top-level domain of ill repute, or one that hardly anybody here uses. */
export const rareTld = noveltyDetector<Parameters>({
  id: 'rare-tld',
  version: 1,
  kind: 'rare_tld',
  reads: ['dns'],
  parameters,
  measure: { name: 'clients', unit: 'clients' },
  about: {
    title: 'Suspicious or rare top-level domain',
    counts:
      'Clients that look up names below a top-level domain and are answered without an error, each at the time of its look-ups; beside them all clients that look up anything.',
    algorithm:
      'Listed: the domain is in the list. Rare: it was first seen at most so many days ago, after the network had been watched for a while, and no more than the given share of the clients use it; one client may always. The rule says which of the two is asked for, or both.',
    source:
      'Requirement document R0 (rare and newly registered top-level domains, without numbers). The list is of those that Spamhaus, Interisle and Cloudflare Radar name for abuse again and again. Rarity is RITA’s prevalence (2 % of hosts) and age (7 days).',
    limits:
      'Most names below a listed domain are harmless; a sign beside others, so low. How old a name is by its registry is not asked. At most 10,000 clients are told apart.',
    lookAlikes:
      'A marketing mail that everybody opens (many clients at once, so not rare for long); the first visitor of a foreign country’s sites; link shorteners below listed domains. Private names (lan, internal …) are left out.',
  },
  memberOf: (record) => (isLookUp(record) ? record.client : null),
  read(record, p) {
    if (!isLookUp(record) || record.rcode !== 0 || record.responses === 0 || record.domain === '') return null;
    const { client, name, time, ref } = record;
    const tld = name.slice(name.lastIndexOf('.') + 1);
    if (!TLD.test(tld) || tld === 'arpa' || isPrivateName(name)) return null;
    if (p.judge !== 'rare' && p.judge !== 'either' && !p.tlds.includes(tld)) return null;
    return { key: tld, time, by: client, item: `${client} ${name}`, ref };
  },
  always: (tld, { judge, tlds }) => judge === 'listed' || (judge === 'either' && tlds.includes(tld)),
  freshUs: (p) => p.newDays * DAY,
  settleUs: (p) => p.settleHours * HOUR,
  rare: isRare,
  parties: (_key, item) => ({ src: item.slice(0, item.indexOf(' ')), dst: '', dport: -1 }),
  summary({ items, sources }, tld, p, { by, members }) {
    const [item = ''] = items;
    const space = item.indexOf(' ');
    const who = sources.size === 1 ? item.slice(0, space) : `${count(sources.size)} clients`;
    const why = [
      ...(p.tlds.includes(tld) ? ['which is listed as suspicious'] : []),
      ...(p.judge === 'listed' ? [] : [`which ${count(by ?? 0)} of ${count(members ?? 0)} clients used so far`]),
    ];
    return `${who} looked up ${shortName(item.slice(space + 1))}, below .${tld}, ${why.join(' and ')}; the threshold is one look-up${p.judge === 'listed' ? '' : ` by at most ${percent(p.share)} of the clients`}.`;
  },
});

const isLookUp = (record: AnyRecord): record is DnsRecord => record.fact === 'dns' && record.service === 'dns';
