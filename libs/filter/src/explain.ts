import type { Comparator, Condition, Expression, Value } from './ast';
import type { Field } from './fields/field';
import { formatValue } from './format';
import { writePattern } from './literals/pattern';
import { writeFlags } from './literals/named';
import { markNamed } from './marks';

/** Longest list that is read out whole. */
const READ_OUT = 6;

const EQUALS: Readonly<Record<'=' | '!=', string>> = { '=': 'is', '!=': 'is not' };
const MORE: Readonly<Record<Exclude<Comparator, '=' | '!='>, string>> = {
  '<': 'is below',
  '<=': 'is at most',
  '>': 'is above',
  '>=': 'is at least',
};
const TIMES: typeof MORE = { '<': 'is before', '<=': 'is at or before', '>': 'is after', '>=': 'is at or after' };

/** The expression in plain words, as it was understood. One sentence without its full stop. */
export function explainFilter(expression: Expression): string {
  switch (expression.node) {
    case 'and':
    case 'or':
      return expression.parts
        .map((part) => (part.node === 'or' || part.node === 'and' ? `(${explainFilter(part)})` : explainFilter(part)))
        .join(`, ${expression.node} `);
    case 'not':
      return explainNegation(expression.part);
    default:
      return explainCondition(expression);
  }
}

/** Conditions that have an operator for their negation are told with it. */
function explainNegation(part: Expression): string {
  if ((part.node === 'compare' || part.node === 'fields') && part.op === '=')
    return explainCondition({ ...part, op: '!=' });
  if (part.node === 'in' || part.node === 'match' || part.node === 'flags' || part.node === 'exists')
    return explainCondition({ ...part, negated: !part.negated });
  return `it is not so that (${explainFilter(part)})`;
}

function explainCondition(condition: Condition): string {
  switch (condition.node) {
    case 'compare': {
      const { field, op, value } = condition;
      const { subject, positive } = phrase(field, op !== '!=');
      return `${subject} ${verb(field, positive && op === '!=' ? '=' : op, value)} ${spoken(field, value)}`;
    }
    case 'in': {
      const { subject, positive } = phrase(condition.field, !condition.negated);
      const values = condition.values.map((value) => spoken(condition.field, value));
      const shown =
        values.length > READ_OUT
          ? `${values.slice(0, READ_OUT).join(', ')} … (${values.length} in all)`
          : values.join(', ');
      return `${subject} is ${positive ? 'one' : 'none'} of ${shown}`;
    }
    case 'match': {
      const { subject, positive } = phrase(condition.field, !condition.negated);
      const pattern = writePattern(condition.pattern, () => false);
      return `${subject} ${positive ? 'fits' : 'does not fit'} the pattern ${pattern}`;
    }
    case 'flags':
      return `${condition.field.label} ${condition.negated ? 'does not contain all of' : 'contains'} ${writeFlags(condition.flags)}`;
    case 'exists': {
      const { subject, positive } = phrase(condition.field, !condition.negated);
      return `${subject} is ${positive ? 'known' : 'absent'}`;
    }
    case 'fields': {
      const { subject, positive } = phrase(condition.left, condition.op !== '!=');
      const op = positive && condition.op === '!=' ? '=' : condition.op;
      return `${subject} ${word(condition.left, op)} ${condition.right.label}`;
    }
    case 'is':
      return markNamed(condition.mark).told;
  }
}

/** Of two ends, `either` and `neither` say it, of a list `any` and `no`; elsewhere the verb does. */
function phrase({ label }: Field, positive: boolean): { readonly subject: string; readonly positive: boolean } {
  if (positive) return { subject: label, positive };
  if (label.startsWith('either ')) return { subject: `n${label}`, positive: true };
  return label.startsWith('any ')
    ? { subject: `no${label.slice('any'.length)}`, positive: true }
    : { subject: label, positive };
}

const word = ({ type }: Field, op: Comparator): string =>
  op === '=' || op === '!=' ? EQUALS[op] : (type === 'time' ? TIMES : MORE)[op];

function verb(field: Field, op: Comparator, value: Value): string {
  const within = value.is === 'range' || value.is === 'numbers' || (value.is === 'prefix' && !isWhole(value));
  if (within) return op === '!=' ? 'is not within' : 'is within';
  return word(field, op);
}

const isWhole = ({ address, bits }: { readonly address: string; readonly bits: number }): boolean =>
  bits === (address.includes(':') ? 128 : 32);

const spoken = (field: Field, value: Value): string =>
  formatValue(field, value).replace('..', field.type === 'text' ? '..' : ' to ');
