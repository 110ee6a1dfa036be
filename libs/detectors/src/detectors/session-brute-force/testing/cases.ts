import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, flow, SECOND, T0 } from '../../../testing/rows';
import { sessionBruteForce } from '../detector';

interface P {
  readonly sessions: number;
  readonly longestS: number;
}
const SESSION = { ...ANSWERED, dstPort: 22, srcPayload: 2580, dstPayload: 2336 };

export const cases: Cases<P> = {
  detector: sessionBruteForce,
  needs: ({ sessions }) => sessions,
  attack: (n, span, _p, v6) =>
    times(n, (i) => {
      const last = spread(T0, i, n, span);
      const parties = { src: address(v6, false), dst: address(v6, true), first: last - SECOND };
      return flow(last, { ...SESSION, ...parties, srcPayload: 2580 + (i % 3) * 100 });
    }),
  v6: true,
  mustNot: ({ sessions, longestS }) => ({
    'people’s sessions, none like the other': times(sessions * 2, (i) =>
      flow(T0 + i, { ...SESSION, srcPayload: 2000 * 2 ** (i % 8), dstPayload: 500 * 3 ** (i % 7) }),
    ),
    'a port where nobody logs in': times(sessions * 2, (i) => flow(T0 + i, { ...SESSION, dstPort: 80 })),
    'attempts without payload': times(sessions * 2, (i) => flow(T0 + i, { ...SESSION, srcPayload: 0, dstPayload: 0 })),
    'sessions that last': times(sessions * 2, (i) =>
      flow(T0 + i, { ...SESSION, first: T0 + i - (longestS + 1) * SECOND }),
    ),
    'connections that run': times(sessions * 2, (i) => flow(T0 + i, { ...SESSION, kind: 0 })),
  }),
};
