import type { Lists } from '../lists';
import type { Regions } from '../regions';
import { RecordReader, type DetectorBatch } from '../records/cursors';
import type { AnyRecord, JudgedKind } from '../records/records';
import { kindsReadBy, type Rule } from '../rules/rule';
import type { Json } from '../state/json';
import type { AlertChange } from './alert-change';
import { Routes } from './routes';
import { type Outside, RuleRunner, type Share } from './rule-runner';
import { StateBudget } from './state-budget';

const SNAPSHOT_VERSION = 1;

export interface HostOptions {
  /** UUID under which alert ids are made: one (sensor, timeline). */
  readonly scope: string;
  readonly rules: readonly Rule[];
  /** Work is split by key; default: all of it. Rules that hear others hear those of their own share. */
  readonly share?: Share;
  /** Keys held by each rule, default 250,000; the one not heard of longest is evicted. */
  readonly maxKeys?: number;
  /** Keys held by all rules together, default 500,000; the rule that has most gives up. */
  readonly maxAllKeys?: number;
  /** Things that the states of each rule hold together, default 2,000,000, where its detector counts them; likewise. */
  readonly maxEntries?: number;
  /** Lists that judge at first; none when left out. */
  readonly lists?: Lists;
  /** Where addresses are said to be at first; nothing is known when left out. */
  readonly regions?: Regions | null;
  readonly onChange: (change: AlertChange) => void;
}

export interface HostCounters {
  records: number;
  /** Records that had been judged before: a batch came again. */
  duplicates: number;
  /** Judgements of records behind the watermark of a rule; judged and marked all the same. */
  late: number;
  readonly keys: number;
  readonly evicted: number;
  readonly expired: number;
}

/**
 * Feeds records of one (sensor, timeline) in log order to the detectors of a rule set and tells what happens to alerts. The same records give the
 * same changes, however they are batched; after a snapshot and a restore at any record; on one host or split by key over several.
 */
export class DetectorHost {
  private readonly runners: readonly RuleRunner[];
  /** Rules by the kinds that they read. */
  private readonly routes: ReadonlyMap<string, Routes>;
  /** Rules that are told of the alerts of others. */
  private readonly listeners: readonly RuleRunner[];
  private readonly reader = new RecordReader();
  /** Greatest record number by source and kind. */
  private readonly judged = new Map<string, Judged>();
  private readonly outside: Outside;
  private records = 0;
  private duplicates = 0;

  constructor(options: HostOptions) {
    const { scope, rules, share = { index: 0, of: 1 }, onChange } = options;
    const { maxKeys = 250_000, maxAllKeys = 500_000, maxEntries = 2_000_000 } = options;
    const outside = { lists: options.lists ?? [], regions: options.regions ?? null };
    this.outside = outside;
    const tell = (change: AlertChange): void => {
      onChange(change);
      if (change.change !== 'ended') for (const listener of this.listeners) listener.hear(change);
    };
    const context = { scope, share, maxKeys, maxEntries, budget: new StateBudget(maxAllKeys), outside };
    this.runners = rules.map(
      (rule) => new RuleRunner(rule, { ...context, onChange: rule.detector.hears ? onChange : tell }),
    );
    this.listeners = this.runners.filter(({ hears }) => hears);
    this.routes = routesOf(this.runners);
  }

  get counters(): HostCounters {
    const sum = (of: (runner: RuleRunner) => number) => this.runners.reduce((total, runner) => total + of(runner), 0);
    return {
      records: this.records,
      duplicates: this.duplicates,
      late: sum(({ late }) => late),
      keys: sum(({ states }) => states.slots.size),
      evicted: sum(({ states }) => states.evicted),
      expired: sum(({ states }) => states.expired),
    };
  }

  /** Other lists judge from here on. */
  judgeBy(lists: Lists): void {
    this.outside.lists = lists;
  }

  /** Other knowledge of where addresses are judges from here on. */
  locateBy(regions: Regions | null): void {
    this.outside.regions = regions;
  }

  /** Judges the records of a batch that were not judged before, `limit` of them at most. Kinds that no detector reads are passed over. */
  take(batch: DetectorBatch, limit = Infinity): void {
    const place = `${batch.source} ${batch.kind}`;
    const known = this.judged.get(place);
    const judged = known ?? { seq: 0 };
    const routes = this.routes.get(batch.kind);
    routes?.begin();
    let left = limit;
    this.duplicates += this.reader.read(batch, judged.seq, (record) => {
      if (left-- <= 0) return;
      judged.seq = record.seq;
      if (!known) this.judged.set(place, judged);
      this.judge(record, routes);
    });
  }

  /** So much virtual time goes by without a record (µs), and what may be late arrives no more: windows that were open are complete. */
  pass(us: number): void {
    for (const runner of this.runners) runner.passBy(us);
  }

  /** The timeline is over: everything is complete, running episodes end. */
  finish(): void {
    for (const runner of this.runners) if (!runner.hears) runner.finish();
    for (const listener of this.listeners) listener.finish();
  }

  /** Running alerts as they are now. */
  *alerts(): Generator<AlertChange> {
    for (const runner of this.runners) yield* runner.alerts();
  }

  /** All there is to know to go on after the last judged record. The same state gives the same text. */
  snapshot(): string {
    return JSON.stringify(this.memory());
  }

  /** The same before it is a text: what is judged afterwards does not change it. To take it is a tenth of the work of writing it down. */
  memory(): Json {
    const { records, duplicates } = this;
    const rules = this.runners.map((runner) => [...identityOf(runner.rule), runner.snapshot()]);
    const judged = [...this.judged].map(([place, { seq }]) => [place, seq]);
    return { v: SNAPSHOT_VERSION, records, duplicates, judged, rules };
  }

  /**
   * Goes on from a snapshot; rules that are new, or changed since, begin without memory.
   * @throws Error when the host has judged records, or the snapshot is of another version
   */
  restore(snapshot: string): void {
    if (this.records > 0) throw new Error('this host has judged records already; restore into a new one');
    const { v, records, duplicates, judged, rules } = JSON.parse(snapshot) as {
      readonly v: number;
      readonly records: number;
      readonly duplicates: number;
      readonly judged: readonly (readonly [string, number])[];
      readonly rules: readonly (readonly [string, number, string, number, Json])[];
    };
    if (v !== SNAPSHOT_VERSION)
      throw new Error(`snapshot has version ${v}, not ${SNAPSHOT_VERSION}: judge from the start`);
    Object.assign(this, { records, duplicates });
    for (const [place, seq] of judged) this.judged.set(place, { seq });
    for (const runner of this.runners) {
      const mine = identityOf(runner.rule);
      const saved = rules.find((rule) => mine.every((part, i) => rule[i] === part));
      if (saved) runner.restore(saved[4]);
    }
  }

  private judge(record: AnyRecord, routes: Routes | undefined): void {
    this.records++;
    routes?.judge(record);
    const { at } = record;
    for (const listener of this.listeners) listener.pass(at);
  }
}

/** Rules by the kinds that they read, in their order. */
function routesOf(runners: readonly RuleRunner[]): ReadonlyMap<string, Routes> {
  const readers = new Map<JudgedKind, RuleRunner[]>();
  for (const runner of runners)
    for (const kind of kindsReadBy(runner.rule)) {
      const others = readers.get(kind);
      if (others) others.push(runner);
      else readers.set(kind, [runner]);
    }
  return new Map([...readers].map(([kind, own]) => [kind, new Routes(kind, own)]));
}

/** Number of the last record of a source and kind that was judged. */
interface Judged {
  seq: number;
}

/** What must be the same for a state to be of use: rule, its version, detector, its version. */
const identityOf = ({ id, version, detector }: Rule): [string, number, string, number] => [
  ...([id, version] as const),
  ...([detector.id, detector.version] as const),
];
