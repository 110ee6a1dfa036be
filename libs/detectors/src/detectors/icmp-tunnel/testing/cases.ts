import { address, type Cases, spread, times } from '../../../testing/cases';
import { flow, T0 } from '../../../testing/rows';
import { icmpTunnel } from '../detector';

interface P {
  readonly packets: number;
  readonly bytes: number;
}
const ping = (v6: boolean) => ({ proto: v6 ? 58 : 1, srcPort: v6 ? 128 : 8, dstPort: v6 ? 129 : 0, srcFlags: 0 });
/** Four packets a record. */
const UNEVEN = { dSrcPackets: 2, dDstPackets: 2, dSrcPayload: 900, dDstPayload: 301, dstPackets: 2 };
const EVEN = { ...UNEVEN, dSrcPayload: 2800, dDstPayload: 2800 };

export const cases: Cases<P> = {
  detector: icmpTunnel,
  needs: ({ packets }) => packets / 4,
  attack: (n, span, _p, v6) =>
    times(n, (i) =>
      flow(spread(T0, i, n, span), { ...ping(v6), ...UNEVEN, src: address(v6, true), dst: address(v6, false) }),
    ),
  v6: true,
  mustNot: ({ packets, bytes }) => ({
    'pings of one size': times(packets, (i) => flow(T0 + i, { ...ping(false), ...EVEN })),
    'pings that lose answers': times(packets, (i) =>
      flow(T0 + i, { ...ping(false), ...EVEN, dDstPackets: 1, dDstPayload: 1400 }),
    ),
    'unreachable ports': times(packets, (i) => flow(T0 + i, { ...ping(false), ...UNEVEN, srcPort: 3 })),
    'little payload': times(packets / 2, (i) =>
      flow(T0 + i, { ...ping(false), ...UNEVEN, dSrcPayload: Math.floor(bytes / packets), dDstPayload: 1 }),
    ),
  }),
};
