import { countOf, dayOf, factsOf, field } from './fields';
import type { ReputationSource } from './source';

/** From here on the score is what its makers call sure, and worth a look. Percent. */
const [BAD, SUSPICIOUS] = [75, 25];

/** AbuseIPDB, API v2, `check`: reports of the last 90 days. */
export const abuseIpdb: ReputationSource = {
  id: 'abuseipdb',
  title: 'AbuseIPDB',
  host: 'api.abuseipdb.com',
  kinds: ['address'],
  quota: { perMinute: 30, perDay: 1000 },
  request: ({ kind, value }, key, base) =>
    kind === 'address'
      ? {
          url: `${base}/api/v2/check?ipAddress=${encodeURIComponent(value)}&maxAgeInDays=90`,
          headers: { key, accept: 'application/json' },
        }
      : null,
  read(answer) {
    const data = field(answer, 'data');
    const score = countOf(field(data, 'abuseConfidenceScore'));
    if (score === null || score > 100) return null;
    const reports = countOf(field(data, 'totalReports'));
    return {
      score,
      verdict: score >= BAD ? 'bad' : score >= SUSPICIOUS ? 'suspicious' : reports === 0 ? 'unknown' : 'clean',
      facts: factsOf([
        ['confidence of abuse', `${score} %`],
        ['reports in 90 days', reports],
        ['reporters', countOf(field(data, 'numDistinctUsers'))],
        ['last reported', dayOf(field(data, 'lastReportedAt'))],
        ['used as', field(data, 'usageType')],
        ['provider', field(data, 'isp')],
        ['domain', field(data, 'domain')],
        ['country', field(data, 'countryCode')],
        ['on its list of allowed', field(data, 'isWhitelisted') === true ? 'yes' : ''],
      ]),
    };
  },
};
