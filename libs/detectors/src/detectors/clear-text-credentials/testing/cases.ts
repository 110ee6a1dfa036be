import { address, type Cases, spread, times } from '../../../testing/cases';
import { auth, T0 } from '../../../testing/rows';
import { clearTextCredentials } from '../detector';

interface P {
  readonly attempts: number;
}

export const cases: Cases<P> = {
  detector: clearTextCredentials,
  needs: ({ attempts }) => attempts,
  attack: (n, span, _p, v6) =>
    times(n, (i) => auth(spread(T0, i, n, span), { client: address(v6, true), server: address(v6, false) })),
  v6: true,
  mustNot: () => ({
    'encrypted log-ins': times(20, (i) => auth(T0 + i, { cleartext: 0, service: 'ssh', mechanism: 'ssh' })),
    'connections without an attempt': times(20, (i) => auth(T0 + i, { count: 0 })),
  }),
};
