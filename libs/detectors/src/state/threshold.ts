import type { z } from 'zod';
import {
  type About,
  type AlertKind,
  type Contribution,
  type Description,
  type Detector,
  type Kept,
  type Measure,
  type Recalled,
  SEVERITIES,
  type Severity,
} from '../detector';
import type { Episode } from '../host/episode';
import type { Slot } from '../host/slot';
import type { Lists } from '../lists';
import type { Regions } from '../regions';
import type { FlowsAsked } from '../records/facets';
import type { AnyRecord, JudgedKind } from '../records/records';
import type { Json } from './json';
import { LATE_US, type Range, SlidingWindow, type WindowShape, withNumber } from './sliding-window';
import { MAX_LISTED, only, type Parties, Tally } from './tally';

/** One thing that happened, as a threshold counts it. */
export interface Counted extends Contribution {
  /** What is told apart when distinct things are counted. */
  readonly item: string;
  readonly weight: number;
  /** With `numbered`: what goes with the item. */
  readonly number?: number;
}

/** What a key has once enough of its entries lie together, or it has its window in common with others: most have neither. */
interface Reached {
  /** Where the last finding was, for `opened`. */
  range: Range | null;
  tally: Tally | null;
  detail: Detail;
  /** What `confirm` said last. */
  verdict: Severity | null;
  /** Entries that the last finding is made of, where that is not its range. */
  part: Part | null;
  /** Where its entries are, if not in a window of its own. */
  common: Common | null;
  /** As of a slot. */
  episode: Episode | null;
}

/** What the windows of one rule have in common. */
interface ThresholdShape extends WindowShape {
  readonly reached: (count: number, sum: number) => boolean;
  /** Of all rules whose windows take the same entries; null where a rule reads for itself. */
  readonly begun: Begun | null;
}

/** The last state that began, and by what: other rules that begin a state by the same need no window of their own. */
interface Begun {
  by: Counted | null;
  state: ThresholdState | null;
}

/** A window that states of several rules have in common, as all of them began by the same contribution and are given the same ones: whoever comes first adds an entry. */
interface Common {
  readonly window: SlidingWindow;
  /** The entry that was added last, and what `add` answered. Its time is compared first, as that is no text. */
  time: number;
  ref: string;
  place: number;
}

/** State of a key: its window, unless it has one in common with others, what came of it, and what the host keeps. One object, as most keys have a window of one entry and nothing else. */
export class ThresholdState extends SlidingWindow<ThresholdShape> implements Slot {
  touched = false;
  at = -Infinity;
  /** Contributions ever. */
  seen = 0;
  private reached: Reached | null = null;

  /** Itself, as a slot. */
  get state(): this {
    return this;
  }

  get episode(): Episode | null {
    return this.reached?.episode ?? null;
  }

  set episode(episode: Episode | null) {
    if (episode !== null || this.reached) this.found.episode = episode;
  }

  /** Where its entries are. */
  get window(): SlidingWindow {
    return this.reached?.common?.window ?? this;
  }

  /** Adds an entry, unless the window that it belongs to has it already. Answers as `add` does. */
  take(counted: Counted): number {
    if (this.seen === 0 && this.shape.begun) this.beginBy(counted, this.shape.begun);
    const { time, item, weight, ref, number } = counted;
    const common = this.reached?.common;
    if (!common) return this.add(time, item, weight, ref, number);
    if (common.time !== time || common.ref !== ref) {
      common.place = common.window.add(time, item, weight, ref, number);
      common.time = time;
      common.ref = ref;
    }
    return common.place;
  }

  /** A span that holds the entry added at `place` and `time` and reaches the threshold, or null. */
  reachingAt(place: number, time: number): Range | null {
    return this.window.reaching(place, time, this.shape.reached);
  }

  get tally(): Tally | null {
    return this.reached?.tally ?? null;
  }

  /** What came of it, to be written to. */
  get found(): Reached {
    return (this.reached ??= {
      range: null,
      tally: null,
      detail: {},
      verdict: null,
      part: null,
      common: null,
      episode: null,
    });
  }

  save(): Json {
    const { tally = null, detail = {}, verdict = null } = this.reached ?? {};
    return [this.window.snapshot(), tally ? tally.snapshot() : null, { ...detail }, this.seen, verdict];
  }

  static of(json: Json, shape: ThresholdShape): ThresholdState {
    const [entries, tally, detail, seen, verdict] = json as unknown as [Json, Json, Detail, number, Severity | null];
    const state = new ThresholdState(shape);
    state.load(entries);
    state.seen = seen;
    if (tally !== null || verdict !== null || Object.keys(detail).length > 0)
      Object.assign(state.found, { tally: tally === null ? null : Tally.restore(tally), detail, verdict });
    return state;
  }

  /** Joins the state that began by the same contribution, which has added it, if there is one. */
  private beginBy(counted: Counted, begun: Begun): void {
    if (begun.by === counted && begun.state)
      this.found.common = begun.state.found.common ??= {
        window: begun.state,
        time: counted.time,
        ref: counted.ref,
        place: 0,
      };
    else {
      begun.by = counted;
      begun.state = this;
    }
  }
}

/** Places in a window, rising. */
export type Part = Range | ReadonlySet<number>;

/** The entries of a window in which the condition holds. */
export interface Entries extends Range {
  readonly window: SlidingWindow;
  /** Contributions that the window ever had. */
  readonly seen: number;
}

/** Parameters that every threshold has: the window, seconds, and how bad it is. */
export interface ThresholdParameters {
  readonly windowS: number;
  readonly severity: Severity;
}

/** What makes one threshold detector different from another. */
export interface ThresholdSpec<P extends ThresholdParameters> {
  readonly id: string;
  readonly version: number;
  readonly kind: AlertKind;
  readonly reads: readonly JudgedKind[];
  readonly measure: Measure;
  readonly about: About;
  readonly parameters: z.ZodType<P>;
  /** As of a detector. */
  flowsWith?(parameters: P): number | readonly FlowsAsked[];
  readonly read: (record: AnyRecord, parameters: P, lists: Lists, regions: Regions | null) => Counted | null;
  /** As of a detector. */
  readonly readsAlike?: true;
  /** Count distinct items at their latest time, or every entry. */
  readonly distinct: boolean;
  /** An item's weight is its total so far: measured is the greatest sum of a window, not what contributions add up to. */
  readonly totals?: boolean;
  /** What of an item is told apart; default: all of it. The rest rides along for `parties`. */
  identity?(item: string): string;
  /** With each item goes a number, which is told apart as well. */
  readonly numbered?: true;
  /** Entries a window holds at most; at least four times what the threshold needs. */
  cap(parameters: P): number;
  /** True when so many entries (distinct items) of that weight in all are enough. Must not become false by more entries. */
  reached(count: number, sum: number, parameters: P): boolean;
  /** A second look at the entries once there are enough; null = no finding after all. Default: the parameters' severity. */
  confirm?(entries: Entries, key: string, parameters: P): Severity | null;
  /** How long entries are remembered, µs; default: the window. Longer where `part` decides what belongs together. */
  rememberUs?(parameters: P): number;
  /** As of a detector; default: as long as entries are remembered, and what may be late. */
  keepUs?(parameters: P): number;
  /** An item counts at its earliest time instead of its latest. */
  readonly earliest?: boolean;
  /** Places of the entries that a finding is made of, the one just added at `place` among them; null = no finding after all. Default: all of the range. */
  part?(window: SlidingWindow, place: number, key: string, parameters: P): Part | null;
  /** Graver levels of the measure, the gravest first. As `reached`, none may become false by more entries. */
  levels?(parameters: P): readonly Level[];
  /** Whether entries that reach a graver level are that grave; default: they are. */
  bears?(entries: Entries, key: string, parameters: P): boolean;
  /** Which contributions (entries in the window, ever seen) are confirmed anew when that is costly; the others go with the last verdict. */
  confirmsAt?(entries: number, seen: number): boolean;
  parties(key: string, item: string): Parties;
  /** As of a detector. */
  restsOn?(parameters: P): string | null;
  /** As of a detector; a key begins without memory. */
  recall?(kept: Kept, parameters: P): Pick<Recalled, 'lists' | 'regions'> | null;
  /** What grows. */
  value(tally: Tally): number;
  threshold(parameters: P): number;
  /** Numbers of the crossing window that the summary needs and a tally does not have. */
  detail?(entries: Entries): Detail;
  /** What of these is told beside the measure. */
  baseline?(detail: Detail): Readonly<Record<string, number>>;
  summary(tally: Tally, key: string, parameters: P, detail: Detail): string;
}
/** So much is that grave. */
export interface Level {
  readonly severity: Severity;
  reached(count: number, sum: number): boolean;
}

export type Detail = Readonly<Record<string, number | null>>;

const SECOND = 1_000_000;

/** A detector that judges at each record and fires at the one that crosses the threshold within a sliding window of packet time. */
export function thresholdDetector<P extends ThresholdParameters>(
  spec: ThresholdSpec<P>,
): Detector<P, Counted, ThresholdState> {
  const { identity } = spec;
  const shapes = new WeakMap<object, ThresholdShape>();
  const begun = new Map<string, Begun>();
  /** One for all windows of a rule. */
  const shape = (p: P): ThresholdShape => {
    let known = shapes.get(p);
    if (!known) {
      const spanUs = spec.rememberUs?.(p) ?? p.windowS * SECOND;
      known = {
        ...{ spanUs, distinct: spec.distinct, cap: spec.cap(p) },
        reached: (count, sum) => spec.reached(count, sum, p),
        begun: spec.readsAlike ? begunBy(JSON.stringify([spanUs, spec.cap(p), spec.flowsWith?.(p) ?? 0])) : null,
        ...(identity && { identity }),
        ...(spec.numbered && { numbered: true }),
        ...(spec.earliest && { earliest: true }),
      };
      shapes.set(p, known);
    }
    return known;
  };
  /** One for all rules whose windows are alike, and that are shown the same. */
  const begunBy = (alike: string): Begun => {
    let known = begun.get(alike);
    if (!known) begun.set(alike, (known = { by: null, state: null }));
    return known;
  };
  const told = (item: string, number: number): string =>
    spec.numbered ? withNumber(item, number) : identity ? identity(item) : item;
  const { id, version, kind, reads, measure, about, parameters } = spec;
  return {
    ...{ id, version, kind, reads, measure, about, parameters },
    restsOn: (p) => spec.restsOn?.(p) ?? null,
    ...(spec.flowsWith && { flowsWith: spec.flowsWith }),
    ...(spec.readsAlike && { readsAlike: true }),
    ...(spec.recall && { recall: (kept: Kept, p: P) => spec.recall?.(kept, p) ?? null }),
    read: spec.read,
    begin: (p) => new ThresholdState(shape(p)),
    judge(state, counted, p) {
      const { key, time, item, weight, ref, number = 0 } = counted;
      const place = state.take(counted);
      const range = state.reachingAt(place, time);
      state.seen++;
      if (!range) return null;
      const { found, window } = state;
      if (spec.confirm && (spec.confirmsAt?.(range.to - range.from, state.seen) ?? true))
        found.verdict = spec.confirm({ window, seen: state.seen, ...range }, key, p);
      const confirmed = spec.confirm ? found.verdict : p.severity;
      if (confirmed === null) return null;
      if (spec.part) {
        found.part = place < 0 ? null : spec.part(window, place, key, p);
        if (!found.part) return null;
      }
      const severity = confirmed;
      const graver = gravest(spec, p, { window, place, time, range, severity, key, seen: state.seen });
      found.range = graver.range;
      const { tally } = found;
      const known = spec.distinct && tally?.items.has(told(item, number)) === true;
      tally?.add(time, told(item, number), known || spec.totals ? 0 : weight, ref, spec.parties(key, item));
      if (tally && spec.totals) tally.sum = Math.max(tally.sum, sumOf(window, graver.range));
      return graver.severity;
    },
    opened(state, key) {
      const { found, window } = state;
      const { range, part } = found;
      const { items, times, weights, refs } = window;
      const tally = new Tally();
      for (const i of placesOf(part ?? range)) {
        const item = items[i] as string;
        const [time, weight, ref] = [times[i], weights[i], refs[i]];
        tally.add(
          time as number,
          told(item, window.numberAt(i)),
          weight as number,
          ref as string,
          spec.parties(key, item),
        );
      }
      found.tally = tally;
      found.detail = range && spec.detail ? spec.detail({ window, seen: state.seen, ...range }) : {};
    },
    closed(state) {
      state.found.tally = null;
    },
    grown: (state) => (state.tally ? spec.value(state.tally) : 0),
    describe(state, key, p) {
      const tally = state.tally ?? new Tally();
      return {
        value: spec.value(tally),
        threshold: spec.threshold(p),
        baseline: spec.baseline?.(state.found.detail) ?? {},
        summary: spec.summary(tally, key, p, state.found.detail),
        ...partiesOf(tally),
      };
    },
    windowUs: (p) => p.windowS * SECOND,
    keepUs: (p) => spec.keepUs?.(p) ?? (spec.rememberUs?.(p) ?? p.windowS * SECOND) + LATE_US,
    save: (state) => state.save(),
    load: (json, p) => ThresholdState.of(json, shape(p)),
  };
}

interface Found {
  readonly window: SlidingWindow;
  readonly place: number;
  readonly time: number;
  readonly range: Range;
  readonly severity: Severity;
  readonly key: string;
  readonly seen: number;
}

function sumOf(window: SlidingWindow, { from, to }: Range): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += window.weightAt(i);
  return sum;
}

function* placesOf(part: Part | null): Generator<number> {
  if (part === null) return;
  if (!('from' in part)) yield* part;
  else for (let i = part.from; i < part.to; i++) yield i;
}

/** The gravest level that a span around the new entry reaches, and that span. */
function gravest<P extends ThresholdParameters>(
  { levels, bears }: ThresholdSpec<P>,
  parameters: P,
  { window, place, time, range, severity, key, seen }: Found,
): Pick<Found, 'range' | 'severity'> {
  for (const level of levels?.(parameters) ?? []) {
    if (SEVERITIES.indexOf(level.severity) <= SEVERITIES.indexOf(severity)) break;
    const higher = window.reaching(place, time, (count, sum) => level.reached(count, sum));
    if (higher && (bears?.({ window, seen, ...higher }, key, parameters) ?? true))
      return { range: higher, severity: level.severity };
  }
  return { range, severity };
}

/** What a tally says about who, where, when and by which records. */
export function partiesOf(tally: Tally): Omit<Description, 'value' | 'threshold' | 'baseline' | 'summary'> {
  return {
    src: only(tally.sources),
    dst: only(tally.targets),
    dport: only(tally.ports),
    sources: [...tally.sources].slice(0, MAX_LISTED),
    targets: [...tally.targets].slice(0, MAX_LISTED),
    evidence: [...tally.evidence],
    first: tally.first,
    last: tally.last,
  };
}
