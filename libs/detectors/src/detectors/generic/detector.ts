import type { Detector, Measure } from '../../detector';
import type { AnyRecord } from '../../records/records';
import { type BucketState, bucketDetector, type Poured } from '../../state/buckets';
import type { Json } from '../../state/json';
import { medianAndMad } from '../../state/median';
import { robustUsual, robustZ, TEACHES_EACH, type Usual } from '../../state/robust';
import { type Counted, thresholdDetector, type ThresholdSpec, ThresholdState } from '../../state/threshold';
import type { Tally } from '../../state/tally';
import { compiled } from './compiled';
import { capOf, type Counts, countsIn, reaches } from './counted';
import { identityOfRecord, RULE_KINDS, timeOf } from './kinds';
import { isSum, measured } from './measures';
import { firstKind, isSequence, kindsOf, levelsOf, type Parameters, parameters, secondKind } from './parameters';
import {
  beginSequence,
  describeSequence,
  grownSequence,
  judgeSequence,
  keepSequenceUs,
  loadSequence,
  openedSequence,
  readStepped,
  saveSequence,
  type SequenceState,
  type Stepped,
} from './sequence';
import { about, baselineSummary, identityOf, numberSummary, partiesOf, partiesOfKey } from './words';

const SECOND = 1_000_000;

const common = {
  ...({ id: 'generic', version: 1, kind: 'generic', reads: RULE_KINDS, about, parameters } as const),
  measure: { name: 'flows', unit: 'flows' },
};
const measureOf = (p: Parameters): Measure => {
  const { measure, compare, then } = p;
  if (then.measure !== 'none')
    return { name: `${then.measure} after ${measure}`, unit: measured(then.measure, secondKind(p)).unit };
  if (compare === 'times') return { name: `${measure} against the usual`, unit: 'times' };
  if (compare === 'z') return { name: `${measure}, robust z`, unit: 'deviations' };
  return { name: measure, unit: measured(measure, firstKind(p)).unit };
};

function readCounted(record: AnyRecord, p: Parameters): Counted | null {
  const rule = compiled(p);
  if (record.fact !== rule.kind) return null;
  const [time, { ref }] = [timeOf(record), record];
  const counts = rule.isOn(time) ? countsIn(rule, record) : null;
  const key = counts && rule.key(record);
  return key === null ? null : { key, time, ref, ...(counts as Counts) };
}

/** Buckets take a record at the second in which it was written: one that is over lacks nothing. */
function readPoured(record: AnyRecord, p: Parameters): Poured | null {
  const rule = compiled(p);
  const { at: time, ref } = record;
  if (!rule.isOn(time) || !rule.counts(record)) return null;
  const key = rule.key(record);
  if (key === null) return null;
  const what = rule.measured;
  if (what.is === 'sum') return { key, time, value: what.of(record), ref };
  const item = what.is === 'records' ? identityOfRecord(record) : rule.value(record);
  return item === null ? null : { key, time, value: 1, item, ref };
}

const valueOf = (tally: Tally, sum: boolean): number => (sum ? tally.sum : tally.items.size);

/** A number within a sliding window: of distinct things, or a sum. */
const inWindow = (sum: boolean) => {
  const spec: ThresholdSpec<Parameters> = {
    ...common,
    distinct: !sum,
    identity: identityOf,
    cap: (p) => capOf(p.measure, Math.max(p.threshold, ...levelsOf(p).map(([, least]) => least))),
    read: readCounted,
    reached: (count, total, p) => reaches(sum, p.threshold)(count, total),
    levels: (p) => levelsOf(p).map(([severity, least]) => ({ severity, reached: reaches(sum, least) })),
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
  learned(history, p) {
    const windows = history.length;
    if (windows < p.baseline) return null;
    return p.compare === 'z' ? { ...robustUsual(history), windows } : { usual: medianAndMad(history)[0], windows };
  },
  recalled({ usual, deviation, 'windows before': windows }, p) {
    if (usual === undefined || windows === undefined) return null;
    if (p.compare !== 'z') return { usual, windows };
    return deviation === undefined ? null : { usual, deviation, windows };
  },
  judge(value, learned, p) {
    const before = value < p.least ? null : (learned() as Usual | null);
    if (!before) return null;
    const score = p.compare === 'z' ? robustZ(value, before) : value / Math.max(1, before.usual);
    if (score < p.threshold) return null;
    const grave = levelsOf(p).find(([, least]) => score >= least);
    return { severity: graver(grave?.[0], p), detail: { ...before, score } };
  },
  learns: (suspicious) => suspicious % TEACHES_EACH === 0,
  parties: partiesOfKey,
  measured: (_peak, { score }) => score ?? 0,
  threshold: (p) => p.threshold,
  baseline: ({ usual, deviation, windows }, peak) => ({
    ...{ measured: peak, usual: usual ?? 0, ...(typeof deviation === 'number' && { deviation }) },
    'windows before': windows ?? 0,
  }),
  summary: ({ peak }, key, p, detail) => baselineSummary(peak, key, p, detail),
});

const RANKS = ['info', 'low', 'medium', 'high', 'critical'] as const;
const graver = (level: Parameters['severity'] | undefined, { severity }: Parameters) =>
  level && RANKS.indexOf(level) > RANKS.indexOf(severity) ? level : severity;

/** One step after the other. */
const oneAfterOther: Detector<Parameters, Stepped, SequenceState> = {
  ...common,
  read: readStepped,
  begin: beginSequence,
  judge: judgeSequence,
  opened: openedSequence,
  closed: (state) => void (state.tally = null),
  grown: grownSequence,
  describe: describeSequence,
  windowUs: (p) => (p.windowS + p.then.withinS) * SECOND,
  keepUs: keepSequenceUs,
  save: saveSequence,
  load: loadSequence,
};

const WAYS = {
  ...{ distinct: inWindow(false), sum: inWindow(true), baseline: againstBaseline, sequence: oneAfterOther },
} as const;
type Way = keyof typeof WAYS;
type Contribution = Counted | Poured | Stepped;
/** State of one of the ways, and which. */
interface State {
  readonly way: Way;
  readonly inner: ThresholdState | BucketState | SequenceState;
}
/** The ways take what they gave out: the tag says whose it is. */
type AnyWay = Detector<Parameters, Contribution, unknown>;

const wayOf = (p: Parameters): Way =>
  isSequence(p) ? 'sequence' : p.compare !== 'number' ? 'baseline' : isSum(p.measure) ? 'sum' : 'distinct';
const way = (of: Way): AnyWay => WAYS[of];

/** A rule that people write: which records, measured how, apart by what, over which time, against what. */
export const generic: Detector<Parameters, Contribution, State> = {
  ...common,
  measureOf,
  readsOf: kindsOf,
  read: (record, p) => way(wayOf(p)).read(record, p, [], null),
  begin: (p) => ({ way: wayOf(p), inner: way(wayOf(p)).begin(p) as State['inner'] }),
  judge: (state, contribution, p, network) => way(state.way).judge(state.inner, contribution, p, network),
  stepUs: (p) => way(wayOf(p)).stepUs?.(p) ?? Infinity,
  advance: (state, watermarkUs, p, found) => way(state.way).advance?.(state.inner, watermarkUs, p, found),
  opened: (state, key, p) => way(state.way).opened(state.inner, key, p),
  closed: (state) => way(state.way).closed(state.inner),
  grown: (state) => way(state.way).grown(state.inner),
  describe: (state, key, p) => way(state.way).describe(state.inner, key, p),
  restsOn: (p) => way(wayOf(p)).restsOn?.(p) ?? null,
  recall(kept, p) {
    const { begin } = way(wayOf(p)).recall?.(kept, p) ?? {};
    return begin ? { begin: () => ({ way: wayOf(p), inner: begin() as State['inner'] }) } : null;
  },
  windowUs: (p) => way(wayOf(p)).windowUs(p),
  keepUs: (p) => way(wayOf(p)).keepUs(p),
  sizeOf: ({ inner }) => {
    if (inner instanceof ThresholdState) return inner.size;
    return 'history' in inner
      ? inner.history.length + inner.pending
      : inner.first.window.size + inner.second.window.size;
  },
  save: (state) => [state.way, way(state.way).save(state.inner)],
  load(json, p) {
    const [of, inner] = json as unknown as [Way, Json];
    return { way: of, inner: way(of).load(inner, p) as State['inner'] };
  },
};
