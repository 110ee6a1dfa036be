import {
  type AlertChange,
  DetectorHost,
  type Lists,
  type Regions,
  type Rule,
  timelineScope,
} from '@wireledger/detectors';
import { isSandbox, type RecordedEvent } from '@wireledger/event-sourcing';
import { type Batch, type RecordKind, TELEMETRY_TYPES } from '@wireledger/events';

import type { TakenMemory } from './memory-text';

/** Events that begin and end sources. */
const STARTS: readonly string[] = ['domain.CaptureStarted', 'domain.ReplayStarted'];
const ENDS: readonly string[] = ['domain.ReplayCompleted'];
/** What must be known of a source, however long ago it began. */
export const SOURCE_TYPES: readonly string[] = [...STARTS, ...ENDS];
/** What is followed, as the log filters it. */
export const FOLLOWED_TYPES: readonly string[] = ['telemetry.', ...SOURCE_TYPES];

/** Whether an event holds facts that are judged; those of a sandbox are not. */
export const isFacts = ({ type, stream }: Pick<RecordedEvent, 'type' | 'stream'>): boolean =>
  type.startsWith('telemetry.') && !isSandbox(stream);

/** Most timelines that are followed at once; the one not heard of longest is ended. */
const MOST = 64;
const KIND_OF = new Map<string, RecordKind>(
  Object.entries(TELEMETRY_TYPES).map(([kind, type]) => [type, kind as RecordKind]),
);

/** What state of detectors belongs to (design decision 16): a sensor, and `live` or one source of it. */
export interface Scope {
  readonly sensor: string;
  readonly timeline: string;
}

/** Something that happened to an alert, and where. */
export interface ScopedChange {
  readonly scope: Scope;
  readonly change: AlertChange;
}

interface Timeline {
  readonly scope: Scope;
  host: DetectorHost;
}

/** The detectors of each (sensor, timeline). */
export class Timelines {
  private readonly timelines = new Map<string, Timeline>();
  /** Replays with times of their own: their state is theirs alone. */
  private readonly ownTime = new Set<string>();
  private rules: readonly Rule[] = [];
  private lists: Lists = [];
  private regions: Regions | null = null;

  constructor(private readonly onChange: (change: ScopedChange) => void) {}

  /** What an event means here: the beginning or end of a source, facts, or nothing. */
  follow(event: RecordedEvent): void {
    if (STARTS.includes(event.type)) this.begin(event);
    else if (ENDS.includes(event.type)) this.end(event);
    else if (isFacts(event)) this.judge(event);
  }

  /** Other rules judge from here on: those that stay keep their state, those that are new begin without. */
  judgeBy(rules: readonly Rule[]): void {
    this.rules = rules;
    for (const timeline of this.timelines.values()) {
      const memory = timeline.host.snapshot();
      timeline.host = this.open(timeline.scope);
      timeline.host.restore(memory);
    }
  }

  /** Other lists judge from here on. */
  askLists(lists: Lists): void {
    this.lists = lists;
    for (const { host } of this.timelines.values()) host.judgeBy(lists);
  }

  /** Other knowledge of where addresses are judges from here on. */
  locateBy(regions: Regions | null): void {
    this.regions = regions;
    for (const { host } of this.timelines.values()) host.locateBy(regions);
  }

  /** The beginning of a source: one with original times is a timeline of its own. */
  private begin({ data, type }: RecordedEvent): void {
    if (type === 'domain.ReplayStarted' && data.timestamps === 'original') this.ownTime.add(data.source as string);
  }

  /** The end of a source: a timeline of its own is over. */
  private end({ data }: RecordedEvent): void {
    const source = data.source as string;
    const timeline = this.timelines.get(source);
    timeline?.host.finish();
    this.timelines.delete(source);
    this.ownTime.delete(source);
  }

  private judge(event: RecordedEvent): void {
    const kind = KIND_OF.get(event.type);
    const src = event.meta.src ?? '';
    const cut = src.lastIndexOf('/');
    if (kind === undefined || cut < 1) return;
    const [sensor, source] = [src.slice(0, cut), src.slice(cut + 1)];
    this.timelineOf(sensor, source).host.take({
      kind,
      eventId: event.id,
      ...{ source, sensor },
      firstSeq: event.meta.seq?.[0] ?? 1,
      payload: event.data as unknown as Batch,
    });
  }

  /** What is remembered now, which what is judged afterwards does not change. */
  take(): Pick<TakenMemory, 'hosts' | 'ownTime'> {
    const hosts = [...this.timelines].map(([id, { scope, host }]) => [id, scope, host.memory()] as const);
    return { hosts, ownTime: [...this.ownTime] };
  }

  /** Goes on from what {@link take} gave, its hosts as texts, with the rules that judge now. */
  load(saved: unknown, rules: readonly Rule[]): void {
    this.rules = rules;
    const { hosts, ownTime } = saved as { hosts: [string, Scope, string][]; ownTime: string[] };
    for (const source of ownTime) this.ownTime.add(source);
    for (const [id, scope, memory] of hosts) {
      const host = this.open(scope);
      host.restore(memory);
      this.timelines.set(id, { scope, host });
    }
  }

  private timelineOf(sensor: string, source: string): Timeline {
    const own = this.ownTime.has(source);
    const id = timelineScope({ sensor, timeline: own ? source : 'live' });
    const known = this.timelines.get(id);
    if (known) {
      this.timelines.delete(id);
      this.timelines.set(id, known);
      return known;
    }
    if (this.timelines.size >= MOST) this.evict();
    const scope = { sensor, timeline: own ? source : 'live' };
    const timeline = { scope, host: this.open(scope) };
    this.timelines.set(id, timeline);
    return timeline;
  }

  private evict(): void {
    const [id, { host }] = this.timelines.entries().next().value as [string, Timeline];
    host.finish();
    this.timelines.delete(id);
  }

  private open(scope: Scope): DetectorHost {
    const { rules, lists, regions } = this;
    const onChange = (change: AlertChange) => this.onChange({ scope, change });
    return new DetectorHost({ scope: timelineScope(scope), rules, lists, regions, onChange });
  }
}
