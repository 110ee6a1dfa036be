/** Greatest time that is kept: 9999-12-31T23:59:59.999999Z, in µs. Anything outside 0…MAX_TIME_US is clamped and marked. */
export const MAX_TIME_US = 253402300799_999_999;

const SECOND = 1_000_000;
/** Times come in bundles of a few seconds: texts of the last ones, a place for each remainder. */
const PLACES = 64;
const knownSeconds = new Float64Array(PLACES).fill(NaN);
const knownTexts = new Array<string>(PLACES).fill('');

/** µs since 1970 UTC → RFC 3339 with six digits, `2026-11-21T08:15:00.000123Z`. */
export function formatTime(us: number): string {
  // By way of milliseconds: of the greatest times a quotient by a million is not exact enough.
  const second = Math.floor(Math.floor(us / 1000) / 1000);
  return `${secondText(second)}.${String(us - second * SECOND).padStart(6, '0')}Z`;
}

/** RFC 3339 up to the second, without a zone. */
function secondText(second: number): string {
  const place = Math.abs(second % PLACES);
  if (knownSeconds[place] === second) return knownTexts[place] as string;
  const text = new Date(second * 1000).toISOString().slice(0, -'.000Z'.length);
  knownSeconds[place] = second;
  knownTexts[place] = text;
  return text;
}

/** RFC 3339 (any offset, up to nanoseconds, truncated) → µs since 1970 UTC, or null when it is not a time: `2026-02-30` is none, nor is hour 24. */
export function parseTime(text: string): number | null {
  const match = /^(\d{4}-\d{2}-(\d{2}))[Tt ]((?:[01]\d|2[0-3]):\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|z|[+-]\d{2}:\d{2})$/.exec(
    text,
  );
  if (!match) return null;
  const [, date = '', day, clock, fraction = '', zone] = match;
  // Of a day that its month does not have, Date makes one of the next.
  if (Number(day) > 28 && new Date(date).getUTCDate() !== Number(day)) return null;
  const ms = Date.parse(`${date}T${clock}${zone === 'z' ? 'Z' : zone}`);
  return Number.isNaN(ms) ? null : ms * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
}
