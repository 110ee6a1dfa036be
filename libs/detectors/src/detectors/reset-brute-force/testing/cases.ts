import { address, type Cases, spread, times } from '../../../testing/cases';
import { flow, T0 } from '../../../testing/rows';
import { resetBruteForce } from '../detector';

interface P {
  readonly resets: number;
}

export const cases: Cases<P> = {
  detector: resetBruteForce,
  needs: ({ resets }) => resets,
  attack: (n, span, _p, v6) =>
    times(n, (i) =>
      flow(spread(T0, i, n, span), { dRst: 1, src: address(v6, false), dst: address(v6, true), dstPort: 22 }),
    ),
  v6: true,
  mustNot: ({ resets }) => ({
    'closed ports, each once': times(resets * 3, (i) => flow(T0 + i, { dRst: 1, dstPort: 100 + i })),
    'connections without RST': times(resets * 3, (i) => flow(T0 + i)),
  }),
};
