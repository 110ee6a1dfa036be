import { type Zone, instantOf, wallClock } from './zones';

export type { Zone } from './zones';

/** A range as a person or a link states it: relative (`now-1h`) stays relative. */
export interface TimeRange {
  readonly from: string;
  readonly to: string;
}

/** Milliseconds since 1970; `from` < `to`. */
export interface Instants {
  readonly from: number;
  readonly to: number;
}

const SECOND = 1000;
const UNITS: Readonly<Record<string, number>> = {
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
  w: 7 * 86_400 * SECOND,
};
const RELATIVE = /^now(?:([+-])(\d{1,6})([smhdw]))?(?:\/([hdw]))?$/;
const EPOCH = /^\d{12,14}$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?)?(Z|[+-]\d{2}:?\d{2})?$/i;
const DAY_MONTH = /^(\d{1,2})\s+([a-z]{3})[a-z]*\.?(?:\s+(\d{4}))?(?:[\s,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/i;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

export const isRelative = (text: string): boolean => text.startsWith('now');

function stamp(zone: Zone, y: number, mo: number, d: number, h = 0, mi = 0, s = 0): number {
  const value = instantOf(zone, y, mo, d, h, mi, s);
  return mo > 11 || h > 24 || mi > 59 || s > 59 || (wallClock(value, zone).day !== d && h < 24) ? Number.NaN : value;
}

/** Start of the hour, day or week (from Monday) that holds `at`; for the end of a range, start of the next one. */
function snap(at: number, unit: string, zone: Zone, up: boolean): number {
  const { year, month, day, hour } = wallClock(at, zone);
  let d = day;
  if (unit === 'd' && up) d += 1;
  if (unit === 'w') d -= ((new Date(Date.UTC(year, month, day)).getUTCDay() + 6) % 7) - (up ? 7 : 0);
  return instantOf(zone, year, month, d, unit === 'h' ? hour + (up ? 1 : 0) : 0);
}

/**
 * Reads one end of a range: `now-24h`, `now/d`, ISO 8601, epoch milliseconds, `12 Nov 06:00`, `06:00`.
 * Undefined when it is none of these. `24:00` is the end of the day.
 */
export function parseTime(input: string, now: number, zone: Zone, edge: 'from' | 'to'): number | undefined {
  const text = input.trim();
  const relative = RELATIVE.exec(text.toLowerCase());
  if (relative) {
    const [, sign, count, unit, round] = relative;
    let at = now;
    if (count !== undefined && unit !== undefined) at += (sign === '-' ? -1 : 1) * Number(count) * (UNITS[unit] ?? 0);
    return round === undefined ? at : snap(at, round, zone, edge === 'to' && count === undefined);
  }
  if (EPOCH.test(text)) return Number(text);
  const value = parseAbsolute(text, now, zone);
  return value === undefined || Number.isNaN(value) ? undefined : value;
}

function parseAbsolute(text: string, now: number, zone: Zone): number | undefined {
  const iso = ISO.exec(text);
  if (iso) {
    const [, y, mo, d, h = '0', mi = '0', s = '0', fraction = '', offset] = iso;
    const base = stamp(
      offset === undefined ? zone : 'utc',
      Number(y),
      Number(mo) - 1,
      Number(d),
      Number(h),
      Number(mi),
      Number(s),
    );
    return base + Number(`0.${fraction || '0'}`) * 1000 - offsetOf(offset);
  }
  const today = wallClock(now, zone);
  const named = DAY_MONTH.exec(text);
  if (named) {
    const [, d, name = '', y, h = '0', mi = '0', s = '0'] = named;
    const month = MONTHS.indexOf(name.toLowerCase());
    return month < 0
      ? undefined
      : stamp(zone, Number(y ?? today.year), month, Number(d), Number(h), Number(mi), Number(s));
  }
  const clock = CLOCK.exec(text);
  if (!clock) return undefined;
  const [, h, mi, s = '0'] = clock;
  return stamp(zone, today.year, today.month, today.day, Number(h), Number(mi), Number(s));
}

function offsetOf(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '');
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2));
  return (offset.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

/** Both ends in milliseconds, or undefined when one is not a time or they are the wrong way round. */
export function resolveRange(range: TimeRange, now: number, zone: Zone): Instants | undefined {
  const from = parseTime(range.from, now, zone, 'from');
  const to = parseTime(range.to, now, zone, 'to');
  return from === undefined || to === undefined || from >= to ? undefined : { from, to };
}

const iso = (at: number): string => new Date(Math.round(at)).toISOString();

/** The range of the same width right before (−1) or after (1). */
export function shiftRange(at: Instants, direction: -1 | 1): TimeRange {
  const width = at.to - at.from;
  return { from: iso(at.from + direction * width), to: iso(at.to + direction * width) };
}

/** Twice as wide around the same middle; a range that ends now keeps its end. */
export function zoomOut(range: TimeRange, at: Instants, now: number): TimeRange {
  const width = at.to - at.from;
  if (range.to === 'now') return { from: `now-${Math.round((2 * width) / 1000)}s`, to: 'now' };
  return { from: iso(at.from - width / 2), to: iso(Math.min(at.to + width / 2, Math.max(now, at.to))) };
}

/** An absolute range from two instants. */
export const absoluteRange = (from: number, to: number): TimeRange => ({ from: iso(from), to: iso(to) });
