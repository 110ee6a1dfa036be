/** A figure split for display: the number, and its unit beside it. */
export interface Quantity {
  readonly value: string;
  readonly unit: string;
}

const STEPS = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const GROUPED = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
/** No-break space: between a number and its unit. */
const NB = '\u00a0';

/** Whole number with thousands separated: 24,318. */
export const formatCount = (n: number): string => GROUPED.format(n);

/**
 * How many rows a result has: exact, or marked ≈ and rounded to two digits when the server says that it is not.
 * A figure that is not exact is the server's estimate.
 */
export function formatTotal(count: number, exact: boolean): string {
  if (exact || count < 100) return formatCount(count);
  const step = 10 ** (Math.floor(Math.log10(count)) - 1);
  return `≈${NB}${formatCount(Math.round(count / step) * step)}`;
}

function scaled(n: number): { readonly text: string; readonly step: string } {
  let rest = Math.abs(n);
  let index = 0;
  while (rest >= 999.5 && index < STEPS.length - 1) {
    rest /= 1000;
    index += 1;
  }
  const digits = rest >= 99.95 || (index === 0 && Number.isInteger(rest)) ? 0 : rest >= 9.995 ? 1 : 2;
  const text = rest.toFixed(digits);
  return { text: n < 0 ? `−${text}` : text, step: STEPS[index] ?? '' };
}

const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** Three significant digits with an SI prefix before the unit: 1.48 Gbit/s. */
export function quantity(n: number, unit: string): Quantity {
  const { text, step } = scaled(n);
  return { value: text, unit: `${step}${unit}` };
}

/** Bytes, decimal prefixes, two significant digits under ten: 4.8 TB, 213 B. */
export function formatBytes(n: number): string {
  const { text, step } = scaled(n);
  const short = step === '' ? Math.round(Math.abs(n)).toString() : shorten(text);
  return `${short}${NB}${step}B`;
}

/** As `formatBytes` for anything counted: 618 k, 2.6 M; exact under 10,000. */
export function formatShort(n: number): string {
  if (Math.abs(n) < 9_999.5) return Number.isInteger(n) ? formatCount(n) : trimmed(scaled(n).text);
  const { text, step } = scaled(n);
  return `${shorten(text)}${NB}${step}`;
}

/** 3.94 → 3.9 and 12.7 stays: one decimal at most. */
const shorten = (text: string): string => {
  const n = Number(text.replace('−', '-'));
  return Math.abs(n) >= 99.95 ? n.toFixed(0) : n.toFixed(1);
};

/** A rate in one string: 612 Mbit/s. */
export function formatRate(n: number, unit: string): string {
  const { value, unit: scaledUnit } = quantity(n, unit);
  return `${value}${NB}${scaledUnit}`;
}

/** Axis tick: 1.5 G, 0.5 G, 250 M. No unit, the title has it. */
export function formatTick(n: number): string {
  const { text, step } = scaled(Math.abs(n));
  return step === '' ? trimmed(text) : `${trimmed(text)}${NB}${step}`;
}

/** A share of 0 to 1 in percent: 49 %, 9.2 %, 0.02 %. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (!Number.isFinite(percent)) return '';
  if (percent === 0) return `0${NB}%`;
  const digits = percent >= 9.95 ? 0 : percent >= 0.095 ? 1 : 2;
  return percent < 0.005 ? `<0.01${NB}%` : `${percent.toFixed(digits)}${NB}%`;
}

/** Change against an earlier figure: 0.062 means 6.2 % more. Undefined when there is nothing to compare with. */
export function change(value: number, previous: number | null | undefined): number | undefined {
  return previous === null || previous === undefined || previous === 0 ? undefined : value / previous - 1;
}
