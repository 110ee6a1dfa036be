const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_US = 86_400_000_000;

/** 0–11 of a month's English name; -1 when it is none. */
export const monthOf = (name: string): number => MONTHS.indexOf(name.toLowerCase());

/** A time of this machine's zone (TZ) → µs since 1970 UTC; null when there is no such moment. */
export function localUs(year: number, month: number, day: number, clock: string, fraction = ''): number | null {
  const [h = 0, m = 0, s = 0] = clock.split(':').map(Number);
  if (month < 0 || day < 1 || day > 31 || h > 23 || m > 59 || s > 60) return null;
  const ms = new Date(year, month, day, h, m, s).getTime();
  return Number.isNaN(ms) || ms < 0 ? null : ms * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** `Nov 29 18:00:00`, which has no year: that of the last such moment before `byUs` (a day's grace), µs since 1970 UTC. */
export function yearlessUs(month: string, day: number, clock: string, byUs: number): number | null {
  const year = new Date(byUs / 1000).getUTCFullYear() + 1;
  for (const candidate of [year, year - 1, year - 2]) {
    const us = localUs(candidate, monthOf(month), day, clock);
    if (us === null) return null;
    if (us <= byUs + DAY_US) return us;
  }
  return null;
}
