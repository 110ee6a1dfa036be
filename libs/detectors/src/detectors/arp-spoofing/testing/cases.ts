import { type Cases, spread, times } from '../../../testing/cases';
import { arp, dhcp, T0 } from '../../../testing/rows';
import { arpSpoofing } from '../detector';

interface P {
  readonly addresses: number;
}
const OLD = { previousMac: '02:00:00:00:00:99' };

export const cases: Cases<P> = {
  detector: arpSpoofing,
  needs: ({ addresses }) => addresses,
  attack: (n, span) => times(n, (i) => arp(spread(T0, i, n, span), { sender: `10.1.0.${1 + (i % 200)}`, ...OLD })),
  v6: false,
  mustNot: () => ({
    'a router with many addresses': times(20, (i) => arp(T0 + i, { sender: `10.1.${i}.1` })),
    'one address that moved': times(20, (i) => arp(T0 + i, i === 0 ? OLD : {})),
    'a failover that announces itself': times(20, (i) => arp(T0 + i, { sender: `10.1.${i}.1`, gratuitous: 1, ...OLD })),
    'a virtual router': times(20, (i) =>
      arp(T0 + i, { sender: `10.1.${i}.1`, senderMac: '00:00:5e:00:01:0a', ...OLD }),
    ),
    'a laptop with a new lease': [
      arp(T0, { sender: '10.1.0.7' }),
      dhcp(T0 + 1, { message: 'ACK', given: ['10.1.0.8'] }),
      arp(T0 + 2, { sender: '10.1.0.8', ...OLD }),
    ],
    probes: times(20, (i) => arp(T0 + i, { via: 'request', sender: '0.0.0.0', target: `10.1.0.${i}`, ...OLD })),
    'two hosts that each moved once': [
      arp(T0, { sender: '10.1.0.1', ...OLD }),
      arp(T0 + 1, { sender: '10.1.0.2', senderMac: '02:00:00:00:00:02', ...OLD }),
    ],
  }),
};
