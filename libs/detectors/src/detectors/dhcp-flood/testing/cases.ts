import { address, type Cases, spread, times } from '../../../testing/cases';
import { dhcp, flow, T0 } from '../../../testing/rows';
import { dhcpFlood } from '../detector';

interface P {
  readonly messages: number;
}
const SOLICIT = { message: 'SOLICIT', version: 6, dst: 'ff02::1:2', dstPort: 547 };

export const cases: Cases<P> = {
  detector: dhcpFlood,
  needs: ({ messages }) => messages,
  attack: (n, span, _p, v6) =>
    times(n, (i) => dhcp(spread(T0, i, n, span), v6 ? { ...SOLICIT, src: address(true, true, i) } : {})),
  v6: true,
  mustNot: ({ messages }) => ({
    'what servers answer': times(messages * 2, (i) => dhcp(T0 + i, { message: i % 2 === 0 ? 'OFFER' : 'ACK' })),
    'other datagrams': times(messages * 2, (i) => flow(T0 + i, { proto: 17, srcFlags: 0, dstPort: 67 })),
  }),
};
