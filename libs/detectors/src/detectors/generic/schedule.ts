const MINUTE_US = 60_000_000;
const DAY_MINUTES = 1440;
/** Minutes whose answer is remembered. */
const REMEMBERED = 2_880;

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** When a rule counts, by the clock of a place. */
export interface Schedule {
  /** None = every day. */
  readonly days: readonly Day[];
  /** `HH:MM`, the first minute. From equal to `to`: the whole day. From after `to`: through midnight, and the night belongs to the day it began on. */
  readonly from: string;
  /** `HH:MM`, no longer inside. */
  readonly to: string;
  /** IANA name of a time zone. */
  readonly zone: string;
}

const WEEKDAYS: Readonly<Record<string, number>> = { Mon: 0, Tue: 1, Wed: 2, Thu: 3, Fri: 4, Sat: 5, Sun: 6 };

/** @throws RangeError when there is no such zone */
const clockOf = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  } as const);

/** Whether the runtime knows a time zone of that name. */
export function isZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** Whether packet times (µs) lie in a schedule; null when it leaves nothing out. */
export function scheduleTest(schedule: Schedule): ((us: number) => boolean) | null {
  const { zone } = schedule;
  const [from, to] = [minutesOf(schedule.from), minutesOf(schedule.to)];
  const days = new Set(schedule.days.map((day) => DAYS.indexOf(day)));
  if (from === to && (days.size === 0 || days.size === DAYS.length)) return null;
  const clock = clockOf(zone);
  const on = (day: number) => days.size === 0 || days.has((day + DAYS.length) % DAYS.length);
  const inside = (day: number, minute: number): boolean => {
    if (from === to) return on(day);
    if (from < to) return minute >= from && minute < to && on(day);
    return (minute >= from && on(day)) || (minute < to && on(day - 1));
  };
  const known = new Map<number, boolean>();
  return (us) => {
    const minute = Math.floor(us / MINUTE_US);
    let answer = known.get(minute);
    if (answer === undefined) {
      const parts = new Map(clock.formatToParts((minute * MINUTE_US) / 1000).map(({ type, value }) => [type, value]));
      const local = (Number(parts.get('hour')) * 60 + Number(parts.get('minute'))) % DAY_MINUTES;
      answer = inside(WEEKDAYS[parts.get('weekday') ?? ''] ?? 0, local);
      if (known.size >= REMEMBERED) known.clear();
      known.set(minute, answer);
    }
    return answer;
  };
}
