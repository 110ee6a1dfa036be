import { rule, type Rule } from '../../../rules/rule';
import { address, type Cases, times } from '../../../testing/cases';
import { ANSWERED, dns, flow, type Row, SECOND, T0, tls } from '../../../testing/rows';
import { resolverBypass } from '../detector';

interface P {
  readonly connections: number;
  readonly quietS: number;
  readonly plain: boolean;
  readonly own: readonly string[];
}
const CLOUDFLARE = { v4: '1.1.1.1', v6: '2606:4700:4700::1111' };
const INSIDE = '10.0.0.53';

export const cases: Cases<P> = {
  detector: resolverBypass,
  needs: ({ connections, quietS }) => connections + (quietS > 0 ? 1 : 0),
  // Where quiet is asked for, the first is a plain look-up and the connections come the whole span after it.
  attack: (n, span, { quietS }, v6) =>
    times(n, (i): Row => {
      const client = address(v6, true);
      if (quietS > 0) {
        const time = i === 0 ? T0 : T0 + span + i - n + 1;
        return dns(time, { flow: i + 1, client, server: i === 0 ? INSIDE : '8.8.8.8' });
      }
      const time = T0 + (n > 1 ? Math.round((i * span) / (n - 1)) : 0);
      const ends = { src: client, dst: CLOUDFLARE[v6 ? 'v6' : 'v4'], dstPort: i % 2 === 0 ? 443 : 853 };
      return flow(time, { ...ANSWERED, flow: i + 1, ...ends });
    }),
  v6: true,
  mustNot: ({ connections, quietS, plain, own }): Record<string, readonly Row[]> => ({
    'the web': times(connections * 4, (i) => tls(T0 + i, { flow: i + 1, serverName: 'www.cloudflare.com' })),
    'a name that only ends alike': times(connections * 4, (i) =>
      tls(T0 + i, { flow: i + 1, serverName: 'mydns.google' }),
    ),
    'look-ups inside': times(connections * 4, (i) => dns(T0 + i, { flow: i + 1 })),
    'attempts that nobody answers': times(connections * 4, (i) => flow(T0 + i, { flow: i + 1, dst: CLOUDFLARE.v4 })),
    'a resolver of one’s own': times(connections * 4, (i) =>
      flow(T0 + i, { flow: i + 1, ...ANSWERED, dst: INSIDE, dstPort: 853 }),
    ),
    ...(!plain && {
      'plain look-ups elsewhere': times(connections * 4, (i) => dns(T0 + i, { flow: i + 1, server: '8.8.8.8' })),
    }),
    ...(own.length > 0 && {
      'one’s own resolver, which forwards': own.map((client, i) => tls(T0 + i, { client, serverName: 'dns.google' })),
    }),
    ...(quietS > 0 && {
      'a client that asks both ways': times(connections * 4, (i) =>
        i % 2 === 0
          ? dns(T0 + i * (quietS - 1) * SECOND)
          : tls(T0 + i * (quietS - 1) * SECOND, { flow: i, serverName: 'dns.google' }),
      ),
      'a client that never asked plainly': times(connections * 4, (i) =>
        tls(T0 + i, { flow: i + 1, serverName: 'dns.google' }),
      ),
    }),
  }),
};

/** Other ways to judge, which no rule that comes with the product takes. */
export const RULES: readonly Rule[] = [
  rule({
    id: 'resolver-moved',
    title: 'A client whose look-ups have moved elsewhere',
    detector: resolverBypass,
    parameters: { connections: 3, quietS: 900, plain: true, own: ['10.0.0.53'], windowS: 3600, severity: 'low' },
  }),
  rule({
    id: 'resolver-elsewhere',
    title: 'Look-ups elsewhere, plain ones as well',
    detector: resolverBypass,
    parameters: { connections: 5, quietS: 0, plain: true, own: [], windowS: 600, severity: 'medium' },
  }),
];
