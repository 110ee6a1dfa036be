import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  holdsDecider,
  HOLDS_STREAM,
  type LegalHolds,
  RETENTION_STREAM,
  retentionDecider,
  type RetentionPolicy,
} from '@wireledger/domain';
import type { ClosedSegment, LogSegments } from '@wireledger/event-log-postgres';
import {
  type EventLog,
  EXPIRY_STREAM,
  loadStream,
  NotIntact,
  NotYet,
  offer,
  type SealKey,
  type SignedExpiry,
  tellExpiry,
} from '@wireledger/event-sourcing';
import { RetentionApplied, SegmentExpired } from '@wireledger/events';
import type { Logger } from '@wireledger/platform';
import type {
  ClaimedRetention,
  ModelPartitions,
  ProjectionHealth,
  RetentionStore,
  RetentionUnit,
} from '@wireledger/read-models';

import { heldBecause, heldSegment, isAnythingDue, isoDay, keptFrom, planRetention } from './retention-plan';

/** Who asks when nobody does. */
export const BY_ITSELF = 'system:retention';
/** Looks at something that others are at work on, and the pause between. */
const LOOKS = 5;
const PAUSE_MS = 1000;
/** A run whose worker was not heard of for a minute is taken up by another. */
const BEAT_MS = 15_000;

export interface RetentionParts {
  /** Raw, without a catalogue. */
  readonly log: EventLog;
  /** null: the log is a server of its own, which removes by itself. */
  readonly segments: LogSegments | null;
  readonly partitions: ModelPartitions;
  readonly store: RetentionStore;
  readonly seals: {
    readonly key: SealKey;
    /** Seals what was written up to now. */
    seal(): Promise<void>;
    /** Number of the newest seal that was written down outside; -1 = none. */
    anchored(): number;
  };
  readonly health: () => Promise<readonly Pick<ProjectionHealth, 'name' | 'position'>[]>;
  readonly logger: Pick<Logger, 'error' | 'warn' | 'info'>;
  /** ms since 1970 UTC. */
  readonly clock?: () => number;
  readonly pauseMs?: number;
}

type Due = RetentionUnit & { readonly n: number };
type Outcome = Pick<RetentionUnit, 'state'> & { readonly why?: string };

/**
 * Removes whole days when their time has come and no legal hold keeps them. A run follows a plan that is written down first and notes each step, so
 * whoever takes it up after a crash goes on where it stopped; what went is told in the log, once, with the counts of the plan.
 */
export class Retention {
  private readonly clock: () => number;

  constructor(private readonly parts: RetentionParts) {
    this.clock = parts.clock ?? Date.now;
  }

  /** The scheduled look: ends the day's segments, notes what is stored, and removes what is due. @throws transient failures */
  async tick(signal: AbortSignal): Promise<void> {
    const { segments, partitions, store } = this.parts;
    await segments?.cut(keptFrom(this.clock(), 0));
    await this.noteStorage();
    const [policy, holds] = await this.rules();
    if (!(await isAnythingDue({ segments, models: partitions }, policy, holds, this.clock()))) return;
    await this.run(await store.ask(false, BY_ITSELF, this.clock() * 1000), signal);
  }

  /** A run, dry or not; also one that another worker left. @throws transient failures, after which it is tried again */
  async run(id: string, signal: AbortSignal): Promise<void> {
    const { store, segments, partitions, logger } = this.parts;
    const claimed = await store.claim(id);
    if (!claimed) return;
    const beat = setInterval(() => void store.beat(claimed).catch(() => undefined), BEAT_MS); // the next one says it too
    try {
      if (!claimed.planned) {
        const [policy, holds] = await this.rules();
        const units = await planRetention({ segments, models: partitions }, policy, holds, this.clock());
        await store.plan(claimed, policy, units);
      }
      if (!claimed.dry) await this.remove(claimed, signal);
      await store.finish(claimed, this.clock() * 1000);
    } catch (error) {
      if (signal.aborted) throw error;
      await store.finish(claimed, this.clock() * 1000, (error as Error).message);
      logger.error({ err: error }, 'retention failed; the next run tries again');
    } finally {
      clearInterval(beat);
    }
    if (!claimed.dry) await this.noteStorage();
  }

  private async remove(claimed: ClaimedRetention, signal: AbortSignal): Promise<void> {
    const { store } = this.parts;
    try {
      for (;;) {
        const unit = await store.nextDue(claimed);
        if (!unit) break;
        signal.throwIfAborted();
        const { state, why } = await this.take(claimed, unit);
        if (!(await store.note(claimed, unit.n, state, why))) return; // another worker has it
      }
    } finally {
      // What went is told also when the rest failed; an aborted run is taken up again, and tells then.
      if (!signal.aborted) await this.tell(claimed);
    }
  }

  /** One unit; rules are asked again right before, for they may have changed since it was planned. */
  private async take(claimed: ClaimedRetention, unit: Due): Promise<Outcome> {
    const [policy, holds] = await this.rules();
    const from = isoDay(keptFrom(this.clock(), policy[unit.streamClass]));
    if (unit.toDay >= from) return { state: 'waiting', why: 'it is kept for longer by now' };
    if (unit.store === 'models') return this.takePartition(unit, holds);
    try {
      return await this.takeSegment(claimed, unit, policy, holds);
    } catch (error) {
      if (error instanceof NotYet) return { state: 'waiting', why: error.message };
      if (!(error instanceof NotIntact)) throw error;
      this.parts.logger.error(
        { err: error, segment: unit.name },
        'the history is NOT intact; nothing is removed from it',
      );
      return { state: 'waiting', why: error.message };
    }
  }

  private async takePartition({ name, fromDay, toDay }: Due, holds: LegalHolds): Promise<Outcome> {
    const { partitions } = this.parts;
    const span = await partitions.spanOf(name);
    if (!span) return { state: 'removed' };
    const { state, why } = heldBecause(holds, { ...span, fromDay, toDay });
    if (state === 'held') return { state, why: why ?? '' };
    return this.patiently(() => partitions.drop(name));
  }

  private async takeSegment(
    claimed: ClaimedRetention,
    unit: Due,
    policy: RetentionPolicy,
    holds: LegalHolds,
  ): Promise<Outcome> {
    const { segments, log, seals } = this.parts;
    if (!segments) return { state: 'waiting', why: 'the log is a server of its own' };
    const segment = await segments.find(unit.name);
    if (!segment) return { state: 'removed' };
    const { state, why } = await heldSegment(segments, segment, holds);
    if (state === 'held') return { state, why: why ?? '' };
    await this.assertRead(segment);
    const about = {
      run: claimed.id,
      policy: `${unit.streamClass} ${policy[unit.streamClass]} days`,
      ...{ at: claimed.askedAt, anchored: seals.anchored() },
    };
    for (const said of await tellExpiry(log, seals.key, segment, segments.reader(segment), about))
      await this.tellSegment(said, claimed.id);
    await seals.seal();
    return this.patiently(() => segments.drop(segment));
  }

  /** @throws NotYet while something still has to read it */
  private async assertRead({ to }: ClosedSegment): Promise<void> {
    const behind = (await this.parts.health()).find(({ position }) => position === null || position < to);
    if (behind) throw new NotYet(`${behind.name} has not read it yet`);
  }

  private async patiently(drop: () => Promise<boolean | 'busy'>): Promise<Outcome> {
    for (let look = 0; look < LOOKS; look++) {
      if ((await drop()) !== 'busy') return { state: 'removed' };
      await sleep(this.parts.pauseMs ?? PAUSE_MS);
    }
    return { state: 'waiting', why: 'others are at work on it' };
  }

  private async tellSegment(said: SignedExpiry, run: string): Promise<void> {
    const seals = said.seals.map(([n, kept, root]): [number, number, string] => [n, kept, root]);
    const streams = said.streams.map(([name, from, to, hash]): [string, number, number, string] => [
      name,
      from,
      to,
      hash,
    ]);
    const event = SegmentExpired.create({ ...said, streamClass: said.streamClass as 'telemetry', seals, streams });
    await this.append(EXPIRY_STREAM, 'any', event, run);
  }

  /** Once for a run: its stream takes one event. */
  private async tell({ id }: ClaimedRetention): Promise<void> {
    const run = await this.parts.store.run(id);
    const removed = run?.units.filter(({ state }) => state === 'removed') ?? [];
    if (!run?.policy || removed.length === 0) return;
    const groups = new Map<string, RetentionUnit[]>();
    for (const unit of removed) {
      const key = `${unit.streamClass} ${unit.store}`;
      groups.set(key, [...(groups.get(key) ?? []), unit]);
    }
    const sum = (units: readonly RetentionUnit[], of: 'count' | 'bytes') =>
      units.reduce((all, one) => all + one[of], 0);
    const event = RetentionApplied.create({
      ...{ run: id, policy: run.policy },
      removed: [...groups.values()].map((units) => {
        const { streamClass, store } = units[0] as RetentionUnit;
        const [froms, tos] = [units.map(({ fromDay }) => fromDay).sort(), units.map(({ toDay }) => toDay).sort()];
        const days = { fromDay: froms[0] as string, toDay: tos.at(-1) as string };
        return {
          ...{ streamClass, store, partitions: units.length, count: sum(units, 'count'), bytes: sum(units, 'bytes') },
          ...days,
        };
      }),
      held: run.units.filter(({ state }) => state === 'held').length,
      waiting: run.units.filter(({ state }) => state === 'waiting').length,
    });
    await this.append(`retention-${id}`, 'none', event, id);
    this.parts.logger.info({ removed: event.data.removed }, 'removed what was old enough');
  }

  private async append(
    stream: string,
    expected: 'any' | 'none',
    event: Parameters<typeof offer>[0],
    run: string,
  ): Promise<void> {
    const context = { actor: BY_ITSELF, correlationId: run, causationId: run, at: this.clock() * 1000 };
    const [result] = await this.parts.log.append([
      { stream, expected, appendId: randomUUID(), events: [offer(event, context)] },
    ]);
    const told = result?.status === 'ok' || result?.status === 'duplicate';
    if (!told && !(expected === 'none' && result?.status === 'wrongRevision'))
      throw new Error(`what retention does was not taken by the log: ${result?.status}`);
  }

  private async rules(): Promise<[RetentionPolicy, LegalHolds]> {
    const { log } = this.parts;
    const [policy, holds] = await Promise.all([
      loadStream(log, retentionDecider, RETENTION_STREAM),
      loadStream(log, holdsDecider, HOLDS_STREAM),
    ]);
    return [policy.state, holds.state];
  }

  /** Notes what each class holds, for people to see. */
  async noteStorage(): Promise<void> {
    const { segments, partitions, store } = this.parts;
    const [logs, models] = await Promise.all([segments?.storage() ?? null, partitions.storage()]);
    await store.noteStorage({
      classes: models.map(({ streamClass, bytes, oldestDay }) => {
        const log = logs?.find((one) => one.streamClass === streamClass);
        const days = [oldestDay, log?.oldestDay ?? null].filter((day) => day !== null).sort();
        return { streamClass, modelBytes: bytes, logBytes: log?.bytes ?? null, oldestDay: days[0] ?? null };
      }),
      ...{ removesLog: segments !== null, at: this.clock() * 1000 },
    });
  }
}
