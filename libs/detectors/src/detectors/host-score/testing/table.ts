import { RULE_SETS } from '../../../rules';
import { rule, type Rule } from '../../../rules/rule';
import { address, times } from '../../../testing/cases';
import { auth, flow, type Row, SECOND, T0 } from '../../../testing/rows';
import type { Table } from '../../../testing/table';
import { authFailures } from '../../auth-failures/detector';
import { verticalScan } from '../../vertical-scan/detector';
import { hostScore } from '../detector';

const HOUR = 3600;
const TENTH = SECOND / 10;
const hears = [
  rule({
    ...{ id: 'scan', title: 'Scan', detector: verticalScan },
    parameters: { ports: 10, windowS: 60, count: 'failed', per: 'target', severity: 'high' },
  }),
  rule({
    ...{ id: 'guess', title: 'Guess', detector: authFailures },
    parameters: { failures: 10, windowS: 60, per: 'source', severity: 'high' },
  }),
];
/** Points that hardly fade, so that the window alone decides. */
const window = rule({
  ...{ id: 'score-within-an-hour', title: 'Score within an hour', detector: hostScore },
  parameters: { score: 0.79, rules: 2, halfLifeS: 720 * HOUR, windowS: HOUR, severity: 'high' },
});
const whole = 'a score hears the alerts of its own host of detectors, and those are split by other keys';

/** A scan of so many ports at once: 0.8 × 0.5 points at ten ports, 0.8 × 1 at a hundred. Then so many refused log-ins: likewise. */
const attacks = (ports: number, guesses: number, laterUs = SECOND, bad = address(false, false)): Row[] => [
  ...times(ports, (i) => flow(T0, { src: bad, dst: '10.0.0.1', dstPort: 1000 + i })),
  ...times(guesses, () => auth(T0 + laterUs, { client: bad })),
];
const V6 = address(true, false);

export const tables: readonly Table[] = [
  {
    // 1.5 points: 0.8 and 0.8, as soon as a hundred are told of.
    ...{ rule: RULE_SETS.recommended.find(({ id }) => id === 'host-score') as Rule, hears, whole },
    at: attacks(100, 100),
    below: attacks(100, 99),
    edges: {
      // 0.8 + 0.8 × 2^(−t ÷ 6 h) is 1.5 at 4,161.0 s.
      'points that faded for 4,160 s': [attacks(100, 100, 4160 * SECOND), 1],
      'points that faded for 4,162 s': [attacks(100, 100, 4162 * SECOND), 0],
      'one rule alone, however much': [attacks(1000, 0), 0],
    },
    v6: { at: attacks(100, 100, SECOND, V6), below: attacks(100, 99, SECOND, V6) },
  },
  {
    ...{ rule: window, hears, whole },
    at: attacks(10, 10),
    below: attacks(10, 9),
    edges: {
      'an alert 0.1 s less than an hour before': [attacks(10, 10, HOUR * SECOND - TENTH), 1],
      'an alert an hour before': [attacks(10, 10, HOUR * SECOND), 1],
      'an alert an hour and 0.1 s before': [attacks(10, 10, HOUR * SECOND + TENTH), 0],
    },
    v6: { at: attacks(10, 10, SECOND, V6), below: attacks(10, 9, SECOND, V6) },
  },
];
