import {
  holdsOf,
  type LegalHolds,
  RETENTION_CLASSES,
  type RetentionClass,
  type RetentionPolicy,
} from '@wireledger/domain';
import type { ClosedSegment, LogSegments } from '@wireledger/event-log-postgres';
import type { ModelPartitions, RetentionUnit } from '@wireledger/read-models';

/** Where partitions are. `segments` null: the log is a server of its own, which removes by itself. */
export interface RetentionStores {
  readonly segments: Pick<LogSegments, 'closedBefore' | 'spanOf'> | null;
  readonly models: Pick<ModelPartitions, 'before' | 'measure'>;
}

/** Units of one run; what is left is for the next one. */
const MAX_UNITS = 5000;
const DAY_MS = 86_400_000;

/** Beginning of the first day that is kept, ms since 1970 UTC. */
export const keptFrom = (now: number, days: number): number => Math.floor(now / DAY_MS) * DAY_MS - days * DAY_MS;
export const isoDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Whether there is anything that may go: the look that is taken each hour, which counts no rows. */
export async function isAnythingDue(
  { segments, models }: RetentionStores,
  policy: RetentionPolicy,
  holds: LegalHolds,
  now: number,
): Promise<boolean> {
  for (const streamClass of RETENTION_CLASSES) {
    const from = keptFrom(now, policy[streamClass]);
    for (const { day, ...span } of await models.before(streamClass, isoDay(from)))
      if (heldBecause(holds, { ...span, fromDay: day, toDay: day }).state === 'due') return true;
    for (const segment of (await segments?.closedBefore(streamClass, from)) ?? [])
      if ((await heldSegment(segments, segment, holds)).state === 'due') return true;
  }
  return false;
}

/** What is old enough to go, day by day, read models before the log that they are made of; and what of it is held. */
export async function planRetention(
  stores: RetentionStores,
  policy: RetentionPolicy,
  holds: LegalHolds,
  now: number,
): Promise<RetentionUnit[]> {
  const units: RetentionUnit[] = [];
  for (const streamClass of RETENTION_CLASSES) units.push(...(await dueOf(stores, streamClass, policy, holds, now)));
  return units
    .sort((a, b) => order(a.toDay, b.toDay) || order(b.store, a.store) || order(a.name, b.name))
    .slice(0, MAX_UNITS);
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

async function dueOf(
  { segments, models }: RetentionStores,
  streamClass: RetentionClass,
  policy: RetentionPolicy,
  holds: LegalHolds,
  now: number,
): Promise<RetentionUnit[]> {
  const units: RetentionUnit[] = [];
  const from = keptFrom(now, policy[streamClass]);
  for (const { name, day, ...span } of await models.before(streamClass, isoDay(from))) {
    const held = heldBecause(holds, { ...span, fromDay: day, toDay: day });
    units.push({
      ...{ streamClass, store: 'models', name, fromDay: day, toDay: day },
      ...(await models.measure(name)),
      ...held,
    });
  }
  for (const segment of (await segments?.closedBefore(streamClass, from)) ?? []) {
    const { name, fromDay, toDay, count, bytes } = segment;
    const held = await heldSegment(segments, segment, holds);
    units.push({ streamClass, store: 'log', name, fromDay, toDay, count, bytes, ...held });
  }
  return units;
}

/** Reads what a segment is about only when there is a hold at all. */
export async function heldSegment(
  segments: Pick<LogSegments, 'spanOf'> | null,
  { name, fromDay, toDay }: Pick<ClosedSegment, 'name' | 'fromDay' | 'toDay'>,
  holds: LegalHolds,
): Promise<Held> {
  if (holds.standing.length === 0 || !segments) return FREE;
  return heldBecause(holds, { ...(await segments.spanOf({ name })), fromDay, toDay });
}

type Held = Pick<RetentionUnit, 'state' | 'why'>;
const FREE: Held = { state: 'due', why: null };

export function heldBecause(holds: LegalHolds, range: Parameters<typeof holdsOf>[1]): Held {
  const [first, ...more] = holdsOf(holds, range);
  if (!first) return FREE;
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return { state: 'held', why: `${first.reason.slice(0, 200)}${others}` };
}
