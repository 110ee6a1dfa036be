import type { Condition, Expression, Value } from './ast';
import type { Field } from './fields/field';
import { fieldNamed } from './fields/registry';
import { writeAddresses } from './literals/address';
import { isCoded, writeCode } from './literals/codes';
import { writeFlags } from './literals/named';
import { writePattern } from './literals/pattern';
import { writeQuantity } from './literals/quantity';
import { writeString } from './literals/string';
import { isKeyword } from './parser';

/** The expression in its one written form: reads back as the same expression, and is written the same again. */
export function formatFilter(expression: Expression): string {
  switch (expression.node) {
    case 'and':
    case 'or':
      return expression.parts
        .map((part) => (part.node === 'or' ? `(${formatFilter(part)})` : formatFilter(part)))
        .join(` ${expression.node} `);
    case 'not': {
      const { part } = expression;
      return part.node === 'and' || part.node === 'or' ? `not (${formatFilter(part)})` : `not ${formatFilter(part)}`;
    }
    default:
      return formatCondition(expression);
  }
}

function formatCondition(condition: Condition): string {
  switch (condition.node) {
    case 'compare':
      return `${condition.field.name} ${condition.op} ${formatValue(condition.field, condition.value)}`;
    case 'in': {
      const values = condition.values.map((value) => formatValue(condition.field, value));
      return `${condition.field.name} ${condition.negated ? 'not in' : 'in'} (${values.join(', ')})`;
    }
    case 'match':
      return `${condition.field.name} ${condition.negated ? '!~' : '~'} ${writePattern(condition.pattern, isBarePattern)}`;
    case 'flags':
      return `${condition.field.name} ${condition.negated ? '!~' : '~'} ${writeFlags(condition.flags)}`;
    case 'exists':
      return `${condition.field.name} ${condition.negated ? 'not exists' : 'exists'}`;
    case 'fields':
      return `${condition.left.name} ${condition.op} ${condition.right.name}`;
    case 'is':
      return condition.mark;
  }
}

/** A value as it is written beside its field. */
export function formatValue({ type }: Field, value: Value): string {
  switch (value.is) {
    case 'prefix':
    case 'range':
      return writeAddresses(value);
    case 'text':
      return type !== 'community' && isBareText(value.text) ? value.text : writeString(value.text);
    case 'numbers':
      return `${formatNumber(type, value.from)}..${formatNumber(type, value.to)}`;
    case 'number':
      return formatNumber(type, value.value);
  }
}

function formatNumber(type: Field['type'], value: number): string {
  if (isCoded(type)) return writeCode(type, value);
  if (type === 'flags') return writeFlags(value);
  return type === 'address' || type === 'text' || type === 'community' ? String(value) : writeQuantity(type, value);
}

/** Words that stand for themselves without quotes: letters of no script that hides or turns others, no wildcard, no name of ours. */
const isBareText = (text: string): boolean =>
  /^[A-Za-z0-9_][A-Za-z0-9_.:/@+-]*$/.test(text) && !isKeyword(text) && !fieldNamed(text);
const isBarePattern = (text: string): boolean => /^[A-Za-z0-9_*?][A-Za-z0-9_.:/@*?+-]*$/.test(text) && !isKeyword(text);
