import { type Contribution, type Description, type Severity, SEVERITIES } from '../../detector';
import type { AnyRecord } from '../../records/records';
import type { Json } from '../../state/json';
import { LATE_US, SlidingWindow } from '../../state/sliding-window';
import { Tally } from '../../state/tally';
import { partiesOf as partiesOfTally } from '../../state/threshold';
import { capOf, type Counts, countsIn, reaches } from './counted';
import { compiled } from './compiled';
import { timeOf } from './kinds';
import { isSum } from './measures';
import { levelsOf, type Parameters } from './parameters';
import { identityOf, partiesOf, sequenceSummary } from './words';

const SECOND = 1_000_000;
/** Moments at which a step was reached that are remembered; the oldest go. */
const MOMENTS = 256;

/** What a record adds to the steps of a sequence. */
export interface Stepped extends Contribution {
  readonly first: Counts | null;
  readonly second: Counts | null;
}

/** A step: its entries, and the moments at which the window that ended there was enough, in order. */
interface Step {
  readonly window: SlidingWindow;
  readonly reached: number[];
}

export interface SequenceState {
  readonly first: Step;
  readonly second: Step;
  /** The moments of the last finding. */
  found: readonly [first: number, second: number] | null;
  tally: Tally | null;
}

const windowOf = (p: Parameters, measure: string, least: number) => ({
  ...{ spanUs: p.windowS * SECOND, distinct: !isSum(measure), cap: capOf(measure, least) },
  identity: identityOf,
});
const firstShape = (p: Parameters) => windowOf(p, p.measure, p.threshold);
const secondShape = (p: Parameters) =>
  windowOf(p, p.then.measure, Math.max(p.then.threshold, ...levelsOf(p).map(([, least]) => least)));
const endsInSum = (p: Parameters): boolean => isSum(p.then.measure);

export function readStepped(record: AnyRecord, p: Parameters): Stepped | null {
  const rule = compiled(p);
  if (record.fact !== rule.kind && record.fact !== rule.then?.kind) return null;
  const [time, { ref }] = [timeOf(record), record];
  if (!rule.isOn(time)) return null;
  const [first, second] = [countsIn(rule, record), rule.then && countsIn(rule.then, record)];
  const key = first ? rule.key(record) : second && rule.then ? rule.then.key(record) : null;
  return key === null ? null : { key, time, ref, first, second };
}

export const beginSequence = (p: Parameters): SequenceState => ({
  first: { window: new SlidingWindow(firstShape(p)), reached: [] },
  second: { window: new SlidingWindow(secondShape(p)), reached: [] },
  found: null,
  tally: null,
});

/** Puts a moment into its place; false when it is there already. */
function remember(reached: number[], time: number): boolean {
  let at = reached.length;
  while (at > 0 && (reached[at - 1] as number) > time) at--;
  if (reached[at - 1] === time) return false;
  reached.splice(at, 0, time);
  if (reached.length > MOMENTS) reached.shift();
  return true;
}

/** Adds an entry; answers the moments at which the step is newly reached: its own, and those after it that it was wanting for. */
function take(
  { window, reached }: Step,
  { item, weight }: Counts,
  { time, ref }: Stepped,
  enough: (count: number, sum: number) => boolean,
): readonly number[] {
  const place = window.add(time, item, weight, ref);
  if (place < 0) return [];
  const moments: number[] = [];
  const { times } = window;
  for (let i = place; i < times.length; i++) {
    const { from, to, sum } = window.endingAt(i);
    if ((times[from] as number) > time) break;
    if (enough(to - from, sum) && remember(reached, times[i] as number)) moments.push(times[i] as number);
  }
  return moments;
}

/** A finding is a moment of the second step that lies after one of the first, and not too long. */
export function judgeSequence(state: SequenceState, contribution: Stepped, p: Parameters): Severity | null {
  const { first, second } = state;
  const within = p.then.withinS * SECOND;
  const isFirst = isSum(p.measure);
  const firsts = contribution.first ? take(first, contribution.first, contribution, reaches(isFirst, p.threshold)) : [];
  const seconds = contribution.second
    ? take(second, contribution.second, contribution, reaches(endsInSum(p), p.then.threshold))
    : [];
  let found: readonly [number, number] | null = null;
  for (const moment of seconds) {
    const before = first.reached.findLast((one) => one <= moment);
    if (before !== undefined && moment - before <= within) found = [before, moment];
  }
  for (const moment of firsts) {
    const after = second.reached.find((one) => one >= moment);
    if (after !== undefined && after - moment <= within) found ??= [moment, after];
  }
  if (!found) return null;
  state.found = found;
  const { tally } = state;
  if (tally && contribution.second) {
    const { item, weight } = contribution.second;
    const known = !endsInSum(p) && tally.items.has(identityOf(item));
    tally.add(contribution.time, identityOf(item), known ? 0 : weight, contribution.ref, partiesOf(item));
  }
  return severityOf(second.window, found[1], p);
}

/** The gravest level that the second step reaches at a moment. */
function severityOf(window: SlidingWindow, moment: number, p: Parameters): Severity {
  const { from, to, sum } = window.endingAt(window.times.lastIndexOf(moment));
  const grave = levelsOf(p).find(([, least]) => reaches(endsInSum(p), least)(to - from, sum));
  return grave && SEVERITIES.indexOf(grave[0]) > SEVERITIES.indexOf(p.severity) ? grave[0] : p.severity;
}

export function openedSequence(state: SequenceState): void {
  const tally = new Tally();
  state.tally = tally;
  if (!state.found) return;
  const [before, moment] = state.found;
  each(state.first.window, before, (time, item, _weight, ref) => {
    const { src, dst } = partiesOf(item);
    tally.first = Math.min(tally.first, time);
    tally.last = Math.max(tally.last, time);
    if (src !== '') tally.sources.add(src);
    if (dst !== '') tally.targets.add(dst);
    tally.name(ref);
  });
  each(state.second.window, moment, (time, item, weight, ref) => {
    // A record that counts for both steps is named once.
    const named = tally.evidence.includes(ref);
    tally.add(time, identityOf(item), weight, named ? '' : ref, partiesOf(item));
  });
}

function each(
  window: SlidingWindow,
  moment: number,
  give: (time: number, item: string, weight: number, ref: string) => void,
): void {
  const at = window.times.lastIndexOf(moment);
  if (at < 0) return;
  const { from, to } = window.endingAt(at);
  for (let i = from; i < to; i++)
    give(
      ...([window.times[i], window.items[i], window.weights[i], window.refs[i]] as [number, string, number, string]),
    );
}

const valueOf = ({ tally }: SequenceState, p: Parameters): number =>
  tally ? (endsInSum(p) ? tally.sum : tally.items.size) : 0;

/** What grows: things that the second step counts, or records of its sum. */
export const grownSequence = ({ tally }: SequenceState): number =>
  tally ? Math.max(tally.items.size, tally.count) : 0;

export function describeSequence(state: SequenceState, key: string, p: Parameters): Description {
  const tally = state.tally ?? new Tally();
  const value = valueOf(state, p);
  return {
    ...{ value, threshold: p.then.threshold, baseline: { 'first step, at least': p.threshold } },
    summary: sequenceSummary(value, tally, key, p),
    ...partiesOfTally(tally),
  };
}

export const keepSequenceUs = (p: Parameters): number => (p.windowS + p.then.withinS) * SECOND + LATE_US;

export const saveSequence = ({ first, second, tally }: SequenceState): Json => [
  ...[first.window.snapshot(), [...first.reached], second.window.snapshot(), [...second.reached]],
  tally ? tally.snapshot() : null,
];

export function loadSequence(json: Json, p: Parameters): SequenceState {
  const [first, firsts, second, seconds, tally] = json as unknown as [Json, number[], Json, number[], Json];
  return {
    first: { window: SlidingWindow.restore(first, firstShape(p)), reached: [...firsts] },
    second: { window: SlidingWindow.restore(second, secondShape(p)), reached: [...seconds] },
    found: null,
    tally: tally === null ? null : Tally.restore(tally),
  };
}
