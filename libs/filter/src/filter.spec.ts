import {
  explainFilter,
  FIELDS,
  FILTER_LIMITS,
  formatFilter,
  mended,
  type ParsedFilter,
  parseFilter,
  type ReadPseudonym,
  unmaskFilter,
} from './index';
import { patternTest, readPattern } from './literals/pattern';
import { expressions, randomExpressions } from './testing';

const parsed = (text: string) => {
  const result = parseFilter(text, 'flow');
  if (!result.ok) throw new Error(`${text}: ${result.problem.message}`);
  return result.expression;
};
const problemOf = (result: ParsedFilter) => (result.ok ? null : result.problem);

/** Expressions of the kinds and with the values that a little network has, the same at every run. */
function someExpressions(count: number): string[] {
  let state = 7;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const pool = {
    addresses: ['10.0.0.1', '192.0.2.1', '2001:db8::1', '::ffff:10.0.0.1'],
    texts: ['dns', '50%_\\"*?', 'é😀'],
    numbers: [0, 1, 443, 70_000],
    times: [1_795_248_000_000_000],
    communities: ['1:LQU9qZlK+B5F3KDmev6m5PMibrg='],
  };
  const found: string[] = [];
  for (const text of randomExpressions(random, pool)) {
    if (parseFilter(text, 'flow').ok) found.push(text);
    if (found.length === count) return found;
  }
  return found;
}

describe('reading an expression', () => {
  it.each(expressions.valid)('reads $text', ({ text, formatted, explained }) => {
    const expression = parsed(text);
    expect(formatFilter(expression)).toBe(formatted);
    expect(explainFilter(expression)).toBe(explained);
    expect(formatFilter(parsed(formatted))).toBe(formatted);
  });

  it.each(expressions.invalid)('refuses $text', ({ text, reason, at, mended: better }) => {
    const problem = problemOf(parseFilter(text, 'flow'));
    expect(problem).toMatchObject({ reason, start: at[0], end: at[1] });
    expect(problem && mended(text, problem)).toBe(better);
  });

  it('has expressions of both sorts to try', () => {
    expect(expressions.valid.length).toBeGreaterThan(50);
    expect(expressions.invalid.length).toBeGreaterThan(80);
  });

  it('writes what it read in a form that it reads and writes again', () => {
    for (const text of someExpressions(3000)) {
      const once = formatFilter(parsed(text));
      expect(formatFilter(parsed(once))).toBe(once);
    }
  });

  it('reads each field by its own example', () => {
    for (const field of FIELDS) {
      const [kind] = field.kinds;
      expect([field.name, kind && problemOf(parseFilter(field.example, kind))]).toEqual([field.name, null]);
    }
  });

  it('A-67 takes any text without throwing, and tells a place inside it', () => {
    const pieces = [
      '(',
      ')',
      '"',
      "'",
      '\\',
      'not ',
      'and ',
      'ip',
      ' = ',
      '10.0.0.1',
      '/',
      '..',
      '*',
      '\u{202e}',
      '\ud800',
      '1',
    ];
    let state = 3;
    for (let n = 0; n < 5000; n++) {
      let text = '';
      for (let i = 0; i < 8; i++) {
        state = (state * 48_271) % 2_147_483_647;
        text += pieces[state % pieces.length];
      }
      const problem = problemOf(parseFilter(text, 'flow'));
      if (!problem) continue;
      expect(problem.start).toBeLessThanOrEqual(problem.end);
      expect(problem.end).toBeLessThanOrEqual(text.length);
    }
  });
});

describe('limits', () => {
  const many = (n: number, text: string, by: string) => Array.from({ length: n }, () => text).join(by);
  it.each([
    ['tooLong', FILTER_LIMITS.characters, (n: number) => `app = ${'x'.repeat(n - 6)}`, FILTER_LIMITS.characters],
    ['tooDeep', FILTER_LIMITS.depth, (n: number) => `${'('.repeat(n)}app = a${')'.repeat(n)}`, FILTER_LIMITS.depth],
    ['tooDeep', FILTER_LIMITS.depth, (n: number) => `${'!'.repeat(n)}app = a`, FILTER_LIMITS.depth],
    ['tooManyTerms', FILTER_LIMITS.terms, (n: number) => many(n, 'app = a', ' or '), 200 * 'app = a or '.length],
    ['tooManyValues', FILTER_LIMITS.values, (n: number) => `port in (${many(n, '1', ',')})`, 9 + 2000],
    ['tooManyWildcards', FILTER_LIMITS.wildcards, (n: number) => `app ~ ${many(n, '?', '')}`, 6],
  ])('A-71 %s: takes %i and not one more', (reason, limit, make, place) => {
    expect(problemOf(parseFilter(make(limit), 'flow'))).toBeNull();
    expect(problemOf(parseFilter(make(limit + 1), 'flow'))).toMatchObject({ reason, start: place });
  });

  it('counts values and wildcards of all conditions together', () => {
    const lists = `port in (${many(600, '1', ',')}) or port in (${many(401, '1', ',')})`;
    expect(problemOf(parseFilter(lists, 'flow'))).toMatchObject({ reason: 'tooManyValues' });
    const patterns = `app ~ ${'?'.repeat(9)} or app ~ ${'?'.repeat(8)}`;
    expect(problemOf(parseFilter(patterns, 'flow'))).toMatchObject({ reason: 'tooManyWildcards' });
  });
});

describe('patterns', () => {
  const fits = (pattern: string, text: string) =>
    patternTest(readPattern({ type: 'word', text: pattern, start: 0, end: 0 }), false)(text);
  /** The same by another way: every way in which the pattern may be laid over the text. */
  const slowly = (pattern: string, text: string): boolean => {
    if (pattern === '') return text === '';
    if (pattern.startsWith('*'))
      return slowly(pattern.slice(1), text) || (text !== '' && slowly(pattern, text.slice(1)));
    return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && slowly(pattern.slice(1), text.slice(1));
  };
  const words = (letters: string, longest: number): string[] =>
    longest === 0
      ? ['']
      : ['', ...[...letters].flatMap((one) => words(letters, longest - 1).map((rest) => one + rest))];

  it('fit as laying them over the text in every way tells', () => {
    const texts = [...new Set(words('ab', 5))];
    const patterns = [...new Set(words('ab*?', 5))].filter((pattern) => pattern !== '');
    const wrong = patterns.flatMap((pattern) =>
      texts.filter((text) => fits(pattern, text) !== slowly(pattern, text)).map((text) => [pattern, text]),
    );
    expect(patterns.length * texts.length).toBeGreaterThan(50_000);
    expect(wrong).toEqual([]);
  });

  it('A-70 end on texts that nearly fit in very many ways', () =>
    expect(fits(`${'*a'.repeat(15)}b`, 'a'.repeat(20_000))).toBe(false));

  it('take a character beyond 16 bits as one', () => expect(fits('?', '😀')).toBe(true));
});

describe('reading for those who see traffic masked', () => {
  const read: ReadPseudonym = (of, text) =>
    of === 'address' && text === 'addr-a' ? '10.0.0.1' : of === 'community' && text === 'comm-b' ? 'C' : null;
  it.each([
    ['addr-a and bytes > 1', '10.0.0.1 and bytes > 1'],
    ['src.ip in (addr-a,"addr-a") or app = dns', 'src.ip in (10.0.0.1,10.0.0.1) or app = dns'],
    ['src.ip = dst.ip', 'src.ip = dst.ip'],
  ])('%s', (text, clear) => expect(unmaskFilter(text, 'flow', read)).toEqual({ ok: true, text: clear }));

  it.each([
    '10.0.0.1',
    'ip = 10.0.0.0/8',
    'ip = addr-a/8',
    'ip = addr-a..addr-a',
    'ip = addr-b',
    'is:internal',
    'tunnel.ip != 10.0.0.1',
    'community_id = "1:LQU9qZlK+B5F3KDmev6m5PMibrg="',
    'community_id = addr-a',
  ])('refuses %s', (text) =>
    expect(unmaskFilter(text, 'flow', read)).toMatchObject({ ok: false, problem: { reason: 'masked' } }),
  );
});
