import shared from './expressions.json';

/** An expression with its one written form and its explanation. */
export interface ValidExpression {
  readonly text: string;
  readonly formatted: string;
  readonly explained: string;
}
/** An expression that is refused: why, where, and as the mend would have it. */
export interface InvalidExpression {
  readonly text: string;
  readonly reason: string;
  readonly at: readonly number[];
  readonly mended: string | null;
}

/** The expressions about flows that every reader of the language is tried with. */
export const expressions: {
  readonly valid: readonly ValidExpression[];
  readonly invalid: readonly InvalidExpression[];
} = shared;
