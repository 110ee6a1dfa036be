import { address, type Cases, spread, times } from '../../../testing/cases';
import { ANSWERED, flow, T0 } from '../../../testing/rows';
import { verticalScan } from '../detector';

interface P {
  readonly ports: number;
  readonly windowS: number;
  readonly count: 'failed' | 'all';
}

export const cases: Cases<P> = {
  detector: verticalScan,
  needs: ({ ports }) => ports,
  attack: (n, span, _p, v6) =>
    times(n, (i) =>
      flow(spread(T0, i, n, span), { src: address(v6, false), dst: address(v6, true), dstPort: 1000 + i }),
    ),
  v6: true,
  mustNot: ({ ports, count }) => ({
    'one port again and again': times(ports * 3, (i) => flow(T0 + i, { dstPort: 80 })),
    ...(count === 'failed' && {
      'ports that answer': times(ports * 2, (i) => flow(T0 + i, { ...ANSWERED, dstPort: i })),
      'a SYN-ACK without data': times(ports * 2, (i) => flow(T0 + i, { dstFlags: 0x12, dstPackets: 1, dstPort: i })),
      'backscatter: RST out of nothing': times(ports * 2, (i) => flow(T0 + i, { srcFlags: 0x14, dstPort: 2000 + i })),
      traceroute: times(ports * 2, (i) => flow(T0 + i, { proto: 17, srcFlags: 0, dstPort: 33_434 + i })),
      'announcements to everybody': times(ports * 2, (i) =>
        flow(T0 + i, { proto: 17, srcFlags: 0, dst: '239.1.1.1', dstPort: 5000 + i }),
      ),
      'a resolver’s answers': times(ports * 2, (i) =>
        flow(T0 + i, { proto: 17, srcFlags: 0, srcPackets: 0, dstPackets: 1, srcPort: 2000 + i, dstPort: 53 }),
      ),
    }),
  }),
};
