import { countOf, factsOf, field, itemsOf, textOf } from './fields';
import type { ReputationSource } from './source';

/** AlienVault OTX (LevelBlue), API v1, section `general`: in how many pulses of its community it stands. A pulse is a mention, no verdict. */
export const otx: ReputationSource = {
  id: 'otx',
  title: 'AlienVault OTX',
  host: 'otx.alienvault.com',
  kinds: ['address', 'name'],
  quota: { perMinute: 60, perDay: 5000 },
  request({ kind, value }, key, base) {
    const section = kind === 'name' ? 'hostname' : value.includes(':') ? 'IPv6' : 'IPv4';
    return {
      url: `${base}/api/v1/indicators/${section}/${encodeURIComponent(value)}/general`,
      headers: { 'x-otx-api-key': key, accept: 'application/json' },
    };
  },
  read(answer) {
    const pulses = countOf(field(answer, 'pulse_info', 'count'));
    if (pulses === null) return null;
    const named = itemsOf(field(answer, 'pulse_info', 'pulses'), 3).map((pulse) => textOf(field(pulse, 'name')));
    const allowed = itemsOf(field(answer, 'validation'), 20).some((one) =>
      /whitelist/i.test(textOf(field(one, 'source'))),
    );
    return {
      score: null,
      verdict: pulses === 0 ? 'unknown' : allowed ? 'clean' : 'suspicious',
      facts: factsOf([
        ['pulses that name it', pulses],
        ['the first of them', named.filter(Boolean).join(' · ')],
        ['on its list of allowed', allowed ? 'yes' : ''],
        ['network', field(answer, 'asn')],
        ['country', field(answer, 'country_name')],
      ]),
    };
  },
};
