import { parseIp } from '@wireledger/kernel';

import type { AddressValue, Comparator, Condition, Expression, Value } from '../ast';
import type { Column } from '../fields/columns';
import type { Field } from '../fields/field';
import { INTERNAL_PREFIXES } from '../internal';
import { compareBytes } from '../literals/address';
import { foldCase, patternTest } from '../literals/pattern';
import { markNamed } from '../marks';

/** A value of a row: addresses in canonical text; null where the row has none; all texts of a list. */
export type RowValue = string | number | readonly string[] | null;
/** How the values of a row are read, by column. */
export type RowReader<Row> = (column: Column) => (row: Row) => RowValue;
export type RowTest<Row> = (row: Row) => boolean;
type ValueTest = (value: string | number) => boolean;

/** Addresses whose answer is remembered: few addresses make most rows. */
const REMEMBERED = 2000;

/** An expression as a test of rows. It answers as the SQL of the same expression does: the two are compared row by row. */
export function toPredicate<Row>(expression: Expression, reader: RowReader<Row>): RowTest<Row> {
  switch (expression.node) {
    case 'and': {
      const parts = expression.parts.map((part) => toPredicate(part, reader));
      return (row) => parts.every((part) => part(row));
    }
    case 'or': {
      const parts = expression.parts.map((part) => toPredicate(part, reader));
      return (row) => parts.some((part) => part(row));
    }
    case 'not': {
      const part = toPredicate(expression.part, reader);
      return (row) => !part(row);
    }
    default:
      return conditionTest(expression, reader);
  }
}

function conditionTest<Row>(condition: Condition, reader: RowReader<Row>): RowTest<Row> {
  switch (condition.node) {
    case 'compare': {
      const { field, op, value } = condition;
      if (op === '!=') return not(anyOf(field, reader, equalTest(field, [value])));
      return anyOf(field, reader, op === '=' ? equalTest(field, [value]) : orderTest(op, value));
    }
    case 'in':
      return when(!condition.negated, anyOf(condition.field, reader, equalTest(condition.field, condition.values)));
    case 'match': {
      const { field, negated, pattern } = condition;
      const fits = patternTest(pattern, field.caseCounts);
      return when(
        !negated,
        anyOf(field, reader, (value) => fits(value as string)),
      );
    }
    case 'flags': {
      const { field, negated, flags } = condition;
      return when(
        !negated,
        anyOf(field, reader, (value) => ((value as number) & flags) === flags),
      );
    }
    case 'exists':
      return when(
        !condition.negated,
        anyOf(condition.field, reader, () => true),
      );
    case 'fields':
      return fieldsTest(condition.left, condition.op, condition.right, reader);
    case 'is': {
      if (condition.mark !== 'is:internal') {
        const reads = markNamed(condition.mark).columns.map(reader);
        return (row) => reads.every((read) => read(row) === 1);
      }
      const internal = addressTest(INTERNAL_PREFIXES.map(prefixValue));
      const [src, dst] = [reader('src'), reader('dst')];
      return (row) => internal(src(row) as string) && internal(dst(row) as string);
    }
  }
}

const not =
  <Row>(test: RowTest<Row>): RowTest<Row> =>
  (row) =>
    !test(row);
const when = <Row>(positive: boolean, test: RowTest<Row>): RowTest<Row> => (positive ? test : not(test));

/** True when any value that the field is made of is there and passes. */
function anyOf<Row>({ columns }: Field, reader: RowReader<Row>, test: ValueTest): RowTest<Row> {
  const reads = columns.map(reader);
  return (row) =>
    reads.some((read) => {
      const value = read(row);
      if (typeof value === 'object') return value !== null && value.some(test);
      return test(value);
    });
}

/** Each text of a list, or the one value that there is. */
const each = (value: RowValue): readonly (string | number)[] => (typeof value === 'object' ? (value ?? []) : [value]);

function equalTest({ type, caseCounts }: Field, values: readonly Value[]): ValueTest {
  if (type === 'address') return addressTest(values as readonly AddressValue[]) as ValueTest;
  const singles = new Set<string | number>();
  const ranges: (readonly [from: number, to: number])[] = [];
  const fold = type === 'text' && !caseCounts;
  for (const value of values)
    if (value.is === 'text') singles.add(fold ? foldCase(value.text) : value.text);
    else if (value.is === 'number') singles.add(value.value);
    else if (value.is === 'numbers') ranges.push([value.from, value.to]);
  if (fold) return (value) => singles.has(foldCase(value as string));
  return (value) =>
    singles.has(value) || ranges.some(([from, to]) => (value as number) >= from && (value as number) <= to);
}

function compare(op: Comparator, a: string | number, b: string | number): boolean {
  switch (op) {
    case '=':
    case '!=':
      return a === b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

function orderTest(op: Comparator, value: Value): ValueTest {
  const bound = (value as { readonly value: number }).value;
  return (read) => compare(op, read, bound);
}

function fieldsTest<Row>(left: Field, op: Comparator, right: Field, reader: RowReader<Row>): RowTest<Row> {
  const fold = left.type === 'text' && !(left.caseCounts && right.caseCounts);
  const normal = (value: string | number) => (fold ? foldCase(value as string) : value);
  const [lefts, rights] = [left.columns.map(reader), right.columns.map(reader)];
  const any: RowTest<Row> = (row) =>
    lefts.some((readLeft) => {
      const values = each(readLeft(row));
      return (
        values.length > 0 &&
        rights.some((readRight) => {
          const others = each(readRight(row));
          return values.some((a) => others.some((b) => compare(op, normal(a), normal(b))));
        })
      );
    });
  return op === '!=' ? not(any) : any;
}

const prefixValue = (text: string): AddressValue => {
  const [address = '', bits] = text.split('/');
  return { is: 'prefix', address, bits: Number(bits) };
};

function addressTest(values: readonly AddressValue[]): (address: string) => boolean {
  const tests = values.map(bytesTest);
  const known = new Map<string, boolean>();
  return (address) => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const bytes = parseIp(address);
    const answer = bytes !== null && tests.some((test) => test(bytes));
    if (known.size >= REMEMBERED) known.clear();
    known.set(address, answer);
    return answer;
  };
}

function bytesTest(value: AddressValue): (bytes: Uint8Array) => boolean {
  if (value.is === 'range') {
    const [from, to] = [parseIp(value.from), parseIp(value.to)] as [Uint8Array, Uint8Array];
    return (bytes) => bytes.length === from.length && compareBytes(from, bytes) <= 0 && compareBytes(bytes, to) <= 0;
  }
  const prefix = parseIp(value.address) as Uint8Array;
  return (bytes) => {
    if (bytes.length !== prefix.length) return false;
    for (let i = 0, bits = value.bits; bits > 0; i++, bits -= 8) {
      const mask = bits >= 8 ? 0xff : (0xff << (8 - bits)) & 0xff;
      if ((((bytes[i] as number) ^ (prefix[i] as number)) & mask) !== 0) return false;
    }
    return true;
  };
}
