/** Why an expression is refused. Limits have a reason each. */
export type FilterReason =
  | 'empty'
  | 'tooLong'
  | 'tooDeep'
  | 'tooManyTerms'
  | 'tooManyValues'
  | 'tooManyWildcards'
  | 'character'
  | 'syntax'
  | 'unknownField'
  | 'otherKind'
  | 'operator'
  | 'value'
  | 'masked';

/** A piece of an expression, in UTF-16 code units from 0: start ≤ i < end. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** A change of the text that would make it right as far as this problem goes. */
export interface Mend extends TextSpan {
  readonly text: string;
}

/** What is wrong with an expression: where, why, and what to write instead where that can be told. */
export interface FilterProblem extends TextSpan {
  readonly reason: FilterReason;
  /** A sentence with the cause, and the mend in words. */
  readonly message: string;
  readonly mend: Mend | null;
}

/** The whole expression as the mend would have it, or null when there is none. */
export const mended = (text: string, { mend }: FilterProblem): string | null =>
  mend && text.slice(0, mend.start) + mend.text + text.slice(mend.end);

/** Ends the reading of an expression from within; never leaves this library. */
export class Refusal extends Error {
  constructor(readonly problem: FilterProblem) {
    super(problem.message);
  }
}

/** @throws Refusal */
export function refuse(reason: FilterReason, at: TextSpan, message: string, mend?: string | Mend): never {
  const whole = typeof mend === 'string' ? { start: at.start, end: at.end, text: mend } : (mend ?? null);
  throw new Refusal({ reason, message, start: at.start, end: at.end, mend: whole });
}

/** A word of the expression inside a message: short, and inert. */
export function quoted(word: string): string {
  const shown = word.length > 60 ? `${word.slice(0, 59)}…` : word;
  return `\`${shown.replace(/[\p{Cc}\p{Cf}]/gu, '·')}\``;
}
