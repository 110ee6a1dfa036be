import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, flow, type Row, T0 } from '../../../testing/rows';
import { region } from '../detector';

interface P {
  readonly connections: number;
}

export const cases: Cases<P> = {
  detector: region,
  needs: ({ connections }) => connections,
  attack: (n, span, _p, v6) =>
    times(n, (i): Row => {
      const dst = v6 ? '2001:db8:cc::7' : '198.51.100.7';
      return flow(spread(T0, i, n, span), { flow: i + 1, src: address(v6, true), dst, ...ANSWERED });
    }),
  v6: true,
  mustNot: () => ({
    'countries that are not chosen': times(20, (i) => flow(T0 + i, { flow: i + 1, dst: '203.0.113.9', ...ANSWERED })),
    'addresses that nothing is known of': times(20, (i) =>
      flow(T0 + i, { flow: i + 1, dst: '192.0.2.9', ...ANSWERED }),
    ),
    'attempts that nobody answers': times(20, (i) =>
      flow(T0 + i, { flow: i + 1, src: '198.51.100.7', dst: '10.0.0.1', dstPackets: 0 }),
    ),
  }),
};
