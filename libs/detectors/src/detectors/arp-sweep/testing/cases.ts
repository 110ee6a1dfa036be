import { type Cases, spread, times } from '../../../testing/cases';
import { arp, T0 } from '../../../testing/rows';
import { arpSweep } from '../detector';

interface P {
  readonly hosts: number;
}

export const cases: Cases<P> = {
  detector: arpSweep,
  needs: ({ hosts }) => hosts,
  attack: (n, span) =>
    times(n, (i) => arp(spread(T0, i, n, span), { via: 'request', target: `10.0.${i >> 7}.${1 + (i & 127)}` })),
  v6: false,
  mustNot: ({ hosts }) => ({
    'one address again and again': times(hosts * 2, (i) => arp(T0 + i, { via: 'request' })),
    'many hosts asking for the gateway': times(hosts * 2, (i) =>
      arp(T0 + i, { via: 'request', sender: `10.0.0.${i}`, senderMac: `02:00:00:00:01:${i}`, target: '10.0.0.254' }),
    ),
    answers: times(hosts * 2, (i) => arp(T0 + i, { target: `10.0.0.${i}` })),
    announcements: times(hosts * 2, (i) => arp(T0 + i, { via: 'request', target: `10.0.0.${i}`, gratuitous: 1 })),
  }),
};
