import { DomainError, formatTime, parseTime } from '@wireledger/kernel';

/** Packet times in µs: from ≤ t < to. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A range as the API gives it: RFC 3339 texts. */
export interface RangeInput {
  readonly from: string;
  readonly to: string;
}

const LAST_SHOWN_US = 253_402_300_799_999_000;

/** µs → RFC 3339; what lies beyond the year 9999 is shown as its end. */
export const shownTime = (us: number): string => formatTime(Math.min(us, LAST_SHOWN_US));

/** The user's mistake, with its mend. */
export const badInput = (message: string): DomainError => new DomainError('BAD_USER_INPUT', message);

/** @throws DomainError BAD_USER_INPUT when a time is malformed or the range is empty */
export function readRange(range: RangeInput): Span {
  const [from, to] = [range.from, range.to].map((text) => {
    const us = parseTime(String(text));
    if (us === null)
      throw badInput(`${JSON.stringify(text)} is not a time; write RFC 3339 such as 2026-11-21T08:15:00Z`);
    return us;
  }) as [number, number];
  if (from >= to) throw badInput(`the range is empty: its end ${range.to} must be after its start ${range.from}`);
  return { from, to };
}

/** A span cut at multiples of `unit`: the whole units inside it, and what is left at its edges. */
export interface SplitSpan {
  readonly whole: Span | null;
  readonly edges: readonly Span[];
}

/** Cuts [from, to) so that rollups of width `unit` (µs) answer the middle and finer rows the edges; together exactly it. */
export function splitSpan({ from, to }: Span, unit: number): SplitSpan {
  const start = Math.ceil(from / unit) * unit;
  const end = Math.floor(to / unit) * unit;
  if (start >= end) return { whole: null, edges: [{ from, to }] };
  const edges = [
    { from, to: start },
    { from: end, to },
  ].filter((edge) => edge.from < edge.to);
  return { whole: { from: start, to: end }, edges };
}
