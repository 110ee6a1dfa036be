import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, flow, T0 } from '../../../testing/rows';
import { synFlood } from '../detector';

interface P {
  readonly syns: number;
  readonly sources: number;
  readonly count: 'half-open' | 'all';
  readonly per: 'source' | 'source and service' | 'service';
}

export const cases: Cases<P> = {
  detector: synFlood,
  needs: ({ syns }) => syns,
  attack: (n, span, { sources }, v6) =>
    times(n, (i) =>
      flow(spread(T0, i, n, span), {
        ...{ dSyn: 1, src: address(v6, false, i % sources), srcPort: 1024 + i, dst: address(v6, true), dstPort: 80 },
      }),
    ),
  v6: true,
  mustNot: ({ syns, sources, count, per }) => ({
    'connections without a SYN in sight': times(syns * 2, (i) => flow(T0 + i, { dSyn: 0, dstPort: 80 })),
    ...(count === 'half-open' && {
      'a script whose handshakes complete': times(syns * 2, (i) =>
        flow(T0 + i, { ...ANSWERED, dSyn: 1, src: address(false, false, i % sources), dst: '10.1.0.1', dstPort: 80 }),
      ),
      'refused connections': times(syns * 2, (i) =>
        flow(T0 + i, { dSyn: 1, dstFlags: 0x14, dstPackets: 1, src: address(false, false, i % sources) }),
      ),
    }),
    ...(per !== 'source' && {
      'a SYN scan': times(syns * 2, (i) =>
        flow(T0 + i, { dSyn: 1, src: address(false, false, i % sources), dstPort: i }),
      ),
    }),
    ...(sources > 1 && {
      'few sources': times(syns * 2, (i) => flow(T0 + i, { dSyn: 1, src: address(false, false, i % 5) })),
    }),
  }),
};
