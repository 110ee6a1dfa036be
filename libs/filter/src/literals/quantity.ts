import { formatTime, parseTime } from '@wireledger/kernel';

import { quoted, refuse, type TextSpan } from '../problem';

type Units = readonly (readonly [unit: string, factor: number])[];

/** Bytes: powers of 1000, or of 1024 with an i (IEC 80000-13). Greatest first. */
const BYTES: Units = [
  ['TiB', 2 ** 40],
  ['TB', 1e12],
  ['GiB', 2 ** 30],
  ['GB', 1e9],
  ['MiB', 2 ** 20],
  ['MB', 1e6],
  ['KiB', 2 ** 10],
  ['kB', 1e3],
  ['B', 1],
];
/** Durations in µs. Greatest first. */
const DURATIONS: Units = [
  ['d', 86_400e6],
  ['h', 3_600e6],
  ['m', 60e6],
  ['s', 1e6],
  ['ms', 1e3],
  ['us', 1],
];

export type Quantity = 'count' | 'bytes' | 'duration' | 'time' | 'port';
const NUMBER = /^(\d{1,16})(?:\.(\d{1,9}))?([a-zA-Zµ]*)$/;
const EXAMPLES: Readonly<Record<Quantity, string>> = {
  count: '`100` or `10..20`',
  bytes: '`1500`, `10MB` or `1.5GiB`',
  duration: '`250ms`, `1.5s` or `2h`',
  time: '`2026-11-21T08:15:00Z`',
  port: '`443` or `1..1023`',
};
const NAMES: Readonly<Record<Quantity, string>> = {
  count: 'a number',
  bytes: 'a size',
  duration: 'a duration',
  time: 'a time',
  port: 'a port (0 to 65535)',
};

/** Reads a number of bytes, µs, µs since 1970, packets … by its unit. @throws Refusal */
export function readQuantity(quantity: Quantity, text: string, at: TextSpan): number {
  if (quantity === 'time') return readTime(text, at);
  const match = NUMBER.exec(text);
  const value = match && inUnits(quantity, match[1] as string, match[2] ?? '', match[3] as string, at);
  const fits = typeof value === 'number' && Number.isSafeInteger(value) && (quantity !== 'port' || value <= 65_535);
  if (!fits)
    return refuse('value', at, `${quoted(text)} is not ${NAMES[quantity]}. Write one such as ${EXAMPLES[quantity]}.`);
  return value;
}

function inUnits(quantity: Quantity, whole: string, fraction: string, unit: string, at: TextSpan): number | null {
  if (quantity === 'port' || quantity === 'count') return fraction === '' && unit === '' ? Number(whole) : null;
  const units = quantity === 'bytes' ? BYTES : DURATIONS;
  if (unit === '' && quantity === 'duration' && Number(`${whole}.${fraction}`) !== 0)
    return refuse(
      'value',
      at,
      'A duration needs a unit: us, ms, s, m, h or d.',
      `${whole}${fraction && '.'}${fraction}s`,
    );
  const factor = unit === '' ? 1 : unitFactor(units, unit.replace('µ', 'u'));
  if (factor === undefined)
    return refuse(
      'value',
      at,
      `\`${unit}\` is not a unit of ${quantity === 'bytes' ? 'sizes' : 'durations'}. Units are ${units.map(([name]) => name).join(', ')}.`,
    );
  // In whole numbers: 1.1 × 1000 is 1100, not 1100.0000000000001.
  const scaled = Number(whole) * factor + (Number(fraction || '0') * factor) / 10 ** fraction.length;
  return Math.abs(scaled - Math.round(scaled)) < 1e-6 * factor ? Math.round(scaled) : null;
}

/** Units of sizes are taken in any case, as people write them; those of durations too, since none differ by case alone. */
const unitFactor = (units: Units, unit: string): number | undefined =>
  units.find(([name]) => name.toLowerCase() === unit.toLowerCase())?.[1];

const DATE = /^(\d{4})-(\d{2})-(\d{2})/;

/** RFC 3339, or a date alone for its first moment in UTC. */
function readTime(text: string, at: TextSpan): number {
  const date = DATE.exec(text);
  const dayAlone = date !== null && text.length === 10;
  const us =
    date && isDay(Number(date[1]), Number(date[2]), Number(date[3]))
      ? parseTime(dayAlone ? `${text}T00:00:00Z` : text)
      : null;
  if (us === null || !Number.isSafeInteger(us))
    return refuse(
      'value',
      at,
      `${quoted(text)} is not a time. Write RFC 3339 such as ${EXAMPLES.time}, or a date.`,
      date && /T\d{2}:\d{2}:\d{2}$/.test(text) ? `${text}Z` : undefined,
    );
  return us;
}

/** Whether the calendar has the day: a 30th of February would quietly be the 2nd of March. */
const isDay = (year: number, month: number, day: number): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The number with the greatest unit that leaves it whole; times as RFC 3339. Reads back as itself. */
export function writeQuantity(quantity: Quantity, value: number): string {
  if (quantity === 'time') return formatTime(value).replace(/\.000000Z$/, 'Z');
  if (quantity === 'port' || quantity === 'count' || value === 0) return String(value);
  const units = quantity === 'bytes' ? BYTES : DURATIONS;
  const [unit, factor] = units.find(([, size]) => value % size === 0) as readonly [string, number];
  return unit === 'B' ? String(value) : `${value / factor}${unit}`;
}
