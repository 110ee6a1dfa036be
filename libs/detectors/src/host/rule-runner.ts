import { uuidV5 } from '@wireledger/kernel/hashing';
import { SEVERITIES, type AnyDetector, type Contribution, type Measure, type Severity } from '../detector';
import type { Lists } from '../lists';
import type { Regions } from '../regions';
import type { FlowsAsked } from '../records/facets';
import type { AnyRecord } from '../records/records';
import type { StateBudget } from './state-budget';
import type { Rule } from '../rules/rule';
import type { Json } from '../state/json';
import type { AlertChange } from './alert-change';
import { Census } from './census';
import { nextStep, type Episode } from './episode';
import { KeyedStates, sizeOf } from './keyed-states';
import { type Slot, slotOf } from './slot';

const SECOND = 1_000_000;
/** The watermark stays so far behind the clock (design decision 16). */
const WATERMARK_LAG_US = 10_000_000;
const EXPIRE_EACH_US = 60_000_000;
/** No record is as late: a clock was set back, when others of its time follow and none of the time before does. */
const SET_BACK_US = 3_600_000_000;

/** Which keys a host works on: those whose hash leaves `index` when divided by `of`. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** What a runner needs of its host. */
export interface RunnerContext {
  /** UUID that alert ids are made under: one (sensor, timeline). */
  readonly scope: string;
  readonly share: Share;
  readonly maxKeys: number;
  /** Things that the states of a rule hold together, where its detector counts them. */
  readonly maxEntries: number;
  /** Of all rules together. */
  readonly budget: StateBudget;
  readonly onChange: (change: AlertChange) => void;
  readonly outside: Outside;
}

/** What a host knows that does not come from records. */
export interface Outside {
  /** Lists that judge now. */
  lists: Lists;
  /** Where addresses are now said to be; null = nothing says so. */
  regions: Regions | null;
}

/** Runs one rule: states of its keys, its episodes. */
export class RuleRunner {
  readonly states: KeyedStates;
  /** Flow records that may add something. */
  readonly flows: readonly FlowsAsked[];
  /** Records behind the watermark. */
  late = 0;
  private readonly detector: AnyDetector;
  // Of the detector, at hand: there are many kinds of detectors, and what is asked of each record is looked up in none of them.
  private readonly read: AnyDetector['read'];
  private readonly judgeBy: AnyDetector['judge'];
  private readonly memberOf: AnyDetector['memberOf'];
  private readonly readsAlike: boolean;
  /** Whether its detector counts what states hold. */
  private readonly counts: boolean;
  private readonly share: Share;
  /** What the last record that was shown has added, where another rule may ask. */
  private added: Contribution | null = null;
  private readonly parameters: Rule['parameters'];
  private readonly outside: Outside;
  private readonly measure: Measure;
  private readonly cooldownUs: number;
  private readonly running = new Set<string>();
  private readonly census = new Census();
  /** Greatest virtual time of the records that this rule reads. */
  private clock = -Infinity;
  private border = -Infinity;
  private nextExpiry = -Infinity;
  /** The last step of its detector that was looked at. */
  private step = -Infinity;
  /** Time of the first of the records that are all far behind; -Infinity = the last one was not. */
  private behindFrom = -Infinity;
  /** Whether the last record was behind the watermark. */
  private isLate = false;

  constructor(
    readonly rule: Rule,
    private readonly context: RunnerContext,
  ) {
    const { detector, parameters } = rule;
    this.detector = detector;
    this.read = detector.read;
    this.judgeBy = detector.judge;
    this.memberOf = detector.memberOf;
    this.readsAlike = detector.readsAlike === true;
    this.counts = detector.sizeOf !== undefined;
    this.share = context.share;
    this.parameters = parameters;
    this.outside = context.outside;
    this.measure = detector.measureOf?.(parameters) ?? detector.measure;
    this.cooldownUs = rule.cooldownS * SECOND;
    // Whoever counts the members of the network must see each record.
    const flows = detector.memberOf ? 0 : (detector.flowsWith?.(parameters) ?? 0);
    this.flows = typeof flows === 'number' ? [{ facets: flows }] : flows;
    this.states = new KeyedStates(
      { keys: context.maxKeys, entries: context.maxEntries },
      () => this.slotOf(detector.begin(parameters)),
      (key, slot) => this.close(key, slot),
      context.budget,
    );
  }

  /**
   * Judges a record of virtual time `at` and moves this rule's time on. Each rule has a clock of its own, made of the kinds of records it reads: kinds come in batches, one
   * after the other, so that the clock of another kind runs up to a minute ahead. A record that is not shown moves time on and adds nothing. `before` as of `judgeNext`. Returns whether it is late.
   */
  judge(record: AnyRecord, at: number, shown = true, before: RuleRunner | null = null): boolean {
    this.watch(at);
    this.isLate = at < this.clock - WATERMARK_LAG_US;
    if (this.isLate) this.late++;
    if (at > this.clock) this.clock = at;
    this.census.begin(this.clock);
    if (shown) this.judgeNext(record, before);
    if (this.clock >= this.border) this.reachBorder();
    return this.isLate;
  }

  /** Judges a record of the same virtual time as the one before, of whatever was judged by this rule. `before`: who has judged that record last, if anybody. */
  judgeNext(record: AnyRecord, before: RuleRunner | null): void {
    const { parameters, memberOf } = this;
    if (memberOf) this.census.hear(memberOf(record, parameters), this.clock);
    const added = this.readsAlike ? this.readOnce(record, before) : this.readAlone(record);
    if (added) this.add(added, this.isLate);
  }

  private readAlone(record: AnyRecord): Contribution | null {
    const { parameters, outside } = this;
    return this.read(record, parameters, outside.lists, outside.regions) as Contribution | null;
  }

  /** What the record adds; as another rule of the detector has read it, if that was the one before. */
  private readOnce(record: AnyRecord, before: RuleRunner | null): Contribution | null {
    this.added = before !== null && before.detector === this.detector ? before.added : this.readAlone(record);
    return this.added;
  }

  /** Whether a clock was set back. */
  private watch(at: number): void {
    if (at >= this.clock - SET_BACK_US) this.behindFrom = -Infinity;
    else if (this.behindFrom === -Infinity) this.behindFrom = at;
    else if (at >= this.behindFrom + WATERMARK_LAG_US) this.setBack(at);
  }

  /** Whether this rule is told of the alerts of others. */
  get hears(): boolean {
    return this.detector.hears !== undefined;
  }

  /** An alert of another rule was raised, or has grown. */
  hear(alert: AlertChange): void {
    const contribution = this.detector.hears?.(alert, this.rule.parameters) as Contribution | null;
    if (contribution) this.add(contribution, alert.late);
  }

  /** Virtual time has come so far: the only clock of a rule that reads no records. */
  pass(at: number): void {
    if (at === this.clock && this.behindFrom === -Infinity) return;
    this.watch(at);
    if (at > this.clock) this.clock = at;
    if (this.clock >= this.border) this.reachBorder();
  }

  /** Nothing comes for so long, and for what is waited for what is late. */
  passBy(us: number): void {
    if (Number.isFinite(this.clock)) this.pass(this.clock + us + WATERMARK_LAG_US + SECOND);
  }

  private add(contribution: Contribution, late: boolean): void {
    const { detector, parameters, share } = this;
    const { key, time } = contribution;
    if (share.of > 1 && shareOf(key, share.of) !== share.index) return;
    const slot = this.states.get(key, this.clock);
    if (slot.episode && time > slot.episode.last + this.cooldownUs) this.close(key, slot);
    const severity = this.judgeBy(slot.state, contribution, parameters, this.census);
    if (severity !== null) this.found(key, slot, time, severity, late);
    if (this.counts && detector.sizeOf) this.states.weigh(slot, detector.sizeOf(slot.state));
  }

  /**
   * The clock of the sensor was wrong until now, or is from now on. What was counted by it lies in a future that comes a day later, or not at all: to wait for
   * that would be to see nothing until then. Episodes end, windows begin anew.
   */
  private setBack(now: number): void {
    for (const key of this.running) this.close(key, this.states.slots.get(key) as Slot);
    this.states.clear();
    this.census.setBack(now);
    this.clock = this.border = this.nextExpiry = this.behindFrom = this.step = -Infinity;
  }

  /** A virtual second is over. */
  private reachBorder(): void {
    this.border = (Math.floor(this.clock / SECOND) + 1) * SECOND;
    const watermark = this.clock - WATERMARK_LAG_US;
    this.advance(watermark);
    if (this.clock < this.nextExpiry) return;
    this.nextExpiry = this.clock + EXPIRE_EACH_US;
    const oldest = watermark - this.detector.keepUs(this.rule.parameters);
    this.states.expire(oldest);
    this.census.expire(oldest);
  }

  /** What lies before the watermark is complete: buckets are judged, quiet episodes end. */
  private advance(watermarkUs: number): void {
    const { detector, rule, states } = this;
    const step = Math.floor(watermarkUs / (detector.stepUs?.(rule.parameters) ?? SECOND));
    if (detector.advance && step !== this.step) {
      this.step = step;
      for (const [key, slot] of states.slots)
        detector.advance(slot.state, watermarkUs, rule.parameters, (time, severity) => {
          if (slot.episode && time > slot.episode.last + this.cooldownUs) this.close(key, slot);
          this.found(key, slot, time, severity, false);
        });
    }
    for (const key of this.running) {
      const slot = states.slots.get(key) as Slot;
      if ((slot.episode as Episode).last + this.cooldownUs < watermarkUs) this.close(key, slot);
    }
  }

  /** The timeline is over: running episodes end. */
  finish(): void {
    this.advance(this.clock);
    for (const key of this.running) this.close(key, this.states.slots.get(key) as Slot);
  }

  /** Alerts that run now, as they are now. */
  *alerts(): Generator<AlertChange> {
    for (const key of this.running) {
      const slot = this.states.slots.get(key) as Slot;
      yield this.change('recurred', key, slot, slot.episode as Episode, 0);
    }
  }

  snapshot(): Json {
    const { slots, evicted, expired } = this.states;
    const keys = [...slots].map(([key, slot]) => {
      const { state, touched, at, episode } = slot;
      const saved = this.detector.save(state);
      return [key, saved, touched, at, episode && { ...episode }, sizeOf(slot)];
    });
    const { late } = this;
    const times = [this.clock, this.border, this.nextExpiry, this.behindFrom].map((time) =>
      Number.isFinite(time) ? time : null,
    );
    return { keys, evicted, expired, late, times, running: [...this.running], census: this.census.snapshot() };
  }

  restore(json: Json): void {
    const { keys, evicted, expired, late, times, running, census } = json as unknown as {
      readonly keys: readonly (readonly [string, Json, boolean, number, Episode | null, number?])[];
      readonly evicted: number;
      readonly expired: number;
      readonly late: number;
      readonly times: readonly (number | null)[];
      readonly running: readonly string[];
      readonly census?: Json;
    };
    for (const [key, saved, touched, at, episode, size = 0] of keys) {
      const slot = this.slotOf(this.detector.load(saved, this.rule.parameters));
      slot.touched = touched;
      if (episode) slot.episode = { ...episode };
      this.states.restore(key, at, slot, size);
    }
    for (const key of running) this.running.add(key);
    Object.assign(this.states, { evicted, expired });
    this.census.restore(census);
    this.late = late;
    const [clock, border, nextExpiry, behindFrom] = times;
    this.clock = clock ?? -Infinity;
    this.border = border ?? -Infinity;
    this.nextExpiry = nextExpiry ?? -Infinity;
    this.behindFrom = behindFrom ?? -Infinity;
  }

  private slotOf(state: unknown): Slot {
    return slotOf(state, this.counts);
  }

  private found(key: string, slot: Slot, time: number, severity: Severity, late: boolean): void {
    const { detector, rule } = this;
    const { episode } = slot;
    if (!episode) {
      detector.opened(slot.state, key, rule.parameters);
      return this.open(key, slot, time, severity, late);
    }
    if (time > episode.last) episode.last = time;
    const grown = detector.grown(slot.state);
    const worse = SEVERITIES.indexOf(severity) > SEVERITIES.indexOf(episode.severity);
    if (grown < episode.next && !worse) return;
    if (worse) episode.severity = severity;
    const step = grown < episode.next ? 0 : nextStep(grown) / 10;
    if (step > 0) episode.next = step * 10;
    this.context.onChange(this.change('recurred', key, slot, episode, step));
  }

  private open(key: string, slot: Slot, time: number, severity: Severity, late: boolean): void {
    const { rule, context, detector } = this;
    const { first } = detector.describe(slot.state, key, rule.parameters);
    const id = uuidV5(context.scope, `alert:${rule.id}:${rule.version}:${key}:${first}`);
    const next = nextStep(detector.grown(slot.state));
    const episode: Episode = { id, start: first, last: time, severity, next, late };
    slot.episode = episode;
    this.running.add(key);
    context.onChange(this.change('raised', key, slot, episode, 0));
  }

  private close(key: string, slot: Slot): void {
    const { episode } = slot;
    if (!episode) return;
    this.context.onChange(this.change('ended', key, slot, episode, 0));
    this.detector.closed(slot.state);
    slot.episode = null;
    this.running.delete(key);
  }

  private change(
    change: AlertChange['change'],
    entity: string,
    slot: Slot,
    episode: Episode,
    step: number,
  ): AlertChange {
    const { rule, detector } = this;
    const { id, severity, start, late } = episode;
    return {
      ...{ change, id, kind: detector.kind, rule: rule.id, version: rule.version },
      ...{ detector: detector.id, detectorVersion: detector.version, measure: this.measure },
      ...{ entity, severity, step, start, late },
      ...detector.describe(slot.state, entity, rule.parameters),
    };
  }
}

/** FNV-1a over the UTF-16 units of a key, divided among `of`. */
export function shareOf(key: string, of: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % of;
}
