import type { Rule } from '../../../rules/rule';
import { address } from '../../../testing/cases';
import { auth, dns, http, type Row, tls } from '../../../testing/rows';
import type { Parameters } from '../parameters';
import { own } from './own';

type Fields = Readonly<Record<string, unknown>>;

/** Rules over lookups, handshakes, requests and attempts to sign in, one of each measure. */
export const FACT_RULES: readonly Rule[] = [
  own('lookups-in-vain', {
    ...{ kind: 'dns', when: 'dns.rcode = NXDOMAIN and not example.net', measure: 'lookups', by: ['src.ip'] },
    ...{ windowS: 60, threshold: 8 },
  }),
  own('names-of-a-client', {
    ...{ kind: 'dns', except: 'dns.rcode = NOERROR', measure: 'distinct domain', by: ['src.ip', 'dns.type'] },
    ...{ windowS: 30, threshold: 12, severity: 'high' },
  }),
  own('old-tls', {
    ...{ kind: 'tls', when: 'tls.version in (TLSv1.0, TLSv1.1)', measure: 'handshakes', by: ['dst.ip', 'dst.port'] },
    ...{ windowS: 120, threshold: 5 },
  }),
  own('uploads', {
    ...{ kind: 'http', when: 'http.method = POST', measure: 'sum of http.sent', by: ['src.ip'] },
    ...{ windowS: 300, threshold: 10_000 },
  }),
  own('guessed', {
    ...{ kind: 'auth', when: 'auth.outcome = failure', measure: 'sum of auth.attempts', by: ['dst.ip', 'auth.user'] },
    ...{ windowS: 60, threshold: 10 },
  }),
];

/** What one contribution adds. */
export const FACT_STEPS: Readonly<Record<string, number>> = { 'sum of http.sent': 1000, 'sum of auth.attempts': 2 };

/** One contribution to a rule of `FACT_RULES`. */
export function factContribution(i: number, time: number, { kind, measure }: Parameters, v6: boolean): Row {
  const ends = { client: address(v6, true), server: address(v6, false) };
  switch (kind) {
    case 'tls':
      return tls(time, { ...ends, version: i % 2 === 0 ? 0x0301 : 0x0302 });
    case 'http':
      return http(time, { ...ends, method: 'POST', requestLength: FACT_STEPS[measure] });
    case 'auth':
      return auth(time, { ...ends, count: FACT_STEPS[measure] });
    default:
      return dns(time, { ...ends, rcode: 3, name: `n${i}.example.com` });
  }
}

/** What of a contribution keeps a rule silent, however many come. */
export const FACT_MUST_NOT: Readonly<Record<string, Readonly<Record<string, (i: number) => Fields>>>> = {
  'lookups-in-vain': {
    'names that there are': () => ({ rcode: 0 }),
    'lookups without an answer': () => ({ rcode: -1 }),
    'names that are taken out': (i) => ({ name: `n${i}.Example.net`.toLowerCase() }),
    'groups of their own': (i) => ({ client: address(false, true, i) }),
  },
  'names-of-a-client': {
    'one name again and again': () => ({ name: 'a.example.com' }),
    'no name at all': () => ({ name: '' }),
    'lookups of the exception': () => ({ rcode: 0 }),
    'groups of their own': (i) => ({ qtype: i }),
  },
  'old-tls': {
    'a version of today': () => ({ version: 0x0303 }),
    'a version that was not seen': () => ({ version: 0 }),
    'groups of their own': (i) => ({ serverPort: 1000 + i }),
  },
  uploads: {
    'requests without content': () => ({ requestLength: -1 }),
    'requests of another kind': () => ({ method: 'GET' }),
    'groups of their own': (i) => ({ client: address(false, true, i) }),
  },
  guessed: {
    'what was let in': () => ({ outcome: 'success' }),
    'attempts without a name': () => ({ user: '' }),
    'records that tell of no attempt': () => ({ count: 0 }),
    'groups of their own': (i) => ({ user: `user${i}` }),
  },
};
