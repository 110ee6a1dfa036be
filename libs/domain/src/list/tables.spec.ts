import { formatIp, parsePrefix } from '@wireledger/kernel';

import { PrefixTable } from './prefix-table';
import { TextTable } from './text-table';

/** The same numbers each time. */
function* numbers(seed = 7): Generator<number> {
  for (;;) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    yield seed;
  }
}

describe('texts', () => {
  const table = (...texts: string[]) => {
    const made = new TextTable(3);
    texts.forEach((text, i) => made.add(text, i + 1));
    return made;
  };

  it('are found whole, with the line of the first time', () => {
    const made = table('bad.example', 'worse.example');
    expect(made.add('bad.example', 9)).toBe(false);
    expect(['bad.example', 'worse.example', 'good.example', ''].map((text) => made.find(text))).toEqual([1, 2, -1, -1]);
    expect(made.size).toBe(2);
  });

  it.each([
    ['bad.example', 0],
    ['www.bad.example', 4],
    ['a.b.c.bad.example', 6],
    ['notbad.example', -1],
    ['bad.example.org', -1],
    ['example', -1],
    ['.bad.example', 1],
    ['', -1],
  ])('the end of %s at a dot begins at %i', (text, from) => {
    expect(table('bad.example', 'other.example').findEnd(text)?.from ?? -1).toBe(from);
  });

  it('of two ends the longer one counts', () =>
    expect(table('b.example', 'a.b.example').findEnd('x.a.b.example')).toEqual({ from: 2, line: 2 }));

  it('agree with a map on 50,000 texts, whatever the seed', () => {
    for (const seed of [0, 0x5bd1e995]) {
      const [made, map, random] = [new TextTable(seed), new Map<string, number>(), numbers()];
      for (let i = 0; i < 50_000; i++) {
        const text = `${((random.next().value as number) % 30_000).toString(36)}.example`;
        if (made.add(text, i) === map.has(text)) throw new Error(text);
        if (!map.has(text)) map.set(text, i);
      }
      expect(made.size).toBe(map.size);
      expect([...map].filter(([text, line]) => made.find(text) !== line)).toEqual([]);
    }
  });
});

describe('prefixes', () => {
  const prefix = (text: string) => parsePrefix(text) as NonNullable<ReturnType<typeof parsePrefix>>;
  const table = (...texts: string[]) => {
    const made = new PrefixTable(5);
    texts.forEach((text, i) => made.add(prefix(text), i + 1));
    return made;
  };

  it.each([
    ['198.51.100.7', 2, 32],
    ['198.51.100.8', 1, 24],
    ['198.51.101.7', null, 0],
    ['2001:db8::1', 3, 32],
    ['2001:db9::1', null, 0],
    ['::ffff:198.51.100.7', 2, 32],
    ['no address', null, 0],
    ['198.51.100.07', null, 0],
  ])('%s lies in the one of line %j', (address, line, length) => {
    const found = table('198.51.100.0/24', '198.51.100.7', '2001:db8::/32').find(address);
    expect(found && [found.line, found.length]).toEqual(line === null ? null : [line, length]);
  });

  it('are told apart by length, and counted once', () => {
    const made = table('198.51.100.0/24', '198.51.100.0/25', '198.51.100.0/24');
    expect([made.size, made.has(prefix('198.51.100.0/25')), made.has(prefix('198.51.100.0/26'))]).toEqual([
      2,
      true,
      false,
    ]);
  });

  it('of mapped addresses are those of IPv4', () => {
    const made = table('::ffff:198.51.100.0/120');
    expect(made.find('198.51.100.9')).toMatchObject({ length: 24, of: 32 });
    expect(made.add(prefix('198.51.100.0/24'), 2)).toBe(false);
  });

  it('agree with a search through all of them on 300 addresses, whatever the seed', () => {
    const random = numbers(11);
    const next = () => random.next().value as number;
    const all = Array.from({ length: 200 }, () => {
      const bytes = Uint8Array.from({ length: next() % 3 === 0 ? 16 : 4 }, () => (next() >>> 9) & 3);
      return prefix(`${formatIp(bytes)}/${1 + ((next() >>> 5) % (bytes.length * 8))}`);
    });
    const made = new PrefixTable(0x9e3779b9);
    for (const [i, one] of all.entries()) made.add(one, i);
    const holds = (one: (typeof all)[number], bytes: Uint8Array) =>
      one.bytes.length === bytes.length &&
      formatIp(prefix(`${formatIp(bytes)}/${one.length}`).bytes) === formatIp(one.bytes);
    for (let i = 0; i < 300; i++) {
      const bytes = Uint8Array.from({ length: i % 3 === 0 ? 16 : 4 }, () => (next() >>> 9) & 3);
      const longest = Math.max(-1, ...all.filter((one) => holds(one, bytes)).map(({ length }) => length));
      expect(made.find(formatIp(bytes))?.length ?? -1).toBe(longest);
    }
  });
});
