import { MAX_DISTINCT } from './state/tally';

/** `1,234`; what a bounded set cannot count any more is “10,000 or more”. */
export function count(value: number): string {
  const text = Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
  return value === MAX_DISTINCT ? `${text} or more` : text;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `1.4 MB`: decimal units, three significant digits. */
export function bytes(value: number): string {
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(value) : Number(value.toPrecision(3))} ${UNITS[unit]}`;
}

/** `42 s`, `12 min`, `3.5 h`. */
export function span(us: number): string {
  const seconds = us / 1e6;
  if (seconds < 120) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Number((seconds / 3600).toFixed(1))} h`;
}

/** `2 %`, `12.5 %`. */
export const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

/** A name from the wire, short enough for a sentence. */
export const shortName = (name: string): string => (name.length > 80 ? `${name.slice(0, 77)}…` : name);
