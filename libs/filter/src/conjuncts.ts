import type { Expression } from './ast';
import { formatFilter } from './format';

/** What must all be so: the parts that `and` joins at the top of an expression, or the whole of it. */
export const conjunctsOf = (expression: Expression): readonly Expression[] =>
  expression.node === 'and' ? expression.parts : [expression];

/** A conjunct in the form in which it can stand beside others. */
export const formatConjunct = (part: Expression): string =>
  part.node === 'or' ? `(${formatFilter(part)})` : formatFilter(part);

/** One expression of conjuncts as `formatConjunct` writes them; '' of none. Of all conjuncts of an expression, its written form. */
export function joinConjuncts(parts: readonly string[]): string {
  const [first = '', ...others] = parts;
  // A single alternative stands without its brackets.
  return others.length === 0 && first.startsWith('(') ? first.slice(1, -1) : parts.join(' and ');
}

/** The opposite of an expression, in the shortest form: what the one finds, the other does not, and both together find everything. */
export function negated(expression: Expression): Expression {
  switch (expression.node) {
    case 'not':
      return expression.part;
    case 'in':
    case 'match':
    case 'flags':
    case 'exists':
      return { ...expression, negated: !expression.negated };
    case 'compare':
      if (expression.op === '=') return { ...expression, op: '!=' };
      if (expression.op === '!=') return { ...expression, op: '=' };
      break;
    case 'fields':
      if (expression.op === '=') return { ...expression, op: '!=' };
      if (expression.op === '!=') return { ...expression, op: '=' };
      break;
    default:
      break;
  }
  const { start, end } = expression;
  return { node: 'not', part: expression, start, end };
}
