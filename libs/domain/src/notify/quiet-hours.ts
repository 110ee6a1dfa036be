import { type QuietHours, SEVERITIES, type Severity } from '@wireledger/events';

const MINUTE_US = 60_000_000;
const DAY_MINUTES = 1440;
/** Clocks are moved by at most so much, minutes. */
const SHIFT = 120;

/** Whether the runtime knows a time zone of that name. */
export function isZone(zone: string): boolean {
  try {
    return minutesIn(zone) !== null;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError when there is no such zone */
function minutesIn(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(zone, format);
  }
  return format;
}

/** Minutes since local midnight at a time in µs. */
function minuteOfDay(zone: string, us: number): number {
  const [hour = 0, minute = 0] = minutesIn(zone)
    .format(us / 1000)
    .split(':')
    .map(Number);
  return hour * 60 + minute;
}

const within = (minute: number, from: number, to: number): boolean =>
  from < to ? minute >= from && minute < to : minute >= from || minute < to;

/**
 * Until when nothing is sent: the end of the quiet hours that `at` (µs) lies in, in µs; null when it lies in none, or the alert is too
 * grave to wait. Where clocks are moved in between, it ends at the first minute that is no longer quiet.
 */
export function quietUntil(quiet: QuietHours | null, severity: Severity, at: number): number | null {
  if (!quiet || SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(quiet.spares)) return null;
  const { from, to, zone } = quiet;
  const now = minuteOfDay(zone, at);
  if (!within(now, from, to)) return null;
  const start = Math.floor(at / MINUTE_US) * MINUTE_US;
  const left = (to - now + DAY_MINUTES) % DAY_MINUTES;
  for (let minutes = Math.max(1, left - SHIFT); minutes <= left + SHIFT; minutes++) {
    const end = start + minutes * MINUTE_US;
    if (!within(minuteOfDay(zone, end), from, to)) return end;
  }
  return start + left * MINUTE_US;
}
