import { address, type Cases, spread, times } from '../../../testing/cases';
import type { Rule } from '../../../rules/rule';
import { ANSWERED, flow, type Row, SECOND, T0 } from '../../../testing/rows';
import { generic } from '../detector';
import type { Parameters } from '../parameters';
import { FACT_MUST_NOT, FACT_RULES, FACT_STEPS, factContribution } from './fact-cases';
import { own } from './own';

/** One of each measure, on numbers that are crossed by even contributions. */
export const RULES: readonly Rule[] = [
  own('telnet-flows', {
    ...{ when: 'dst.port = 23 and not ip = 192.0.2.0/24', measure: 'flows', by: ['src.ip'], windowS: 60, threshold: 8 },
  }),
  own('ports-of-a-pair', {
    ...{ measure: 'distinct dst.port', by: ['src.ip', 'dst.ip'], windowS: 30, threshold: 12, severity: 'high' },
    ...{ except: 'state = SF', levels: { critical: 5000 } },
  }),
  own('payload-up', {
    ...{ when: 'proto = tcp', measure: 'sum of src.payload', by: ['dst.ip'], windowS: 300, threshold: 10_000 },
  }),
  own('everything', { measure: 'distinct dst.ip', windowS: 10, threshold: 5, severity: 'low' }),
  ...FACT_RULES,
];

const STEP = 1000;
const isSum = ({ measure }: Parameters) => measure.startsWith('sum');
const needs = (p: Parameters) => (isSum(p) ? p.threshold / (FACT_STEPS[p.measure] ?? STEP) : p.threshold);

function contribution(i: number, time: number, p: Parameters, v6: boolean): Row {
  const { kind, measure } = p;
  if (kind !== 'flow') return factContribution(i, time, p, v6);
  const ends = { src: address(v6, true), dst: address(v6, false, measure === 'distinct dst.ip' ? i : 0) };
  if (measure === 'distinct dst.port') return flow(time, { ...ends, flow: i + 1, dstPort: 1000 + i });
  return flow(time, { ...ends, flow: i + 1, dstPort: 23, dSrcPayload: STEP, srcPayload: STEP });
}

export const cases: Cases<Parameters> = {
  detector: generic,
  needs,
  attack: (n, span, p, v6) => times(n, (i) => contribution(i, spread(T0, i, n, span), p, v6)),
  v6: true,
  mustNot: (p) => {
    const n = needs(p);
    const attack = (change: (i: number) => Readonly<Record<string, unknown>>) =>
      times(n * 2, (i) => {
        const { kind, fields } = contribution(i, T0 + i, p, false);
        return { kind, fields: { ...fields, ...change(i) } };
      });
    const slow = times(n * 2, (i) =>
      contribution(i, T0 + i * Math.ceil((p.windowS * SECOND * 1.01) / (n - 1)), p, false),
    );
    if (p.kind !== 'flow') {
      const { id } = FACT_RULES.find(({ parameters }) => parameters['measure'] === p.measure) as Rule;
      const silent = Object.entries(FACT_MUST_NOT[id] ?? {}).map(([what, change]) => [what, attack(change)] as const);
      return { ...Object.fromEntries(silent), 'too slow': slow, flows: times(n * 2, (i) => flow(T0 + i)) };
    }
    return {
      ...(p.when.includes('23') && {
        'flows that do not fit': attack(() => ({ dstPort: 2323 })),
        'flows that are taken out': attack(() => ({ src: '192.0.2.7' })),
        'one flow that goes on': attack(() => ({ flow: 7 })),
      }),
      ...(p.except !== '' && { 'flows of the exception': attack(() => ANSWERED) }),
      ...(p.by.includes('src.ip') && { 'groups of their own': attack((i) => ({ src: address(false, true, i) })) }),
      ...(isSum(p) && {
        'records that add nothing': attack(() => ({ dSrcPayload: 0 })),
        'another protocol': attack(() => ({ proto: 17 })),
      }),
      ...(p.measure.startsWith('distinct') && {
        'one value again and again': attack(() => ({ dstPort: 80, dst: '198.51.100.1' })),
      }),
      ...(p.measure === 'distinct dst.port' && { 'protocols without ports': attack(() => ({ proto: 1 })) }),
      'too slow': slow,
    };
  },
};
