import { address, type Cases, spread, times } from '../../../testing/cases';
import { flow, T0 } from '../../../testing/rows';
import { amplification } from '../detector';

interface P {
  readonly sources: number;
}
const DATAGRAM = { proto: 17, srcFlags: 0, srcPort: 123, dstPort: 30_000 };

export const cases: Cases<P> = {
  detector: amplification,
  needs: ({ sources }) => sources,
  // Every other flow as the table sees it when it takes the reflector for the responder.
  attack: (n, span, _p, v6) =>
    times(n, (i) => {
      const [reflector, victim] = [address(v6, false, i), address(v6, true)];
      const time = spread(T0, i, n, span);
      if (i % 2 === 0) return flow(time, { ...DATAGRAM, src: reflector, dst: victim });
      const swapped = { src: victim, dst: reflector, srcPort: 30_000, dstPort: 123, srcPackets: 0, dstPackets: 1 };
      return flow(time, { ...DATAGRAM, ...swapped });
    }),
  v6: true,
  mustNot: ({ sources }) => ({
    'answers that were asked for': times(sources * 2, (i) =>
      flow(T0 + i, {
        ...DATAGRAM,
        src: '10.1.0.1',
        dst: address(false, false, i),
        srcPort: 5000 + i,
        dstPort: 123,
        dstPackets: 1,
      }),
    ),
    'agents that send to a collector': times(sources * 2, (i) =>
      flow(T0 + i, { ...DATAGRAM, src: address(false, true, i), dst: '10.1.0.9', srcPort: 514, dstPort: 514 }),
    ),
    'clients of a dead server': times(sources * 2, (i) =>
      flow(T0 + i, { ...DATAGRAM, src: address(false, true, i), dst: '10.1.0.9', srcPort: 40_000 + i, dstPort: 514 }),
    ),
    'one sender': times(sources * 2, (i) => flow(T0 + i, { ...DATAGRAM, dstPort: 30_000 + i })),
  }),
};
