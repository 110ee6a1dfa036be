import { address, type Cases, spread, times } from '../../../testing/cases';
import { dns, T0 } from '../../../testing/rows';
import { dnsRate } from '../detector';

interface P {
  readonly longerThan: number;
  readonly requests: number;
}

export const cases: Cases<P> = {
  detector: dnsRate,
  needs: ({ requests }) => requests,
  attack: (n, span, _p, v6) =>
    times(n, (i) => dns(spread(T0, i, n, span), { client: address(v6, true), name: `n${i}.example.com` })),
  v6: true,
  mustNot: ({ longerThan, requests }) => ({
    'a name of just the length': [dns(T0, { name: `${'a'.repeat(longerThan - 4)}.com` })],
    'neighbours asking the local link': times(requests * 2, (i) => dns(T0 + i, { service: 'mdns' })),
    'answers to questions nobody saw': times(requests * 2, (i) => dns(T0 + i, { queries: 0 })),
    'many clients': times(requests * 2, (i) => dns(T0 + i, { client: address(false, true, i) })),
  }),
};
