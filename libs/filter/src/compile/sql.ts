import type { AddressValue, Comparator, Condition, Expression, Value } from '../ast';
import type { Column } from '../fields/columns';
import type { Field } from '../fields/field';
import { INTERNAL_PREFIXES } from '../internal';
import { writeAddresses } from '../literals/address';
import { foldCase, likePattern } from '../literals/pattern';
import { markNamed } from '../marks';

/** A value of a row in SQL, or a list of them. */
export type SqlColumn = SqlValue | SqlList;

export interface SqlValue {
  /** Expression over the row: ours, never made of what a user wrote. */
  readonly sql: string;
  /** Condition under which the row has the value; null when every row has it. */
  readonly present: string | null;
}

/** Texts of a list of a row. */
export interface SqlList {
  /** An item of FROM with this alias, and the text of one of its rows. */
  readonly each: (alias: string) => { readonly from: string; readonly text: string };
}

/** Where a statement's columns and parameters come from. */
export interface SqlTarget {
  column(column: Column): SqlColumn;
  /** Adds a value and answers its placeholder: the only way of a user's value into the statement. */
  of(value: unknown): string;
}

type ColumnTest = (sql: string) => string;

/** An expression as a condition in PostgreSQL's SQL. It is true or false for every row, never NULL, so its negation is too. */
export function toSql(expression: Expression, target: SqlTarget): string {
  switch (expression.node) {
    case 'and':
    case 'or':
      return `(${expression.parts.map((part) => toSql(part, target)).join(expression.node === 'and' ? ' AND ' : ' OR ')})`;
    case 'not':
      return `NOT ${toSql(expression.part, target)}`;
    default:
      return conditionSql(expression, target);
  }
}

function conditionSql(condition: Condition, target: SqlTarget): string {
  switch (condition.node) {
    case 'compare': {
      const { field, op, value } = condition;
      if (op === '=' || op === '!=') return when(op === '=', anyOf(field, target, equalTest(field, [value], target)));
      const bound = `${target.of((value as { readonly value: number }).value)}::int8`;
      return anyOf(field, target, (sql) => `${sql} ${op} ${bound}`);
    }
    case 'in':
      return when(
        !condition.negated,
        anyOf(condition.field, target, equalTest(condition.field, condition.values, target)),
      );
    case 'match': {
      const { field, negated, pattern } = condition;
      const like = `${target.of(likePattern(pattern, field.caseCounts))}::text`;
      return when(
        !negated,
        anyOf(field, target, (sql) => `${folded(field, sql)} LIKE ${like}`),
      );
    }
    case 'flags': {
      const flags = `${target.of(condition.flags)}::int4`;
      return when(
        !condition.negated,
        anyOf(condition.field, target, (sql) => `(${sql} & ${flags}) = ${flags}`),
      );
    }
    case 'exists':
      return when(
        !condition.negated,
        anyOf(condition.field, target, () => 'true'),
      );
    case 'fields':
      return fieldsSql(condition.left, condition.op, condition.right, target);
    case 'is': {
      if (condition.mark !== 'is:internal') {
        const columns = markNamed(condition.mark).columns;
        return `(${columns.map((name) => some(target.column(name), 'a', (sql) => `${sql} = 1`)).join(' AND ')})`;
      }
      const within = `ANY(${target.of(INTERNAL_PREFIXES)}::inet[])`;
      const ends = (['src', 'dst'] as const).map((end) =>
        some(target.column(end), 'a', (sql) => `${sql} <<= ${within}`),
      );
      return `(${ends.join(' AND ')})`;
    }
  }
}

const when = (positive: boolean, sql: string): string => (positive ? sql : `NOT ${sql}`);

/** Case is left out of account for the letters of ASCII alone, whatever the database's locale. */
const folded = ({ type, caseCounts }: Field, sql: string): string =>
  type === 'text' && !caseCounts ? `lower(${sql} COLLATE "C")` : sql;

/** True when any value that the field is made of is there and passes. */
function anyOf({ columns }: Field, target: SqlTarget, test: ColumnTest): string {
  return `(${columns.map((name) => some(target.column(name), 'a', test)).join(' OR ')})`;
}

/** True when the value is there and passes, or any of a list does. */
function some(column: SqlColumn, alias: string, test: ColumnTest): string {
  if ('each' in column) {
    const { from, text } = column.each(alias);
    return `EXISTS (SELECT FROM ${from} WHERE ${test(text)})`;
  }
  const { sql, present } = column;
  return present === null ? `(${test(sql)})` : `(${present} AND ${test(sql)})`;
}

function equalTest(field: Field, values: readonly Value[], target: SqlTarget): ColumnTest {
  const tests: ColumnTest[] = [];
  if (field.type === 'address') tests.push(...addressTests(values as readonly AddressValue[], target));
  else if (field.type === 'text' || field.type === 'community') {
    const texts = (values as readonly { readonly text: string }[]).map(({ text }) =>
      field.type === 'text' && !field.caseCounts ? foldCase(text) : text,
    );
    const list = `${target.of(texts)}::text[]`;
    tests.push((sql) => `${folded(field, sql)} = ANY(${list})`);
  } else tests.push(...numberTests(values, target));
  return (sql) =>
    tests.length === 1 ? (tests[0] as ColumnTest)(sql) : `(${tests.map((test) => test(sql)).join(' OR ')})`;
}

function addressTests(values: readonly AddressValue[], target: SqlTarget): ColumnTest[] {
  const tests: ColumnTest[] = [];
  const [exact, within]: [string[], string[]] = [[], []];
  for (const value of values) {
    if (value.is === 'prefix') {
      const text = writeAddresses(value);
      (text.includes('/') ? within : exact).push(text);
      continue;
    }
    const [from, to] = [target.of(value.from), target.of(value.to)];
    // Addresses of another family are all below or all above.
    tests.push((sql) => `(${sql} >= ${from}::inet AND ${sql} <= ${to}::inet)`);
  }
  if (exact.length > 0) {
    const list = target.of(exact);
    tests.push((sql) => `${sql} = ANY(${list}::inet[])`);
  }
  for (const prefix of within.map((one) => target.of(one))) tests.push((sql) => `${sql} <<= ${prefix}::inet`);
  return tests;
}

function numberTests(values: readonly Value[], target: SqlTarget): ColumnTest[] {
  const tests: ColumnTest[] = [];
  const exact: number[] = [];
  for (const value of values)
    if (value.is === 'number') exact.push(value.value);
    else if (value.is === 'numbers') {
      const [from, to] = [target.of(value.from), target.of(value.to)];
      tests.push((sql) => `${sql} BETWEEN ${from}::int8 AND ${to}::int8`);
    }
  if (exact.length > 0) {
    const list = target.of(exact);
    tests.push((sql) => `${sql} = ANY(${list}::int8[])`);
  }
  return tests;
}

function fieldsSql(left: Field, op: Comparator, right: Field, target: SqlTarget): string {
  const fold = (sql: string) => folded({ ...left, caseCounts: left.caseCounts && right.caseCounts }, sql);
  const operator = op === '!=' ? '=' : op;
  const pairs = left.columns.flatMap((a) =>
    right.columns.map((b) =>
      some(target.column(a), 'a', (one) =>
        some(target.column(b), 'b', (other) => `${fold(one)} ${operator} ${fold(other)}`),
      ),
    ),
  );
  return when(op !== '!=', `(${pairs.join(' OR ')})`);
}
