import type { Instants, TimeRange } from '../core/time-grammar';
import { PRESETS } from '../core/time-presets';
import { type Zone, wallClock, zoneOffset } from '../core/zones';

const NB = '\u00a0';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => n.toString().padStart(2, '0');

export const partsOf = wallClock;

/** 14:32:07, with `ms` 14:32:07.969. */
export function formatClock(at: number, zone: Zone, ms = false): string {
  const p = partsOf(at, zone);
  const base = `${two(p.hour)}:${two(p.minute)}:${two(p.second)}`;
  return ms ? `${base}.${p.ms.toString().padStart(3, '0')}` : base;
}

export const formatMinute = (at: number, zone: Zone): string => formatClock(at, zone).slice(0, 5);

/** 18 Nov. */
export function formatDay(at: number, zone: Zone): string {
  const p = partsOf(at, zone);
  return `${p.day}${NB}${MONTHS[p.month] ?? ''}`;
}

/** 18 Nov; 18 Nov 2017 when it is not this year. */
function dayOf(at: number, zone: Zone, now: number): string {
  const { year } = partsOf(at, zone);
  return year === partsOf(now, zone).year ? formatDay(at, zone) : `${formatDay(at, zone)}${NB}${year}`;
}

/** 18 Nov 14:32, or with seconds. The year appears when it is not this one. */
export function formatMoment(at: number, zone: Zone, now: number, seconds = false): string {
  const clock = formatClock(at, zone);
  return `${dayOf(at, zone, now)} ${seconds ? clock : clock.slice(0, 5)}`;
}

/** UTC or what the zone is ahead of it: UTC+1. */
export function zoneName(zone: Zone, at: number): string {
  const minutes = Math.round(zoneOffset(at, zone) / 60_000);
  if (minutes === 0) return 'UTC';
  const whole = Math.trunc(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${whole}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** Seconds in words: 38 ms, 4.2 s, 4 min 12 s, 2 h 3 min, 3 d 4 h. */
export function formatDuration(seconds: number): string {
  if (seconds <= 0) return `0${NB}s`;
  if (seconds < 0.0005) return `${Math.max(1, Math.round(seconds * 1e6))}${NB}µs`;
  if (seconds < 1) return `${seconds < 0.01 ? (seconds * 1000).toFixed(1) : Math.round(seconds * 1000)}${NB}ms`;
  if (seconds < 59.95) return `${seconds < 10 ? seconds.toFixed(1).replace(/\.0$/, '') : Math.round(seconds)}${NB}s`;
  const s = Math.round(seconds);
  if (s < 3600) return pair(Math.floor(s / 60), 'min', s % 60, 's');
  if (s < 172_800) return pair(Math.floor(s / 3600), 'h', Math.floor((s % 3600) / 60), 'min');
  return pair(Math.floor(s / 86_400), 'd', Math.floor((s % 86_400) / 3600), 'h');
}

const pair = (a: number, unitA: string, b: number, unitB: string): string =>
  b === 0 ? `${a}${NB}${unitA}` : `${a}${NB}${unitA} ${b}${NB}${unitB}`;

/** How long ago, one unit: 4 min, 2 s. */
export function formatAge(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s}${NB}s`;
  if (s < 3600) return `${Math.floor(s / 60)}${NB}min`;
  if (s < 86_400) return `${Math.floor(s / 3600)}${NB}h`;
  return `${Math.floor(s / 86_400)}${NB}d`;
}

export const WEEK_MS = 7 * 86_400_000;

/** How long ago, until a date says more: 3 min ago, 14 Jan 2017. */
export function formatAgo(at: number, now: number, zone: Zone): string {
  return now - at < WEEK_MS ? `${formatAge(now - at)} ago` : dayOf(at, zone, now);
}

/** Name of a range for the picker's button: Last 24 h, Today, 11 – 17 Nov, 07:52 – 12:52. */
export function describeRange(range: TimeRange, at: Instants | undefined, zone: Zone, now: number): string {
  const preset = PRESETS.find((one) => one.range.from === range.from && one.range.to === range.to);
  if (preset) return preset.label;
  if (!at) return `${range.from} – ${range.to}`;
  if (range.to === 'now' && range.from.startsWith('now-')) return `Last ${formatDuration((at.to - at.from) / 1000)}`;
  return describeSpan(at, zone, now);
}

/** Both ends, the day written once when it is the same. */
export function describeSpan(at: Instants, zone: Zone, now: number): string {
  const a = partsOf(at.from, zone);
  const b = partsOf(at.to, zone);
  const seconds = at.to - at.from < 600_000;
  const clock = (t: number): string => (seconds ? formatClock(t, zone) : formatMinute(t, zone));
  const sameDay = a.year === b.year && a.month === b.month && a.day === b.day;
  if (sameDay) {
    const today = partsOf(now, zone);
    const day =
      today.day === a.day && today.month === a.month && today.year === a.year ? '' : `${dayOf(at.from, zone, now)} `;
    return `${day}${clock(at.from)} – ${clock(at.to)}`;
  }
  return `${formatMoment(at.from, zone, now, seconds)} – ${formatMoment(at.to, zone, now, seconds)}`;
}
