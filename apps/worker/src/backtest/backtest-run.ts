import { setImmediate as turn } from 'node:timers/promises';

import { kindsReadBy, type Rule as DetectorRule } from '@wireledger/detectors';
import { comparePositions, type EventLog, type Position, type RecordedEvent } from '@wireledger/event-sourcing';
import { type EvidenceRecord, TELEMETRY_TYPES } from '@wireledger/events';
import type { AlertFates, BacktestProgress, BacktestResult, FatedAlert } from '@wireledger/read-models';

import { BatchIndex } from '../detection/batch-index';
import { isOfList, LIST_TYPES, type ListContents, ListsInForce } from '../detection/lists-in-force';
import {
  asksRegions,
  isOfRegions,
  REGION_TYPES,
  RegionsInForce,
  type RegionSource,
} from '../detection/regions-in-force';
import { isFacts, type ScopedChange, SOURCE_TYPES, Timelines } from '../detection/timelines';
import { cutLabel, cutSensor } from './cut';
import { type Finding, Findings } from './findings';
import type { RaisedThen } from './raised-then';
import { report } from './report';

/** Bounds of one run; what is found up to there is told, and that it was cut. */
export const RUN_LIMITS = { alerts: 10_000, records: 50_000_000 } as const;
const PAGE = 16;
/** What must be known of the time before. */
const EARLIER_TYPES = [...SOURCE_TYPES, ...LIST_TYPES, ...REGION_TYPES];
/** Alerts whose records are copied, and how many of each. */
const WITH_EVIDENCE = 40;
const EVIDENCE = 5;

/** Alerts that are told one by one while it runs. */
const FIRST_ALERTS = 20;

/** What is tried on which stretch of the log. */
export interface BacktestPlan {
  readonly rule: DetectorRule;
  /** Another version of it that it is compared with; null when there is none, the same when it is compared with itself. */
  readonly against: DetectorRule | null;
  /** What was really raised, which it is compared with instead of a version, and the versions that judged then: what they read is read. */
  readonly live?: { readonly alerts: RaisedThen; readonly by: readonly DetectorRule[] };
  /** Rules whose alerts it hears, where it is one that reads no records. They judge along with it; what they raise is not told. */
  readonly heard?: readonly DetectorRule[];
  /** Facts recorded before this are left out, µs. */
  readonly fromUs: number;
  /** Whatever was recorded then or later is left out, µs. */
  readonly toUs: number;
  /** Where reading begins: at or before the first fact recorded at `fromUs`. */
  readonly after: Position | 'start';
  /** Where reading ends: at or behind the last event recorded before `toUs`; `'start'` of an empty log. */
  readonly upTo: Position | 'start';
}

export interface RunOptions {
  readonly limits?: { readonly alerts: number; readonly records: number };
  /** Called after each page; false ends the run. */
  readonly onProgress?: (progress: BacktestProgress) => Promise<boolean>;
  /** Each thing that happens to an alert of the version that is tried, in log order. */
  readonly onChange?: (change: ScopedChange, at: RecordedEvent) => void;
  /** Asked at the end what became of all alerts of both sides. */
  readonly fates?: Pick<AlertFates, 'of'>;
  /** A batch that could not be judged; it is left out, as it is when rules judge live. */
  readonly onUnjudged?: (event: RecordedEvent, error: unknown) => void;
}

/**
 * Judges what was recorded by a version of a rule and by the one that it is compared with, by the code that judges live and the lists and regions that were in
 * force at each moment, and writes nothing. Both begin without memory of what came before the range.
 */
export class BacktestRun {
  private readonly timelines: Timelines;
  private readonly batches: BatchIndex;
  private readonly lists: ListsInForce;
  private readonly regions: RegionsInForce;
  private readonly would: Findings;
  private readonly did: Findings | null;
  private readonly evidence = new Map<string, readonly EvidenceRecord[]>();
  private cause: RecordedEvent | null = null;
  private from: number | null = null;
  private to: number | null = null;
  private batchesRead = 0;
  private records = 0;

  constructor(
    private readonly log: Pick<EventLog, 'readAll'>,
    private readonly sources: { readonly contents: ListContents; readonly regions: RegionSource },
    private readonly plan: BacktestPlan,
    private readonly options: RunOptions = {},
  ) {
    const { rule, against } = plan;
    const { alerts } = this.limits;
    this.would = new Findings(rule.version, alerts);
    this.did = against && against.version !== rule.version ? new Findings(against.version, alerts) : null;
    this.batches = new BatchIndex(log);
    this.lists = new ListsInForce(sources.contents, () => undefined);
    this.regions = new RegionsInForce(sources.regions, () => undefined);
    this.timelines = new Timelines((said) => this.found(said));
    this.timelines.judgeBy([...this.heard, ...(this.did && against ? [rule, against] : [rule])]);
  }

  get progress(): BacktestProgress {
    const { fromUs, toUs } = this.plan;
    const share = this.to === null ? 0 : (this.to - fromUs) / Math.max(1, toUs - fromUs);
    return { progress: Math.max(0, Math.min(1, share)), records: this.records, alerts: this.would.size };
  }

  /** Null when it was ended from outside. @throws what the log throws */
  async run(): Promise<BacktestResult | null> {
    await this.learnEarlier();
    this.timelines.askLists(await this.lists.judging());
    await this.relocate();
    const { upTo } = this.plan;
    const types = [...this.kinds(), ...EARLIER_TYPES];
    let cut: string | null = null;
    for (let after = this.plan.after; upTo !== 'start' && cut === null;) {
      const page = await this.log.readAll({ after, filter: { types }, limit: PAGE });
      for (const event of page.events) {
        if (comparePositions(event.position, upTo) > 0) return this.result(null);
        if (event.recordedAt >= this.plan.toUs) continue;
        if (isOfList(event)) await this.relist(event);
        else if (isOfRegions(event)) {
          this.regions.apply(event);
          await this.relocate();
        } else this.judge(event, after);
      }
      await this.copyEvidence();
      cut = this.cut();
      if (this.options.onProgress && !(await this.options.onProgress(this.progress))) return null;
      if (page.end) break;
      after = page.next;
      // Others of this process have their turn between two pages.
      await turn();
    }
    return this.result(cut);
  }

  /** Replays that began before the range keep times of their own within it, lists are what they had become. */
  private async learnEarlier(): Promise<void> {
    const { after: until } = this.plan;
    if (until === 'start') return;
    for (let after: Position | 'start' = 'start'; ;) {
      const page = await this.log.readAll({ after, filter: { types: EARLIER_TYPES }, limit: 500 });
      for (const event of page.events) {
        if (comparePositions(event.position, until) > 0) return;
        if (isOfList(event)) this.lists.apply(event);
        else if (isOfRegions(event)) this.regions.apply(event);
        else this.timelines.follow(event);
      }
      if (page.end) return;
      after = page.next;
    }
  }

  private async relist(event: RecordedEvent): Promise<void> {
    this.lists.apply(event);
    this.timelines.askLists(await this.lists.judging());
  }

  /** Where addresses are at this place of the log. Before the first data set was noted, since no rule had asked yet, the one that lies there now. */
  private async relocate(): Promise<void> {
    const { rule, against } = this.plan;
    if (![rule, against, ...this.heard].some((one) => one && asksRegions(one))) return;
    this.timelines.locateBy(this.regions.known ? await this.regions.judging() : await this.sources.regions.current());
  }

  private get heard(): readonly DetectorRule[] {
    return this.plan.heard ?? [];
  }

  /** Types of the facts that either version reads, or what it hears, or those that judged then. */
  private kinds(): string[] {
    const { rule, against, live } = this.plan;
    const kinds = [rule, ...(against ? [against] : []), ...this.heard, ...(live?.by ?? [])].flatMap(kindsReadBy);
    return [...new Set(kinds)].map((kind) => TELEMETRY_TYPES[kind]);
  }

  private judge(event: RecordedEvent, after: Position | 'start'): void {
    const facts = isFacts(event);
    if (facts && event.recordedAt < this.plan.fromUs) return;
    this.cause = event;
    this.plan.live?.alerts.see(event);
    if (facts) {
      this.batches.add(event, after);
      this.from ??= event.recordedAt;
      this.to = event.recordedAt;
      this.batchesRead++;
      if (typeof event.data.n === 'number') this.records += event.data.n;
    }
    try {
      this.timelines.follow(event);
    } catch (error) {
      this.options.onUnjudged?.(event, error);
    }
  }

  private found(said: ScopedChange): void {
    if (!this.cause || said.change.rule !== this.plan.rule.id) return;
    const mine = said.change.version === this.would.version;
    (mine ? this.would : this.did)?.add(said, this.cause);
    if (mine) this.options.onChange?.(said, this.cause);
  }

  private async copyEvidence(): Promise<void> {
    for (const { alert, evidence } of this.would.news()) {
      if (this.evidence.size >= WITH_EVIDENCE) return;
      this.evidence.set(alert.id, (await this.batches.copy(evidence.slice(-EVIDENCE))).records);
    }
  }

  private cut(): string | null {
    const { alerts, records } = this.limits;
    if (this.would.full || this.did?.full)
      return `It stopped at ${alerts.toLocaleString('en')} alerts: make the rule narrower, or the range shorter.`;
    return this.records >= records
      ? `It stopped at ${records.toLocaleString('en')} records: make the range shorter.`
      : null;
  }

  private get limits(): NonNullable<RunOptions['limits']> {
    return this.options.limits ?? RUN_LIMITS;
  }

  /** What was found so far: the first differences, without records and without what people decided. Null before any fact was read. */
  partial(): BacktestResult | null {
    const { from, to, batchesRead: batches } = this;
    if (from === null) return null;
    const { would, did } = this.sides();
    return report(would, did, {
      ...{ from, to, batches, cut: null, most: FIRST_ALERTS },
      evidence: new Map(),
      fates: null,
    });
  }

  private async result(cut: string | null): Promise<BacktestResult> {
    const { would, did } = this.sides();
    const { from, to, batchesRead: batches, evidence } = this;
    const few = this.plan.live?.alerts.full
      ? `Only the first ${this.limits.alerts.toLocaleString('en')} alerts that were raised are compared: make the range shorter.`
      : null;
    const fates = this.options.fates ? await this.options.fates.of(fatedAlerts(would, did)) : null;
    return report(would, did, { from, to, batches, cut: cut ?? few, evidence, fates });
  }

  private sides(): { readonly would: readonly Finding[]; readonly did: readonly Finding[] } {
    const { against, live } = this.plan;
    const would = this.would.list();
    return { would, did: live ? live.alerts.list() : this.did ? this.did.list() : against ? would : [] };
  }
}

/** Each alert once. */
function fatedAlerts(would: readonly Finding[], did: readonly Finding[]): readonly FatedAlert[] {
  const all = new Map([...would, ...did].map((finding) => [finding.alert.id, finding]));
  return [...all.values()].map(({ scope: { sensor }, alert: { id, rule, entity, src, dst } }) => {
    return {
      id,
      rule,
      sensor: cutSensor(sensor),
      entity: cutLabel(entity),
      src: src === null ? null : cutLabel(src),
      dst: dst === null ? null : cutLabel(dst),
    };
  });
}
