import type { ReportScheduleDefinition } from '@wireledger/events';

const DAY_MS = 86_400_000;
/** Local dates that are looked at for a turn: more than the longest rhythm. */
const LOOK_DAYS = 100;

/** What turns depend on. */
export type Rhythm = Pick<ReportScheduleDefinition, 'rhythm' | 'day' | 'at' | 'zone' | 'since'>;

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError when there is no such zone */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
      ...{ second: '2-digit', hourCycle: 'h23' },
    });
    formats.set(zone, format);
  }
  return format;
}

/** What clocks of the zone show at a time, as if they showed UTC; ms, to the second. */
function shownAt(zone: string, ms: number): number {
  const part = new Map(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: string): number => part.get(type as Intl.DateTimeFormatPartTypes) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}

/**
 * When clocks of the zone show this, ms. Shown twice: the first time. Never shown, because clocks are moved past it: as long after the move as it would
 * have been after it had clocks stayed (02:30 becomes 03:30).
 */
function whenShown(zone: string, shown: number): number {
  const offset = (at: number): number => shownAt(zone, at) - at;
  const before = offset(shown - DAY_MS);
  const candidates = [shown - before, shown - offset(shown + DAY_MS)].filter((at) => shownAt(zone, at) === shown);
  return candidates.length > 0 ? Math.min(...candidates) : shown - before;
}

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** Whether a local day (days since 1970) is one of the rhythm. */
function isTurnDay({ rhythm, day, zone, since }: Rhythm, local: number): boolean {
  const date = new Date(local * DAY_MS);
  switch (rhythm) {
    case 'weekly':
      return (date.getUTCDay() || 7) === day;
    case 'monthly': {
      const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
      return date.getUTCDate() === Math.min(day, last);
    }
    case 'days': {
      const first = dayOf(shownAt(zone, Math.floor(since / 1000)));
      return (((local - first) % day) + day) % day === 0;
    }
  }
}

function turnOn({ at, zone }: Rhythm, local: number): number {
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  return whenShown(zone, local * DAY_MS + (hours * 60 + minutes) * 60_000) * 1000;
}

/** The next turns after a time, `count` of them; µs since 1970 UTC, by the calendar of the zone, so moved clocks shift nothing. */
export function turnsAfter(rhythm: Rhythm, after: number, count: number): number[] {
  const from = Math.max(after, rhythm.since);
  const turns: number[] = [];
  const first = dayOf(shownAt(rhythm.zone, Math.floor(from / 1000))) - 1;
  for (let day = first; turns.length < count && day < first + LOOK_DAYS * count; day++) {
    const turn = isTurnDay(rhythm, day) ? turnOn(rhythm, day) : null;
    if (turn !== null && turn > from) turns.push(turn);
  }
  return turns;
}

function turnUpTo(rhythm: Rhythm, upTo: number): number {
  const last = dayOf(shownAt(rhythm.zone, Math.floor(upTo / 1000))) + 1;
  for (let day = last; day > last - LOOK_DAYS; day--) {
    const turn = isTurnDay(rhythm, day) ? turnOn(rhythm, day) : null;
    if (turn !== null && turn <= upTo) return turn;
  }
  throw new Error('a rhythm without a turn in a hundred days');
}

/** The newest turn up to a time that may be taken; null when there was none since the schedule is so. */
export function dueTurn(rhythm: Rhythm, now: number): number | null {
  const turn = turnUpTo(rhythm, now);
  return turn > rhythm.since ? turn : null;
}

/** What the report of a schedule is about when it is tried out: as much time as its newest turn is about, up to now. µs since 1970 UTC. */
export function rangeOfTrial(rhythm: Rhythm, now: number): { readonly from: number; readonly to: number } {
  const { from, to } = rangeOfTurn(rhythm, turnUpTo(rhythm, now));
  return { from: now - (to - from), to: now };
}

/** What the report of a turn is about: the time from the turn before it, by the calendar, to itself. */
export const rangeOfTurn = (rhythm: Rhythm, turn: number): { readonly from: number; readonly to: number } => ({
  from: turnUpTo(rhythm, turn - 1),
  to: turn,
});
