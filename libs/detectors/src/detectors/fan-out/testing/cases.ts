import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, flow, T0 } from '../../../testing/rows';
import { fanOut } from '../detector';

interface P {
  readonly destinations: number;
  readonly mostBytes: number;
}

export const cases: Cases<P> = {
  detector: fanOut,
  needs: ({ destinations }) => destinations,
  attack: (n, span, { mostBytes }, v6) =>
    times(n, (i) =>
      flow(spread(T0, i, n, span), {
        ...{ ...ANSWERED, srcPayload: mostBytes, src: address(v6, true), dst: address(v6, false, i) },
      }),
    ),
  v6: true,
  mustNot: ({ destinations, mostBytes }) => ({
    'large uploads': times(destinations * 2, (i) =>
      flow(T0 + i, { ...ANSWERED, srcPayload: mostBytes + 1, dst: address(false, false, i) }),
    ),
    'attempts without payload': times(destinations * 2, (i) => flow(T0 + i, { dst: address(false, false, i) })),
    'hosts inside': times(destinations * 2, (i) => flow(T0 + i, { ...ANSWERED, dst: address(false, true, i) })),
  }),
};
