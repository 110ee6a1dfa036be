import { address, type Cases, spread, times } from '../../../testing/cases';
import { dns, T0 } from '../../../testing/rows';
import { dnsChannel } from '../detector';

interface P {
  readonly names: number;
  readonly texts: number;
}
const chunk = (i: number) => `${i.toString(36).padStart(4, 'x')}${'k3jq'.repeat(8)}`;

export const cases: Cases<P> = {
  detector: dnsChannel,
  needs: ({ names }) => names,
  attack: (n, span, _p, v6) =>
    times(n, (i) => dns(spread(T0, i, n, span), { client: address(v6, true), name: `${chunk(i)}.t.evil.example` })),
  v6: true,
  mustNot: ({ names, texts }) => ({
    'many domains': times(names * 2, (i) => dns(T0 + i, { name: `${chunk(i)}.site${i}.com` })),
    'a content network’s short names': times(names * 2, (i) => dns(T0 + i, { name: `e${i}.edge.example.com` })),
    'one long name': times(names * 2, (i) => dns(T0 + i, { name: `${chunk(1)}.example.com` })),
    'a mail server’s policies': times(texts * 2, (i) =>
      dns(T0 + i, { qtype: 16, name: `s${i}._domainkey.example.com` }),
    ),
    'reverse look-ups': times(names * 2, (i) => dns(T0 + i, { qtype: 12, name: `${i}.2.0.192.in-addr.arpa` })),
    'one query by TXT below the threshold': times(texts - 1, (i) =>
      dns(T0 + i, { qtype: 16, name: `a${i}.example.com` }),
    ),
  }),
};
