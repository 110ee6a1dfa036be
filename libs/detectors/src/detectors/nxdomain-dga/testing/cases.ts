import { address, type Cases, spread, times } from '../../../testing/cases';
import { dns, T0 } from '../../../testing/rows';
import { nxdomainDga } from '../detector';

interface P {
  readonly domains: number;
}

export const cases: Cases<P> = {
  detector: nxdomainDga,
  needs: ({ domains }) => domains,
  attack: (n, span, _p, v6) =>
    times(n, (i) => dns(spread(T0, i, n, span), { client: address(v6, true), name: `qx${i}zu.com`, rcode: 3 })),
  v6: true,
  mustNot: ({ domains }) => ({
    'search suffixes': times(domains * 2, (i) => dns(T0 + i, { name: `h${i}.corp.example.com`, rcode: 3 })),
    'browser probes': times(domains * 2, (i) => dns(T0 + i, { name: `abcdefgh${i}`, rcode: 3 })),
    'reverse look-ups': times(domains * 2, (i) => dns(T0 + i, { name: `${i}.2.0.192.in-addr.arpa`, rcode: 3 })),
    'a crawler with some dead links': times(domains * 10, (i) =>
      dns(T0 + i, { name: `site${i}.com`, rcode: i % 5 === 4 ? 3 : 0 }),
    ),
    'no answers': times(domains * 2, (i) => dns(T0 + i, { name: `s${i}.com`, rcode: -1, responses: 0 })),
  }),
};
