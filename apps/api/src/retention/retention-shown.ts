import { type LegalHolds, RETENTION_CLASSES, RETENTION_DAYS, type RetentionPolicy } from '@wireledger/domain';
import { formatTime } from '@wireledger/kernel';
import type { RetentionRunShape, RetentionStorage, RetentionUnit } from '@wireledger/read-models';

import type { LegalHold, RetentionClass, RetentionDay, RetentionRule, RetentionRun } from '../schema/retention';

const MAX_DAYS = 1000;
const DAY_MS = 86_400_000;
type NameOf = (actor: string) => string;

const classOf = (streamClass: string): RetentionClass => streamClass.toUpperCase() as RetentionClass;

/** @param now ms since 1970 UTC */
export function rulesShown(policy: RetentionPolicy, storage: RetentionStorage | null, now: number): RetentionRule[] {
  return RETENTION_CLASSES.map((streamClass) => {
    const days = policy[streamClass];
    const stored = storage?.classes.find((one) => one.streamClass === streamClass);
    const bytes = stored ? stored.modelBytes + (stored.logBytes ?? 0) : null;
    const held = stored?.oldestDay ? Math.floor((now - Date.parse(stored.oldestDay)) / DAY_MS) : 0;
    return {
      ...{ streamClass: classOf(streamClass), days, ...RETENTION_DAYS[streamClass] },
      ...{ logBytes: stored?.logBytes ?? null, modelBytes: stored?.modelBytes ?? null },
      oldestDay: stored?.oldestDay ?? null,
      // Of less than a whole day nothing can be said.
      forecastBytes: bytes === null || held < 1 ? null : Math.round((bytes / (held + 1)) * (days + 1)),
    };
  });
}

export const holdsShown = ({ standing }: LegalHolds, nameOf: NameOf): LegalHold[] =>
  standing.map(({ hold, from, to, sensor, host, reason, by, at }) => ({
    ...{ id: hold, from: formatTime(from), to: formatTime(to), sensor, host, reason },
    ...{ byName: nameOf(by), at: formatTime(at) },
  }));

/** A run in sums, of what goes and of what stays. */
export function runShown(run: RetentionRunShape | null, nameOf: NameOf): RetentionRun | null {
  if (!run) return null;
  const byDay = new Map<string, RetentionUnit[]>();
  for (const unit of run.units) {
    const key = `${unit.toDay} ${unit.streamClass}`;
    byDay.set(key, [...(byDay.get(key) ?? []), unit]);
  }
  return {
    ...{ id: run.id, state: run.state, error: run.error },
    ...{ askedByName: nameOf(run.askedBy), askedAt: formatTime(run.askedAt) },
    finishedAt: run.finishedAt === null ? null : formatTime(run.finishedAt),
    ...sumsOf(run.units),
    days: [...byDay.values()].slice(0, MAX_DAYS).map((units): RetentionDay => {
      const [{ streamClass, toDay }] = units as [RetentionUnit];
      const why = units.find((unit) => unit.why !== null)?.why ?? null;
      return { streamClass: classOf(streamClass), day: toDay, ...sumsOf(units), why };
    }),
  };
}

function sumsOf(
  units: readonly RetentionUnit[],
): Pick<RetentionDay, 'partitions' | 'events' | 'rows' | 'bytes' | 'held' | 'waiting'> {
  const goes = units.filter(({ state }) => state === 'due' || state === 'removed');
  const sum = (list: readonly RetentionUnit[], of: 'count' | 'bytes') => list.reduce((all, unit) => all + unit[of], 0);
  return {
    partitions: goes.length,
    events: sum(
      goes.filter(({ store }) => store === 'log'),
      'count',
    ),
    rows: sum(
      goes.filter(({ store }) => store === 'models'),
      'count',
    ),
    bytes: sum(goes, 'bytes'),
    held: units.filter(({ state }) => state === 'held').length,
    waiting: units.filter(({ state }) => state === 'waiting').length,
  };
}
