import type { Field } from './fields/field';
import type { Pattern } from './literals/pattern';
import type { MarkName } from './marks';
import type { TextSpan } from './problem';

/** An address is a prefix of full length; a range has both ends inside. Addresses in canonical text (RFC 5952). */
export type AddressValue =
  | { readonly is: 'prefix'; readonly address: string; readonly bits: number }
  | { readonly is: 'range'; readonly from: string; readonly to: string };
/** Ports, bytes, µs, packets, protocol numbers, sets of flags; both ends of a range inside. */
export type NumberValue =
  | { readonly is: 'number'; readonly value: number }
  | { readonly is: 'numbers'; readonly from: number; readonly to: number };
export interface TextValue {
  readonly is: 'text';
  readonly text: string;
}
export type Value = AddressValue | NumberValue | TextValue;

/** Operators between a field and a value, or a field and a field. `!=` is the negation of `=`. */
export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export interface Junction extends TextSpan {
  readonly node: 'and' | 'or';
  readonly parts: readonly Expression[];
}
export interface Negation extends TextSpan {
  readonly node: 'not';
  readonly part: Expression;
}
export interface Comparison extends TextSpan {
  readonly node: 'compare';
  readonly field: Field;
  readonly op: Comparator;
  readonly value: Value;
}
export interface Membership extends TextSpan {
  readonly node: 'in';
  readonly field: Field;
  readonly negated: boolean;
  readonly values: readonly Value[];
}
export interface Match extends TextSpan {
  readonly node: 'match';
  readonly field: Field;
  readonly negated: boolean;
  readonly pattern: Pattern;
}
/** At least these TCP flags. */
export interface FlagsSeen extends TextSpan {
  readonly node: 'flags';
  readonly field: Field;
  readonly negated: boolean;
  readonly flags: number;
}
export interface Existence extends TextSpan {
  readonly node: 'exists';
  readonly field: Field;
  readonly negated: boolean;
}
export interface FieldComparison extends TextSpan {
  readonly node: 'fields';
  readonly left: Field;
  readonly op: Comparator;
  readonly right: Field;
}
/** `is:internal` and the like. */
export interface Mark extends TextSpan {
  readonly node: 'is';
  readonly mark: MarkName;
}
export type Condition = Comparison | Membership | Match | FlagsSeen | Existence | FieldComparison | Mark;

/**
 * A filter as it was understood. A condition on a value that a record does not have is false; its negation is true.
 */
export type Expression = Junction | Negation | Condition;

/** Every condition of an expression, from left to right. */
export function conditionsOf(expression: Expression): readonly Condition[] {
  switch (expression.node) {
    case 'and':
    case 'or':
      return expression.parts.flatMap(conditionsOf);
    case 'not':
      return conditionsOf(expression.part);
    default:
      return [expression];
  }
}
