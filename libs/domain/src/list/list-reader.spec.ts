import type { ListFormat } from '@wireledger/events';

import type { ListFor } from './indicator';
import { contentLine, readContent } from './content-text';
import { refusedFile, unusualChange } from './guards';
import { ListReader } from './list-reader';

const NAMES: ListFor = { kind: 'names', action: 'threat' };
const ADDRESSES: ListFor = { kind: 'addresses', action: 'threat' };
const PRINTS: ListFor = { kind: 'fingerprints', action: 'threat' };
const JA3 = '0123456789abcdef0123456789abcdef';
const JA4 = 't13d1516h2_8daaf6152771_b186095e22b6';

/** What a file in pieces of `size` characters is read as. */
function read(text: string, list: ListFor = ADDRESSES, wanted: ListFormat | null = null, size = 7) {
  const values: string[] = [];
  const reader = new ListReader(list, wanted, ({ text: value }, line, note) =>
    values.push([value, line, ...(note === '' ? [] : [note])].join(' | ')),
  );
  for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
  return { values, ...reader.end() };
}

it.each<[string, ListFor, string, ListFormat, string[]]>([
  [
    'one value a line, with comments',
    ADDRESSES,
    '# bad ones\n198.51.100.7\r\n\n 203.0.113.0/24 ; SBL1\n2001:db8::1 # c2\n198[.]51[.]100[.]8\n',
    'plain',
    ['198.51.100.7 | 2', '203.0.113.0/24 | 4 | SBL1', '2001:db8::1 | 5 | c2', '198.51.100.8 | 6'],
  ],
  [
    'CSV with a header',
    ADDRESSES,
    'seen,ip,reason\n2026-01-01,198.51.100.7,"scans, much"\n2026-01-01, 198.51.100.8 ,"a ""c2"""\n',
    'csv',
    ['198.51.100.7 | 2 | scans, much', '198.51.100.8 | 3 | a "c2"'],
  ],
  [
    'CSV without one: the first field that is an entry',
    NAMES,
    '1,bad.example,x\n2,worse.example,y',
    'csv',
    ['bad.example | 1', 'worse.example | 2'],
  ],
  [
    'semicolons and tabs',
    NAMES,
    'domain;threat\nbad.example;loader\nworse.example;rat',
    'csv',
    ['bad.example | 2 | loader', 'worse.example | 3 | rat'],
  ],
  [
    'a hosts file',
    NAMES,
    '127.0.0.1 localhost\n::1 localhost\n0.0.0.0 bad.example worse.example # ads\n0.0.0.0 0.0.0.0\n',
    'hosts',
    ['bad.example | 3 | ads', 'worse.example | 3 | ads'],
  ],
  [
    'abuse.ch: the header is a comment, values have ports',
    ADDRESSES,
    '####\n# a list\n#\n# "first_seen_utc","dst_ip","dst_port","malware"\n"2026-01-01 00:00:00","198.51.100.7","443","Loader"\n"2026","203.0.113.9:8080","1","X"\n',
    'abuse.ch',
    ['198.51.100.7 | 5 | Loader', '203.0.113.9 | 6 | port 8080, X'],
  ],
  [
    'abuse.ch: fingerprints',
    PRINTS,
    `# ja3_md5,Firstseen,Lastseen,Listingreason\n${JA3},2026,2026,Loader\n`,
    'abuse.ch',
    [`${JA3} | 2 | Loader`],
  ],
  [
    'indicators of Zeek: those of the kind',
    NAMES,
    '#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\nbad.example\tIntel::DOMAIN\tus\twhy\n198.51.100.7\tIntel::ADDR\tus\t-\n',
    'zeek',
    ['bad.example | 2 | why'],
  ],
  ['JA4 of DTLS', PRINTS, `dd2${JA4.slice(3)}\n${JA3}`, 'plain', []],
  ['JA4', PRINTS, `${JA4.toUpperCase()}\n${JA3}`, 'plain', []],
])('reads %s', (_what, list, text, format, entries) => {
  if (entries.length === 0) entries = [`${text.split('\n')[0]?.toLowerCase()} | 1`, `${JA3} | 2`];
  for (const size of [1, 7, 10_000]) {
    const { values, ...found } = read(text, list, null, size);
    expect(found).toMatchObject({ format, entries: entries.length, refused: 0, refusals: [] });
    expect(values).toEqual(entries);
  }
});

it.each([
  ['*.Bad.Example.', 'bad.example'],
  ['.bad.example', 'bad.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['_dmarc.bad-one.example', '_dmarc.bad-one.example'],
])('the name %s is %s', (given, name) => {
  const reader = new ListReader(NAMES, 'plain', () => undefined);
  reader.push(given);
  reader.end();
  expect(reader.found.find(name)).toEqual({ indicator: name, line: 1 });
  expect(reader.found.find(`www.${name}`)).toEqual({ indicator: name, line: 1 });
});

describe('A-39 refuses', () => {
  it.each<[string, ListFor, string, RegExp]>([
    ['everything', ADDRESSES, '0.0.0.0/0', /a \/0 holds far too much/],
    ['half of everything', ADDRESSES, '128.0.0.0/1', /a \/1 holds/],
    ['all of IPv6', ADDRESSES, '::/0', /a \/0 holds/],
    ['one’s own network', ADDRESSES, '10.1.2.3', /lies in 10\.0\.0\.0\/8/],
    ['what holds it', ADDRESSES, '172.0.0.0/8', /lies in 172\.16\.0\.0\/12/],
    ['this host', ADDRESSES, '127.0.0.1', /127\.0\.0\.0\/8/],
    ['one’s own network, mapped', ADDRESSES, '::ffff:10.0.0.1', /own network/],
    ['unique local addresses', ADDRESSES, 'fd00::1', /fc00::\/7/],
    ['a top-level domain', NAMES, 'com', /everything under \.com/],
    ['an address of the web', NAMES, 'https://bad.example/x', /address of the web/],
    ['a name that is none', NAMES, `${'x'.repeat(64)}.example`, /no name of the DNS/],
    ['markup', NAMES, '<script>alert(1)</script>.example', /no name of the DNS/],
    ['a number too great', ADDRESSES, '198.51.100.256', /no address/],
    ['what is no fingerprint', PRINTS, 'abc', /no fingerprint/],
  ])('%s', (_what, list, text, problem) => {
    const { entries, refusals } = read(`${text}\n`, list, 'plain');
    expect(entries).toBe(0);
    expect(refusals).toEqual([
      { line: 1, text: expect.any(String), problem: expect.stringMatching(problem), mend: expect.stringMatching(/\w/) },
    ]);
  });

  it('a line of 50 million characters, and goes on after it, never holding it', () => {
    const reader = new ListReader(ADDRESSES, null, () => undefined);
    const piece = 'x'.repeat(1 << 16);
    for (let i = 0; i < 800; i++) reader.push(piece);
    reader.push('\n198.51.100.7\n');
    expect(reader.end()).toMatchObject({
      ...{ lines: 2, entries: 1, refused: 1 },
      refusals: [{ line: 1, problem: expect.stringMatching(/over 4096/) }],
    });
  });

  it('tells a hundred lines and counts the others', () => {
    const report = read('nonsense here\n'.repeat(1000), ADDRESSES, 'plain', 1000);
    expect([report.refused, report.refusals.length]).toEqual([1000, 100]);
    expect(refusedFile(report)).toMatch(/Nothing in it can be read.*Line 1: .*write 198/);
  });
});

it('own addresses may be watched and allowed', () => {
  for (const action of ['watch', 'allow'] as const)
    expect(read('10.0.0.0/8\n', { kind: 'addresses', action }).entries).toBe(1);
});

it('counts what is said twice and what is of another kind', () => {
  expect(read('198.51.100.7\n198.51.100.7/32\nbad.example\n')).toMatchObject({
    ...{ duplicates: 1, otherKind: 1, refused: 0 },
  });
});

it('words beside an entry are inert', () => {
  const notes: string[] = [];
  const reader = new ListReader(ADDRESSES, 'plain', (_entry, _line, note) => notes.push(note));
  reader.push(`198.51.100.7 # a\u202e\tb\u0007 ${'x'.repeat(500)}`);
  reader.end();
  expect(notes[0]).toMatch(/^a b x+$/);
  expect(notes[0]?.length).toBe(200);
});

it('canonical text is read back', () => {
  const entries = [
    { indicator: 'bad.example', line: 3, note: 'a word' },
    { indicator: 'worse.example', line: 12, note: '' },
  ];
  const text = entries.map(({ indicator, line, note }) => contentLine({ text: indicator }, line, note)).join('');
  const back: unknown[] = [];
  expect(readContent(text, (entry) => void back.push(entry))).toBe(true);
  expect(back).toEqual(entries);
});

describe('a version is held when far more changed than usual', () => {
  it.each([
    [99, 99, 99, false],
    [100, 50, 0, false],
    [100, 51, 0, true],
    [100, 0, 51, true],
    [100_000, 0, 100_000, true],
    [0, 5000, 0, false],
  ])('of %i: +%i −%i', (before, added, removed, held) => {
    expect(unusualChange(before, added, removed) !== null).toBe(held);
  });
});

it.each([
  [{ entries: 5, refused: 10 }, null],
  [{ entries: 5, refused: 11 }, /11 lines cannot be read/],
  [{ entries: 1000, refused: 111 }, null],
  [{ entries: 0, otherKind: 4 }, /another kind/],
])('a file with %j', (counts, why) => {
  const report = {
    format: 'plain' as const,
    lines: 1,
    entries: 0,
    duplicates: 0,
    otherKind: 0,
    refused: 0,
    refusals: [],
  };
  const told = refusedFile({ ...report, ...counts });
  if (why === null) expect(told).toBeNull();
  else expect(told).toMatch(why);
});
