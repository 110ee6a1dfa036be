import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, flow, SECOND, T0 } from '../../../testing/rows';
import { longConnection } from '../detector';

interface P {
  readonly hours: number;
}
/** Connections that the threshold is divided among. */
const PARTS = 4;
const HOUR = 3600 * SECOND;

export const cases: Cases<P> = {
  detector: longConnection,
  needs: () => PARTS,
  attack: (n, span, { hours }, v6) =>
    times(n, (i) => {
      const last = spread(T0, i, n, span);
      const first = last - (hours * HOUR) / PARTS;
      const ends = { src: address(v6, true), dst: address(v6, false) };
      return flow(last, { ...ANSWERED, ...ends, flow: i + 1, first, dFirst: last });
    }),
  v6: true,
  mustNot: ({ hours }) => ({
    'a connection that nobody answers': [flow(T0, { first: T0 - hours * 2 * HOUR })],
    'hosts inside': [flow(T0, { ...ANSWERED, dst: '10.0.0.7', first: T0 - hours * 2 * HOUR })],
    'one running connection, told of again and again': times(40, (i) =>
      flow(T0 + i * 300 * SECOND, { ...ANSWERED, kind: 1, rec: i + 1, first: T0 }),
    ),
    'thousands of short ones': times(2000, (i) =>
      flow(T0 + i * 20 * SECOND, { ...ANSWERED, flow: i + 1, first: T0 + i * 20 * SECOND - 19 * SECOND }),
    ),
    'many destinations': times(8, (i) =>
      flow(T0, { ...ANSWERED, flow: i + 1, dst: address(false, false, i), first: T0 - (hours * HOUR) / 2 }),
    ),
    'clocks that are kept in time': [flow(T0, { ...ANSWERED, proto: 17, dstPort: 123, first: T0 - hours * 2 * HOUR })],
  }),
};
