import type { Rule } from '@wireledger/detectors';
import { PublishedRules } from '@wireledger/detectors/published';
import type { EventLog } from '@wireledger/event-sourcing';
import { RULE_EVENTS } from '@wireledger/events';
import type { Logger } from '@wireledger/platform';
import {
  type ClaimedHunt,
  type FactPlaces,
  type HuntMatch,
  HUNTER,
  type HuntProgress,
  type HuntStore,
  type ObservedStore,
} from '@wireledger/read-models';

import { tellAlert } from '../detection/tell-alert';
import { allEvents } from './all-events';
import { allowedBy } from './allowed';
import { kindOfEntry } from './kind-of-entry';
import { knownSince, listChange, type ListChange } from './list-change';
import { ACCEPTED, type Found, grouped, lookBack, type LookedBack, UNSEEN } from './look-back';
import { askedFor, type Entry, type HuntContents, type LookedFor, newlyListed, stillListed } from './looked-for';
import { matchOf } from './match-of';
import { retroAlert, retroAlertId, ruleFor } from './retro-alert';
import { RetroEvidence } from './retro-evidence';
import { restore, withdraw } from './withdraw';

/** Progress is told so often at most, ms. */
const TELL_MS = 400;
const RULE_TYPES = RULE_EVENTS.map(({ type }) => type);

/** What looking back stands on. `clock`: µs since 1970. */
export interface HuntParts {
  readonly log: EventLog;
  readonly store: Pick<
    HuntStore,
    'subscribe' | 'standingStill' | 'claim' | 'beat' | 'wait' | 'finish' | 'hasAlerts' | 'openAlerts'
  >;
  readonly observed: Pick<ObservedStore, 'hasRead' | 'held' | 'sightings' | 'size'>;
  readonly places: Pick<FactPlaces, 'of'>;
  readonly contents: HuntContents;
  readonly logger: Pick<Logger, 'info'>;
  readonly clock: () => number;
  readonly stop: AbortSignal;
}

/** What one found. */
export interface Ended {
  readonly state: 'done' | 'held' | 'failed';
  readonly note: string | null;
  readonly matches: readonly HuntMatch[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** One look back, from its claim to what it found. */
export class HuntRun {
  readonly at: Mutable<HuntProgress> = { progress: 0, looked: 0, matched: 0, alerts: 0 };
  private toldAt = performance.now();

  constructor(
    private readonly parts: HuntParts,
    private readonly hunt: ClaimedHunt,
  ) {}

  /** Null when it was ended, or is another worker's by now. */
  async look(): Promise<Ended | null> {
    const { hunt } = this;
    if (hunt.list === null) return this.lookForEntries(hunt.entries ?? []);
    const change = await listChange(this.parts.log, hunt.list, hunt.position);
    if (!change) return { state: 'failed', note: 'There is no such list any more.', matches: [] };
    await this.withdrawn(change);
    if (change.now.paused)
      return nothing('The list is paused: it matches nothing. When it is resumed, all of it is looked for.');
    if (hunt.cause === 'removed') return nothing(null);
    if (change.now.definition.action === 'allow') return nothing('A list that allows accuses nothing.');
    const asked = await newlyListed(change, this.parts.contents);
    const back = await this.lookFor(asked, ({ indicator, line }) => knownSince(change, indicator, line));
    if (!back) return null;
    const matches = back.found.map(matchOf);
    const unknown = matches.map((match) => ({ ...match, alert: null }));
    if (back.why !== null && !hunt.accepted) return { state: 'held', note: back.why, matches: unknown };
    const rules = await this.rules();
    const rule = ruleFor(rules.runnable(), change.now);
    if (!rule) return { ...nothing('No published rule judges by this list: no alert is raised.'), matches: unknown };
    const told = await this.raise(matches, change, rules, rule);
    return told && { state: 'done', note: back.why, matches: told };
  }

  private async lookForEntries(entries: readonly string[]): Promise<Ended | null> {
    const byKind = grouped(entries, kindOfEntry);
    const found: Found[] = [];
    let why: string | null = null;
    for (const [kind, own] of byKind) {
      const back = kind && (await this.lookFor(askedFor(kind, own), () => Infinity));
      if (kind && !back) return null;
      if (back) found.push(...back.found);
      why ??= back?.why ?? null;
    }
    return { state: 'done', note: why, matches: found.map((one) => ({ ...matchOf(one), alert: null })) };
  }

  private async lookFor(asked: LookedFor, knownAt: (entry: Entry) => number): Promise<LookedBack | null> {
    const { hunt, at } = this;
    const { observed: store, log, contents } = this.parts;
    const [looked, matched] = [at.looked, at.matched];
    // What a person asks for is answered whole; what a list accuses is not what another one allows.
    const allowed = hunt.list === null ? () => false : await allowedBy(log, contents, asked.kind);
    return lookBack(asked, {
      ...{ store, allowed, knownAt, limits: hunt.accepted || hunt.list === null ? ACCEPTED : UNSEEN },
      onProgress: (now, found) => {
        [at.looked, at.matched] = [looked + now, matched + found];
        at.progress = asked.total === 0 ? 1 : Math.min(1, now / asked.total) * 0.9;
        return this.goesOn();
      },
    }).then((back) => {
      if (back) at.matched = matched + back.matched;
      return back;
    });
  }

  /** Null when it was ended meanwhile. */
  private async raise(
    matches: readonly Omit<HuntMatch, 'alert'>[],
    change: ListChange,
    rules: PublishedRules,
    rule: Rule,
  ): Promise<HuntMatch[] | null> {
    const { hunt, at } = this;
    const { log, places, clock } = this.parts;
    const { now, event } = change;
    const evidence = new RetroEvidence(log, places);
    const name = rules.nameOf(rule.id, rule.version);
    const told: HuntMatch[] = [];
    for (const [i, match] of matches.entries()) {
      const alert = retroAlertId(now.id, match);
      const by = { actor: HUNTER, correlationId: hunt.id, causationId: event?.id ?? hunt.id, at: match.last };
      await tellAlert(
        log,
        alert,
        { type: 'raise', facts: retroAlert(match, now, rule, name, knownSince(change, match.indicator, match.line)) },
        by,
      );
      await restore(log, alert, clock());
      const records = await evidence.of(now.definition.kind, match);
      if (records.length > 0) {
        const left = Math.max(0, match.count - records.length);
        await tellAlert(log, alert, { type: 'keepEvidence', facts: { alert, step: 0, records, left } }, by);
      }
      told.push({ ...match, alert });
      [at.alerts, at.progress] = [told.length, 0.9 + (0.1 * (i + 1)) / matches.length];
      if (!(await this.goesOn())) return null;
    }
    return told;
  }

  /** Alerts of entries that the list holds no more. */
  private async withdrawn({ now }: ListChange): Promise<void> {
    const { store, log, contents, clock } = this.parts;
    let isListed: ((indicator: string) => boolean) | null = null;
    for await (const alerts of store.openAlerts(now.id)) {
      isListed ??= await stillListed(now, contents);
      await withdraw(log, alerts, isListed, clock());
    }
  }

  private async goesOn(): Promise<boolean> {
    this.parts.stop.throwIfAborted();
    if (performance.now() - this.toldAt < TELL_MS) return true;
    this.toldAt = performance.now();
    return this.parts.store.beat(this.hunt, this.at);
  }

  /** The rules that judge now. */
  private async rules(): Promise<PublishedRules> {
    const rules = new PublishedRules(() => undefined);
    for await (const event of allEvents(this.parts.log, RULE_TYPES)) rules.apply(event);
    return rules;
  }
}

const nothing = (note: string | null): Ended => ({ state: 'done', note, matches: [] });
