import { rule, type Rule } from '../../../rules/rule';
import { address, type Cases, spread, times } from '../../../testing/cases';
import { dns, type Row, T0 } from '../../../testing/rows';
import { dnsRebinding } from '../detector';

interface P {
  readonly judge: 'flip' | 'local';
  readonly ttl: number;
  readonly own: readonly string[];
}
const A = 1;
const AAAA = 28;
const OUTSIDE = '203.0.113.9';
const INSIDE = '192.168.1.1';
const answer = (time: number, name: string, to: string, ttl = 1): Row =>
  dns(time, { name, answers: [[A, ttl, to]], answerCount: 1 });

export const cases: Cases<P> = {
  detector: dnsRebinding,
  needs: ({ judge }) => (judge === 'flip' ? 2 : 1),
  attack: (n, span, { judge }, v6) =>
    times(n, (i) => {
      const to = address(v6, judge === 'local' || i % 2 === 1, 7);
      const answers = [[v6 ? AAAA : A, 1, to]];
      return dns(spread(T0, i, n, span), { client: address(v6, true), name: 'x.evil.example.com', answers });
    }),
  v6: true,
  mustNot: ({ judge, ttl, own }): Record<string, readonly Row[]> => ({
    'content that moves outside': times(20, (i) => answer(T0 + i, 'cdn.example.com', `203.0.113.${i}`)),
    'names for one’s own network': times(6, (i) => answer(T0 + i, 'printer.home.arpa', i % 2 ? INSIDE : OUTSIDE)),
    'a blocked name': [answer(T0, 'ads.example.com', OUTSIDE), answer(T0 + 1, 'ads.example.com', '0.0.0.0')],
    'a printer that asks its neighbours': [
      dns(T0, { service: 'mdns', name: 'x.example.com', answers: [[A, 1, OUTSIDE]] }),
      dns(T0 + 1, { service: 'mdns', name: 'x.example.com', answers: [[A, 1, INSIDE]] }),
    ],
    ...(own.length > 0 && {
      'a domain of one’s own': own.map((domain) => answer(T0, `files.${domain}`, INSIDE)),
    }),
    ...(judge === 'flip' && {
      'a name that was always inside': times(9, (i) => answer(T0 + i, 'nas.vendor.com', INSIDE)),
      'an answer that was to be kept': [
        answer(T0, 'x.example.com', OUTSIDE, ttl),
        answer(T0 + 1, 'x.example.com', INSIDE),
      ],
      'from inside to outside': [answer(T0, 'x.example.com', INSIDE), answer(T0 + 1, 'x.example.com', OUTSIDE)],
      'two names': [answer(T0, 'x.example.com', OUTSIDE), answer(T0 + 1, 'y.example.com', INSIDE)],
    }),
  }),
};

/** The other way to judge, which no rule that comes with the product takes: it wants one's own domains. */
export const RULES: readonly Rule[] = [
  rule({
    id: 'dns-local-answer',
    title: 'A name outside that leads inside',
    detector: dnsRebinding,
    parameters: { judge: 'local', ttl: 60, own: ['corp.example.com'], windowS: 3600, severity: 'medium' },
  }),
];
