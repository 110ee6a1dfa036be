import type { Field } from '../fields/field';
import type { ColumnKind } from '../fields/columns';
import { fieldsOf } from '../fields/registry';
import { codeNames, isCoded } from '../literals/codes';
import { writeFlags } from '../literals/named';
import { writePiece, writeString } from '../literals/string';
import { MARK_NAMES, markNamed } from '../marks';
import { OPERATORS_OF } from '../operators';
import { TEST_COUNTRIES, TEST_NETWORKS } from './test-places';

/** Values that the rows of a test hold, so that conditions meet some of them. */
export interface RandomPool {
  readonly addresses: readonly string[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  /** µs since 1970. */
  readonly times: readonly number[];
  readonly communities: readonly string[];
}

/** Endless expressions about records of a kind from every field, operator and form of value. @param random 0 ≤ x < 1 */
export function* randomExpressions(
  random: () => number,
  pool: RandomPool,
  kind: ColumnKind = 'flow',
): Generator<string> {
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const fields = fieldsOf(kind);

  const address = (): string => {
    const one = pick(pool.addresses);
    const longest = one.includes(':') ? 128 : 32;
    const dice = random();
    if (dice < 0.4) return one;
    if (dice < 0.8)
      return `${one}/${pick([0, 1, 7, 8, 9, 15, 16, 23, 24, 31, 32, 33, 64, 96, 104, 127, 128].filter((n) => n <= longest))}`;
    return `${one}..${pick(pool.addresses)}`;
  };
  const number = (): number => Math.max(0, pick(pool.numbers) + pick([-1, 0, 0, 1]));
  const quantity = (field: Field): string => {
    if (field.type === 'port') return String(Math.min(65_535, number()));
    if (field.type === 'duration') return `${number()}us`;
    if (field.type === 'time') return writeString(new Date(Math.floor(pick(pool.times) / 1000)).toISOString());
    return String(number());
  };
  const value = (field: Field): string => {
    if (field.type === 'country') return pick(TEST_COUNTRIES);
    if (field.type === 'asn') return `${pick(['AS', ''])}${pick(TEST_NETWORKS)}`;
    if (isCoded(field.type) && field.type !== 'protocol') return pick(codeNames(field.type));
    switch (field.type) {
      case 'address':
        return address();
      case 'protocol':
        return pick(['tcp', 'udp', 'icmp', '58', '0', '255']);
      case 'text':
        return writeString(random() < 0.5 ? pick(pool.texts).toUpperCase() : pick(pool.texts));
      case 'flags':
        return writeFlags(pick([0, 1, 2, 18, 27, 255]));
      case 'community':
        return writeString(pick(pool.communities));
      default:
        return quantity(field);
    }
  };
  const pattern = (field: Field): string => {
    if (field.type === 'flags') return value(field);
    const chars = [...pick(pool.texts)];
    const from = below(chars.length + 1);
    const to = from + below(chars.length - from + 1);
    const piece = writePiece(chars.slice(from, to).join(''));
    return `"${pick(['', '*', '?'])}${piece}${pick(['', '*', '?', '*?'])}${random() < 0.3 ? `${writePiece(pick(chars.length ? chars : ['a']))}*` : '*'}"`;
  };
  const ranged = (field: Field): boolean => ['port', 'count', 'bytes', 'duration'].includes(field.type);
  const item = (field: Field): string => {
    if (!ranged(field) || random() < 0.7) return value(field);
    const [a, b] = [quantity(field), quantity(field)];
    return Number.parseInt(a, 10) <= Number.parseInt(b, 10) ? `${a}..${b}` : `${b}..${a}`;
  };
  const condition = (): string => {
    const field = pick(fields);
    const dice = random();
    if (dice < 0.06) return pick([...MARK_NAMES.filter((name) => markNamed(name).kinds.includes(kind)), address()]);
    if (dice < 0.15) return `${field.name} ${pick(['exists', 'not exists'])}`;
    const op = pick(OPERATORS_OF[field.type]);
    if (dice < 0.3 && !/in|~/.test(op))
      return `${field.name} ${op} ${pick(fields.filter(({ type }) => type === field.type)).name}`;
    if (/in/.test(op))
      return `${field.name} ${op} (${Array.from({ length: 1 + below(4) }, () => item(field)).join(', ')})`;
    if (/~/.test(op)) return `${field.name} ${op} ${pattern(field)}`;
    return `${field.name} ${op} ${/^!?=$/.test(op) ? item(field) : value(field)}`;
  };
  const expression = (depth: number): string => {
    const dice = random();
    if (depth === 0 || dice < 0.4) return condition();
    if (dice < 0.55) return `not (${expression(depth - 1)})`;
    const parts = Array.from({ length: 2 + below(2) }, () => `(${expression(depth - 1)})`);
    return parts.join(dice < 0.8 ? ' and ' : ' or ');
  };
  for (;;) yield expression(below(4));
}
