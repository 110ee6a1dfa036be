import { address, type Cases, spread, times } from '../../../testing/cases';
import { flow, type Row, SECOND, T0 } from '../../../testing/rows';
import { traceroute } from '../detector';

interface P {
  readonly routers: number;
}
const expired = (v6: boolean) => ({ proto: v6 ? 58 : 1, srcPort: v6 ? 3 : 11, dstPort: 0, srcFlags: 0 });
const told = (time: number, router: number, v6 = false, fields = {}): Row =>
  flow(time, { ...expired(v6), src: address(v6, false, 300 + router), dst: address(v6, true), ...fields });

export const cases: Cases<P> = {
  detector: traceroute,
  needs: ({ routers }) => routers,
  attack: (n, span, _p, v6) => times(n, (i) => told(spread(T0, i, n, span), i, v6)),
  v6: true,
  mustNot: ({ routers }) => ({
    'a loop of two routers': times(routers * 20, (i) => told(T0 + i * SECOND, i % 2)),
    'ports that cannot be reached': times(routers * 2, (i) => told(T0 + i, i, false, { srcPort: 3, dstPort: 3 })),
    'answers to pings': times(routers * 2, (i) => told(T0 + i, i, false, { srcPort: 0 })),
    'each router tells another host': times(routers * 2, (i) =>
      told(T0 + i, i, false, { dst: address(false, true, i) }),
    ),
    'packets that expired, of which no router is seen to tell': times(routers * 2, (i) =>
      flow(T0 + i, { proto: 17, srcFlags: 0, dst: address(false, false, i), marks: 4 }),
    ),
    'UDP from port 11': times(routers * 2, (i) => told(T0 + i, i, false, { proto: 17 })),
  }),
};
