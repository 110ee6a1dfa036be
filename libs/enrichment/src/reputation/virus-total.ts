import { countOf, dayOf, factsOf, field, itemsOf, textOf } from './fields';
import type { ReputationSource } from './source';

/** As many engines that call it malicious are more than a mistake of one. */
const BAD = 3;

/** VirusTotal, API v3: reports of addresses and domains. */
export const virusTotal: ReputationSource = {
  id: 'virustotal',
  title: 'VirusTotal',
  host: 'www.virustotal.com',
  kinds: ['address', 'name'],
  quota: { perMinute: 4, perDay: 500 },
  request: ({ kind, value }, key, base) => ({
    url: `${base}/api/v3/${kind === 'address' ? 'ip_addresses' : 'domains'}/${encodeURIComponent(value)}`,
    headers: { 'x-apikey': key, accept: 'application/json' },
  }),
  read(answer) {
    const about = field(answer, 'data', 'attributes');
    const of = (name: string) => countOf(field(about, 'last_analysis_stats', name));
    const [malicious, suspicious, harmless, undetected] = [
      of('malicious'),
      of('suspicious'),
      of('harmless'),
      of('undetected'),
    ];
    if (malicious === null || harmless === null) return null;
    const all = malicious + (suspicious ?? 0) + harmless + (undetected ?? 0);
    return {
      score: all === 0 ? null : Math.round((100 * malicious) / all),
      verdict:
        malicious >= BAD ? 'bad' : malicious + (suspicious ?? 0) > 0 ? 'suspicious' : all > 0 ? 'clean' : 'unknown',
      facts: factsOf([
        ['engines that call it malicious', `${malicious} of ${all}`],
        ['suspicious', suspicious],
        ['looked at', dayOf(field(about, 'last_analysis_date'))],
        ['votes of its users', field(about, 'reputation')],
        ['network', field(about, 'as_owner')],
        ['country', field(about, 'country')],
        ['registered', dayOf(field(about, 'creation_date'))],
        ['registrar', field(about, 'registrar')],
        ['tags', itemsOf(field(about, 'tags'), 8).map(textOf).filter(Boolean).join(', ')],
      ]),
    };
  },
};
