import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, flow, T0 } from '../../../testing/rows';
import { upload } from '../detector';

interface P {
  readonly bytes: number;
  readonly ratio: number;
  readonly hostsAtMost: number;
}
const PIECES = 10;

export const cases: Cases<P> = {
  detector: upload,
  needs: () => PIECES,
  attack: (n, span, { bytes }, v6) =>
    times(n, (i) =>
      flow(spread(T0, i, n, span), {
        ...{ ...ANSWERED, kind: 1, src: address(v6, true), dst: address(v6, false) },
        ...{ dSrcPayload: bytes / PIECES, dDstPayload: 100 },
      }),
    ),
  v6: true,
  mustNot: ({ bytes, ratio, hostsAtMost }) => ({
    'a call, both ways': times(20, (i) =>
      flow(T0 + i, { ...ANSWERED, dSrcPayload: bytes / 10, dDstPayload: bytes / 10 / ratio + 1 }),
    ),
    'a download': times(20, (i) => flow(T0 + i, { ...ANSWERED, dSrcPayload: 100, dDstPayload: bytes })),
    'a server inside': times(20, (i) => flow(T0 + i, { ...ANSWERED, dst: '10.1.1.1', dSrcPayload: bytes })),
    'many hosts that each send a little': times(50, (i) =>
      flow(T0 + i, { ...ANSWERED, src: address(false, true, i), dSrcPayload: bytes / 20, dDstPayload: 0 }),
    ),
    ...(hostsAtMost < 1000 && {
      'a destination that others use': [
        ...times(hostsAtMost, (i) => flow(T0 + i, { ...ANSWERED, src: address(false, true, i) })),
        ...times(20, (i) => flow(T0 + 10 + i, { ...ANSWERED, dSrcPayload: bytes, dDstPayload: 0 })),
      ],
    }),
  }),
};
