import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, flow, T0 } from '../../../testing/rows';
import { horizontalScan } from '../detector';

interface P {
  readonly hosts: number;
}

export const cases: Cases<P> = {
  detector: horizontalScan,
  needs: ({ hosts }) => hosts,
  attack: (n, span, _p, v6) =>
    times(n, (i) =>
      flow(spread(T0, i, n, span), { src: address(v6, true), dst: address(v6, false, i), dstPort: 8080 }),
    ),
  v6: true,
  mustNot: ({ hosts }) => ({
    'a web page from many hosts': times(hosts * 2, (i) => flow(T0 + i, { ...ANSWERED, dst: address(false, false, i) })),
    'a backup server and its clients': times(hosts * 2, (i) =>
      flow(T0 + i, { ...ANSWERED, dst: address(false, true, i), dstPort: 445 }),
    ),
    'one dead host': times(hosts * 2, (i) => flow(T0 + i)),
    'dead hosts on ports of their own': times(hosts * 2, (i) =>
      flow(T0 + i, { dst: address(false, false, i), dstPort: 1000 + i }),
    ),
    'a resolver and dead name servers': times(hosts * 2, (i) =>
      flow(T0 + i, { proto: 17, srcFlags: 0, dst: address(false, false, i), dstPort: 53 }),
    ),
  }),
};
