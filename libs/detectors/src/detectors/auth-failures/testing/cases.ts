import { address, type Cases, spread, times } from '../../../testing/cases';
import { auth, T0 } from '../../../testing/rows';
import { authFailures } from '../detector';

interface P {
  readonly failures: number;
  readonly per: 'source' | 'service';
}

export const cases: Cases<P> = {
  detector: authFailures,
  needs: ({ failures }) => failures,
  attack: (n, span, { per }, v6) =>
    times(n, (i) => {
      const server = address(v6, true, per === 'source' ? i % 3 : 0);
      return auth(spread(T0, i, n, span), { client: address(v6, false), server });
    }),
  v6: true,
  mustNot: ({ failures, per }) => ({
    'log-ins that work': times(failures * 2, (i) =>
      auth(T0 + i, { outcome: ['success', 'unknown', 'likelyFailure'][i % 3] }),
    ),
    'connections without an attempt': times(failures * 2, (i) => auth(T0 + i, { count: 0 })),
    'many people’s slips': times(failures * 2, (i) => auth(T0 + i, { client: address(false, false, i) })),
    ...(per === 'service' && {
      'one slip on each of many servers': times(failures * 2, (i) => auth(T0 + i, { server: address(false, true, i) })),
    }),
  }),
};
