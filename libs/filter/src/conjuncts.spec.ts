import {
  conjunctsOf,
  type Expression,
  formatConjunct,
  formatFilter,
  joinConjuncts,
  negated,
  parseFilter,
  type RowReader,
  toPredicate,
} from './index';
import { expressions } from './testing';

const parsed = (text: string): Expression => {
  const result = parseFilter(text, 'flow');
  if (!result.ok) throw new Error(`${text}: ${result.problem.message}`);
  return result.expression;
};

type Row = Readonly<Record<string, string | number>>;
const reader: RowReader<Row> = (column) => (row) => row[column] ?? null;
const ROWS: readonly Row[] = [
  { src: '10.0.0.1', dst: '10.0.0.2' },
  {
    src: '10.0.0.1',
    dst: '192.0.2.1',
    srcPort: 40_000,
    dstPort: 443,
    proto: 6,
    app: 'tls',
    bytes: 5000,
    srcBytes: 4000,
  },
  {
    src: '2001:db8::1',
    dst: '10.0.0.1',
    srcPort: 53,
    dstPort: 53,
    proto: 17,
    app: 'dns',
    bytes: 90,
    dstBytes: 90,
    rtt: 300_000,
  },
  {
    src: '192.0.2.7',
    dst: '192.0.2.1',
    proto: 1,
    state: 'S0',
    srcFlags: 2,
    allFlags: 18,
    history: 'Sr',
    sensor: 'edge-1',
  },
];

describe('conjuncts of an expression', () => {
  it.each(expressions.valid)('of $text make its written form', ({ text }) => {
    const expression = parsed(text);
    const parts = conjunctsOf(expression).map(formatConjunct);
    expect(joinConjuncts(parts)).toBe(formatFilter(expression));
    for (const part of parts) expect(formatConjunct(parsed(part))).toBe(part);
  });

  it('are the parts of the topmost and', () => {
    const parts = conjunctsOf(parsed('(app = dns or port = 53) and bytes > 1MB and not (app = tls and rtt > 1s)'));
    expect(parts.map(formatConjunct)).toEqual([
      '(app = dns or port = 53)',
      'bytes > 1MB',
      'not (app = tls and rtt > 1s)',
    ]);
    expect(joinConjuncts(['(app = dns or port = 53)'])).toBe('app = dns or port = 53');
    expect(joinConjuncts([])).toBe('');
  });
});

describe('the opposite of an expression', () => {
  it.each(expressions.valid)('of $text finds what it does not, and turns back', ({ text }) => {
    const expression = parsed(text);
    const opposite = parsed(formatFilter(negated(expression)));
    const is = toPredicate(expression, reader);
    const isNot = toPredicate(opposite, reader);
    expect(ROWS.map(isNot)).toEqual(ROWS.map((row) => !is(row)));
    if (expression.node !== 'not') expect(formatFilter(negated(opposite))).toBe(formatFilter(expression));
  });

  it('is written shortly', () => {
    const opposite = (text: string) => formatFilter(negated(parsed(text)));
    expect(
      ['app = dns', 'port in (80, 443)', 'app !~ d*', 'rtt exists', 'bytes > 1MB', 'not bytes > 1MB'].map(opposite),
    ).toEqual(['app != dns', 'port not in (80, 443)', 'app ~ d*', 'rtt not exists', 'not bytes > 1MB', 'bytes > 1MB']);
  });
});
