import type { ColumnKind, Figure } from './document';

/** No-break space: between a number and its unit. */
const NB = '\u00a0';
const STEPS = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const DECIMAL = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });
const LONGEST_ZONE = 64;

const minus = (text: string): string => text.replace('-', '−');

/** 24,318; fractions with two digits at most; −5. */
export const formatNumber = (n: number): string => minus(DECIMAL.format(n));

/** Bytes with a decimal prefix and three significant digits: 4.81 TB, 213 B. */
export function formatBytes(n: number): string {
  let rest = Math.abs(n);
  let index = 0;
  while (rest >= 999.5 && index < STEPS.length - 1) {
    rest /= 1000;
    index += 1;
  }
  const digits = index === 0 || rest >= 99.95 ? 0 : rest >= 9.995 ? 1 : 2;
  return `${n < 0 ? '−' : ''}${rest.toFixed(digits)}${NB}${STEPS[index]}B`;
}

/** All digits of a number of bytes: 4,812,345,678,901 bytes. */
export const exactBytes = (n: number): string => `${minus(WHOLE.format(n))}${NB}bytes`;

/** A tick of an axis: 1.5 M, 250 k, 0. */
export function formatTick(n: number): string {
  let rest = n;
  let index = 0;
  while (Math.abs(rest) >= 1000 && index < STEPS.length - 1) {
    rest /= 1000;
    index += 1;
  }
  return `${minus(DECIMAL.format(rest))}${index === 0 ? '' : NB}${STEPS[index]}`;
}

/** Seconds in two units: 38 ms, 4.2 s, 4 min 12 s, 2 h 3 min, 3 d 4 h. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0) return `−${formatSeconds(-seconds)}`;
  if (seconds === 0) return `0${NB}s`;
  if (seconds < 0.9995) return `${DECIMAL.format(seconds * 1000)}${NB}ms`;
  if (seconds < 59.95) return `${DECIMAL.format(Math.round(seconds * 10) / 10)}${NB}s`;
  const whole = Math.round(seconds);
  const [big, unit, small, rest] =
    whole < 3600 ? [60, 'min', 1, 's'] : whole < 172_800 ? [3600, 'h', 60, 'min'] : ([86_400, 'd', 3600, 'h'] as const);
  const left = Math.floor((whole % big) / small);
  return `${WHOLE.format(Math.floor(whole / big))}${NB}${unit}${left === 0 ? '' : ` ${left}${NB}${rest}`}`;
}

/** The value of a figure as it stands in large type; null = it is not known. */
export function formatFigure({ value, unit }: Figure): string | null {
  if (value === null || typeof value === 'string') return value;
  switch (unit) {
    case 'bytes':
      return formatBytes(value);
    case 'percent':
      return `${formatNumber(value)}${NB}%`;
    case 'seconds':
      return formatSeconds(value);
    default:
      return formatNumber(value);
  }
}

/** Writes instants in one zone. */
export class Moments {
  private readonly parts: Intl.DateTimeFormat;
  private readonly offset: Intl.DateTimeFormat;
  private readonly changes: boolean;

  /**
   * `zone`: IANA name; `from`, `to`: RFC 3339, of the report: where the zone's offset changes between them, every time is written with its own.
   * @throws RangeError when there is no such zone
   */
  constructor(
    readonly zone: string,
    from: string,
    to: string,
  ) {
    if (zone.length > LONGEST_ZONE) throw new RangeError('no such time zone: the name is too long');
    const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
    const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
    this.parts = new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...day, ...clock });
    this.offset = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' });
    this.changes = this.offsetAt(from) !== this.offsetAt(to);
  }

  /** 30 Nov 2026 14:03:22, in the report's zone. A dash for what is no time. */
  moment(at: string): string {
    const text = this.dated(at, ['day', 'month', 'year'], true);
    return text === null ? '–' : this.changes ? `${text} ${this.offsetAt(at)}` : text;
  }

  /** 30 Nov 14:03. */
  short(at: string): string {
    return this.dated(at, ['day', 'month'], false) ?? '–';
  }

  /** What the zone is ahead of UTC at an instant: UTC+01:00; empty when it is no time. */
  offsetAt(at: string): string {
    const ms = Date.parse(at);
    if (Number.isNaN(ms)) return '';
    const name = this.offset.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return minus(name.replace('GMT', 'UTC'));
  }

  private dated(at: string, day: readonly Intl.DateTimeFormatPartTypes[], seconds: boolean): string | null {
    const ms = Date.parse(at);
    if (Number.isNaN(ms)) return null;
    const found = new Map(this.parts.formatToParts(ms).map(({ type, value }) => [type, value]));
    const date = day.map((part) => found.get(part) ?? '').join(NB);
    return `${date} ${found.get('hour')}:${found.get('minute')}${seconds ? `:${found.get('second')}` : ''}`;
  }
}

/** A cell as it stands on a page. `own`: written here, and no text of the document. */
export function formatCell(
  value: string | number | null,
  kind: ColumnKind,
  moments: Moments,
): { readonly text: string; readonly own: boolean } {
  if (value === null) return { text: '–', own: true };
  if (typeof value === 'number')
    return { text: kind === 'bytes' ? formatBytes(value) : formatNumber(value), own: true };
  return kind === 'time' && !Number.isNaN(Date.parse(value))
    ? { text: moments.moment(value), own: true }
    : { text: value, own: false };
}
