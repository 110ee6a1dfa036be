/** Zone in which times are read and written: `utc`, `local` (the browser's), or an IANA name such as `Europe/Berlin`. */
export type Zone = string;

/** Parts of a time in a zone; `month` is 0 to 11. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

const formats = new Map<Zone, Intl.DateTimeFormat>();
/** Offsets change at full quarters of an hour only: one look-up serves all times of a quarter. */
const QUARTER_MS = 900_000;
const MOST_QUARTERS = 4_096;
const offsets = new Map<string, number>();

function formatOf(zone: Zone): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** The zone that a text names, undefined when there is none of that name. */
export function readZone(text: string): Zone | undefined {
  if (text === 'utc' || text === 'local') return text;
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/.test(text)) return undefined;
  try {
    formatOf(text);
    return text;
  } catch {
    return undefined;
  }
}

/** All zones that this browser knows by name. */
export const zoneNames = (): readonly Zone[] => Intl.supportedValuesOf('timeZone');

/** What a clock of the zone is ahead of UTC at a time, ms. */
export function zoneOffset(at: number, zone: Zone): number {
  if (zone === 'utc') return 0;
  if (zone === 'local') return -new Date(at).getTimezoneOffset() * 60_000;
  const quarter = Math.floor(at / QUARTER_MS);
  const key = `${quarter} ${zone}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const start = quarter * QUARTER_MS;
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(start)) part[type] = Number(value);
  const shown = Date.UTC(
    part['year'] ?? 1970,
    (part['month'] ?? 1) - 1,
    part['day'] ?? 1,
    part['hour'] ?? 0,
    part['minute'] ?? 0,
    part['second'] ?? 0,
  );
  if (offsets.size >= MOST_QUARTERS) offsets.clear();
  offsets.set(key, shown - start);
  return shown - start;
}

/** What a clock of the zone shows. */
export function wallClock(at: number, zone: Zone): WallClock {
  const d = new Date(at + zoneOffset(at, zone));
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth(),
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
    ms: d.getUTCMilliseconds(),
  };
}

/**
 * The instant at which a clock of the zone shows these parts, ms; parts may overflow as in `Date.UTC`. Of an hour that
 * comes twice the first, of one that is skipped the time as far after the gap.
 */
export function instantOf(zone: Zone, year: number, month: number, day: number, h = 0, mi = 0, s = 0): number {
  const shown = Date.UTC(year, month, day, h, mi, s);
  const first = shown - zoneOffset(shown - 86_400_000, zone);
  const second = shown - zoneOffset(first, zone);
  return zoneOffset(second, zone) === zoneOffset(first, zone) ? second : first;
}
