import type { Field, FieldType } from './fields/field';
import { quoted, refuse, type TextSpan } from './problem';
import type { ValueToken } from './values';

const EQUAL = ['=', '!=', 'in', 'not in'];
const ORDER = ['<', '<=', '>', '>='];
const LIKE = ['~', '!~'];

/** Operators that each type takes beside `exists`. */
export const OPERATORS_OF: Readonly<Record<FieldType, readonly string[]>> = {
  address: EQUAL,
  protocol: EQUAL,
  dnsType: EQUAL,
  dnsCode: EQUAL,
  tlsVersion: EQUAL,
  country: EQUAL,
  asn: EQUAL,
  truth: ['=', '!='],
  severity: [...EQUAL, ...ORDER],
  community: EQUAL,
  text: [...EQUAL, ...LIKE],
  flags: [...EQUAL, ...LIKE],
  port: [...EQUAL, ...ORDER],
  count: [...EQUAL, ...ORDER],
  bytes: [...EQUAL, ...ORDER],
  duration: [...EQUAL, ...ORDER],
  time: [...EQUAL, ...ORDER],
};

/** @throws Refusal when fields of this type do not take the operator */
export function checkOperator({ name, type }: Field, operator: string, at: TextSpan): void {
  const taken = OPERATORS_OF[type];
  if (taken.includes(operator)) return;
  const mend = operator === '~' ? '=' : operator === '!~' ? '!=' : undefined;
  refuse(
    'operator',
    at,
    `\`${name}\` does not take \`${operator}\`. It takes ${taken.join(', ')}, exists and not exists.`,
    mend,
  );
}

/** A value inside a list. @throws Refusal when it is a pattern */
export function listOnly(value: ValueToken, { type }: Field): ValueToken {
  if (type === 'text' && value.type === 'word' && /[*?]/.test(value.text))
    refuse(
      'value',
      value,
      `A list holds whole texts, not patterns such as ${quoted(value.text)}. Write \`~\` conditions with \`or\`, or put it into quotes.`,
      `"${value.text}"`,
    );
  return value;
}
