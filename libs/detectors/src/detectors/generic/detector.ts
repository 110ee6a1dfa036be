import type { Detector, Measure } from '../../detector';
import type { AnyRecord } from '../../records/records';
import { type BucketState, bucketDetector, type Poured } from '../../state/buckets';
import type { Json } from '../../state/json';
import { medianAndMad } from '../../state/median';
import { type Counted, thresholdDetector, type ThresholdSpec, type ThresholdState } from '../../state/threshold';
import type { Tally } from '../../state/tally';
import { compiled } from './compiled';
import { measured, unitOf } from './measures';
import { levelsOf, type Parameters, parameters } from './parameters';
import { about, baselineSummary, identityOf, itemOf, numberSummary, partiesOf, partiesOfKey } from './words';

/** Records that a window of a sum holds; beyond it the oldest leave. */
const SUM_RECORDS = 8192;
/** From the median absolute deviation to the deviation of a normal distribution. */
const NORMAL = 1.4826;
/** Least deviation of log(1 + value): what hardly changes has hardly any of its own. */
const LEAST_DEVIATION = 0.1;
/** A suspicious window teaches the baseline only each tenth time, so that nobody can raise it quickly. */
const TEACHES_EACH = 10;

const common = {
  ...({ id: 'generic', version: 1, kind: 'generic', reads: ['flow'], about, parameters } as const),
  measure: { name: 'flows', unit: 'flows' },
};
const measureOf = ({ measure, compare }: Parameters): Measure => {
  if (compare === 'times') return { name: `${measure} against the usual`, unit: 'times' };
  if (compare === 'z') return { name: `${measure}, robust z`, unit: 'deviations' };
  return { name: measure, unit: unitOf(measured(measure)) };
};

const isSum = ({ measure }: Parameters): boolean => measured(measure).is === 'sum';
const capOf = (p: Parameters): number =>
  isSum(p) ? SUM_RECORDS : Math.max(256, 4 * Math.max(p.threshold, ...levelsOf(p).map(([, least]) => least)));

function readCounted(record: AnyRecord, p: Parameters): Counted | null {
  if (record.fact !== 'flow') return null;
  const rule = compiled(p);
  const { dLast: time, ref } = record;
  if (!rule.isOn(time) || !rule.counts(record)) return null;
  const what = rule.measured;
  const weight = what.is === 'sum' ? what.of(record) : 1;
  const told = what.is === 'flows' ? `${record.source}.${record.flow}` : what.is === 'sum' ? '' : rule.value(record);
  if (weight === 0 || told === null) return null;
  const key = rule.key(record);
  return key === null ? null : { key, time, item: itemOf(told, record), weight, ref };
}

/** Buckets take a record at the second in which it was written: one that is over lacks nothing. */
function readPoured(record: AnyRecord, p: Parameters): Poured | null {
  if (record.fact !== 'flow') return null;
  const rule = compiled(p);
  const { at: time, ref } = record;
  if (!rule.isOn(time) || !rule.counts(record)) return null;
  const key = rule.key(record);
  if (key === null) return null;
  const what = rule.measured;
  if (what.is === 'sum') return { key, time, value: what.of(record), ref };
  const item = what.is === 'flows' ? `${record.source}.${record.flow}` : rule.value(record);
  return item === null ? null : { key, time, value: 1, item, ref };
}

const valueOf = (tally: Tally, sum: boolean): number => (sum ? tally.sum : tally.items.size);

/** A number within a sliding window: of distinct things, or a sum. */
const inWindow = (sum: boolean) => {
  const reaches = (least: number) => (count: number, total: number) => (sum ? total : count) >= least;
  const spec: ThresholdSpec<Parameters> = {
    ...common,
    distinct: !sum,
    identity: identityOf,
    cap: capOf,
    read: readCounted,
    reached: (count, total, p) => reaches(p.threshold)(count, total),
    levels: (p) => levelsOf(p).map(([severity, least]) => ({ severity, reached: reaches(least) })),
    parties: (_key, item) => partiesOf(item),
    value: (tally) => valueOf(tally, sum),
    threshold: (p) => p.threshold,
    summary: (tally, key, p) => numberSummary(valueOf(tally, sum), tally, key, p),
  };
  return thresholdDetector(spec);
};

/** Against the windows before. */
const againstBaseline = bucketDetector<Parameters>({
  ...common,
  read: readPoured,
  bucketS: (p) => p.windowS,
  memory: (p) => p.memory,
  judge(value, history, p) {
    if (history.length < p.baseline || value < p.least) return null;
    const [usual, score] = p.compare === 'z' ? robust(value, history) : times(value, history);
    if (score < p.threshold) return null;
    const grave = levelsOf(p).find(([, least]) => score >= least);
    return { severity: graver(grave?.[0], p), detail: { usual, score, windows: history.length } };
  },
  learns: (suspicious) => suspicious % TEACHES_EACH === 0,
  parties: partiesOfKey,
  measured: (_peak, { score }) => score ?? 0,
  threshold: (p) => p.threshold,
  baseline: ({ usual, windows }, peak) => ({ measured: peak, usual: usual ?? 0, 'windows before': windows ?? 0 }),
  summary: ({ peak }, key, p, detail) => baselineSummary(peak, key, p, detail),
});

const RANKS = ['info', 'low', 'medium', 'high', 'critical'] as const;
const graver = (level: Parameters['severity'] | undefined, { severity }: Parameters) =>
  level && RANKS.indexOf(level) > RANKS.indexOf(severity) ? level : severity;

function times(value: number, history: readonly number[]): readonly [usual: number, score: number] {
  const [median] = medianAndMad(history);
  return [median, value / Math.max(1, median)];
}

function robust(value: number, history: readonly number[]): readonly [usual: number, score: number] {
  const [median, mad] = medianAndMad(history.map(Math.log1p));
  return [Math.expm1(median), (Math.log1p(value) - median) / Math.max(LEAST_DEVIATION, mad * NORMAL)];
}

const WAYS = { distinct: inWindow(false), sum: inWindow(true), baseline: againstBaseline } as const;
type Way = keyof typeof WAYS;
type Contribution = Counted | Poured;
/** State of one of the ways, and which. */
interface State {
  readonly way: Way;
  readonly inner: ThresholdState | BucketState;
}
/** The ways take what they gave out: the tag says whose it is. */
type AnyWay = Detector<Parameters, Contribution, unknown>;

const wayOf = (p: Parameters): Way => (p.compare !== 'number' ? 'baseline' : isSum(p) ? 'sum' : 'distinct');
const way = (of: Way): AnyWay => WAYS[of];

/** A rule that people write: which flows, measured how, apart by what, over which time, against what. */
export const generic: Detector<Parameters, Contribution, State> = {
  ...common,
  measureOf,
  read: (record, p) => way(wayOf(p)).read(record, p),
  begin: (p) => ({ way: wayOf(p), inner: way(wayOf(p)).begin(p) as State['inner'] }),
  judge: (state, contribution, p) => way(state.way).judge(state.inner, contribution, p),
  advance: (state, watermarkUs, p, found) => way(state.way).advance?.(state.inner, watermarkUs, p, found),
  opened: (state, key, p) => way(state.way).opened(state.inner, key, p),
  closed: (state) => way(state.way).closed(state.inner),
  grown: (state) => way(state.way).grown(state.inner),
  describe: (state, key, p) => way(state.way).describe(state.inner, key, p),
  windowUs: (p) => way(wayOf(p)).windowUs(p),
  keepUs: (p) => way(wayOf(p)).keepUs(p),
  sizeOf: ({ inner }) => ('window' in inner ? inner.window.size : inner.history.length + inner.pending),
  save: (state) => [state.way, way(state.way).save(state.inner)],
  load(json, p) {
    const [of, inner] = json as unknown as [Way, Json];
    return { way: of, inner: way(of).load(inner, p) as State['inner'] };
  },
};
