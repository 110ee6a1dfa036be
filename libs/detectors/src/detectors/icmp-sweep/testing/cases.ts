import { address, type Cases, spread, times } from '../../../testing/cases';
import { flow, T0 } from '../../../testing/rows';
import { icmpSweep } from '../detector';

interface P {
  readonly hosts: number;
}
const ping = (v6: boolean) => ({ proto: v6 ? 58 : 1, srcPort: v6 ? 128 : 8, dstPort: v6 ? 129 : 0, srcFlags: 0 });

export const cases: Cases<P> = {
  detector: icmpSweep,
  needs: ({ hosts }) => hosts,
  attack: (n, span, _p, v6) =>
    times(n, (i) =>
      flow(spread(T0, i, n, span), { ...ping(v6), src: address(v6, true), dst: address(v6, true, 300 + i) }),
    ),
  v6: true,
  mustNot: ({ hosts }) => ({
    'monitoring whose hosts answer': times(hosts * 2, (i) =>
      flow(T0 + i, { ...ping(false), dst: address(false, true, i), dstPackets: 1 }),
    ),
    'one host': times(hosts * 2, (i) => flow(T0 + i, ping(false))),
    'errors that routers send': times(hosts * 2, (i) =>
      flow(T0 + i, { ...ping(false), srcPort: 3, dst: address(false, true, i) }),
    ),
  }),
};
