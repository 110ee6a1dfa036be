import { address, type Cases, times } from '../../../testing/cases';
import { ANSWERED, flow, type Row, SECOND, T0 } from '../../../testing/rows';
import { slowScan } from '../detector';

interface P {
  readonly pairs: number;
  readonly outward: number;
  readonly windowS: number;
}
/** Far apart enough to be slow, and near enough to be one scan. */
const STEP = 30 * SECOND;

export const cases: Cases<P> = {
  detector: slowScan,
  needs: ({ pairs }) => pairs,
  // What ends the count is silence: the second attempt comes the whole span after the first.
  attack: (n, span, _p, v6) =>
    times(n, (i): Row => {
      const time = i === 0 ? T0 : T0 + span + (i - 1) * STEP;
      return flow(time, { src: address(v6, false), dst: address(v6, true, i % 7), dstPort: 1000 + i });
    }),
  v6: true,
  mustNot: ({ pairs, outward, windowS }) => ({
    'a fast scan of one host': times(pairs * 4, (i) =>
      flow(T0 + i * 5 * SECOND, { src: '203.0.113.9', dst: '10.0.0.7', dstPort: 1000 + i }),
    ),
    'a fast scan of one port between stragglers': [
      flow(T0 - 500 * SECOND, { src: '203.0.113.9', dst: '10.0.0.7', dstPort: 22 }),
      ...times(pairs * 2, (i) => flow(T0 + i * SECOND, { src: '203.0.113.9', dst: address(false, true, i) })),
      flow(T0 + 300 * SECOND, { src: '203.0.113.9', dst: '10.0.0.7' }),
    ],
    'one dead service, asked again and again': times(pairs * 4, (i) => flow(T0 + i * STEP, { dst: '10.0.0.7' })),
    'ports that answer': times(pairs * 4, (i) =>
      flow(T0 + i * STEP, { ...ANSWERED, dst: '10.0.0.7', dstPort: 1000 + i }),
    ),
    'a peer-to-peer program and its dead peers': times(outward - 1, (i) =>
      flow(T0 + i * STEP, { dst: address(false, false, i), dstPort: 6881 + i }),
    ),
    'a resolver and dead name servers': times(pairs * 4, (i) =>
      flow(T0 + i * STEP, { proto: 17, srcFlags: 0, dst: address(false, true, i), dstPort: 53 }),
    ),
    'attempts with long silences between them': times(pairs * 2, (i) =>
      flow(T0 + i * (windowS + 1) * SECOND, { dst: '10.0.0.7', dstPort: 1000 + i }),
    ),
    'backscatter of a spoofed flood': times(pairs * 2, (i) =>
      flow(T0 + i * STEP, { src: '203.0.113.9', dst: '10.0.0.7', srcFlags: 0x14, dstPort: 1000 + i }),
    ),
  }),
};
