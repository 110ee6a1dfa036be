import { addressCondition, isInternal, readAddress, shownAddress } from './addresses';
import { bucketTimes, chooseBuckets } from './buckets';
import { CopyRows } from './copy-rows';
import { decodeCursor, encodeCursor, readFirst } from './page';
import { Params } from './params';
import { readRange, shownTime, splitSpan } from './range';
import { containing } from './search';
import { MAX_INDEXED_BYTES, storable, storableKey } from './storable';

describe('binary COPY', () => {
  const body = (rows: CopyRows) => rows.finish().subarray(19).toString('hex');

  it('begins with the signature and ends with the trailer', () => {
    const bytes = new CopyRows(1).row().int4(1).finish();
    expect(bytes.subarray(0, 11).toString('latin1')).toBe('PGCOPY\n\xff\r\n\0');
    expect(bytes.subarray(11, 19).every((byte) => byte === 0)).toBe(true);
    expect(bytes.subarray(-2).toString('hex')).toBe('ffff');
  });

  it.each([
    ['int2', (r: CopyRows) => r.int2(-2), '00000002fffe'],
    ['int4', (r: CopyRows) => r.int4(258), '0000000400000102'],
    [
      'int8',
      (r: CopyRows) => r.int8(1_763_712_000_123_456),
      `00000008${(1_763_712_000_123_456).toString(16).padStart(16, '0')}`,
    ],
    ['int8 below zero', (r: CopyRows) => r.int8(-1), '00000008ffffffffffffffff'],
    [
      'int8 beyond 2^53',
      (r: CopyRows) => r.int8(253_402_300_800_000_000),
      `00000008${253_402_300_800_000_000n.toString(16).padStart(16, '0')}`,
    ],
    ['bool', (r: CopyRows) => r.bool(true), '0000000101'],
    ['text', (r: CopyRows) => r.text('ä'), '00000002c3a4'],
    ['null', (r: CopyRows) => r.null(), 'ffffffff'],
    [
      'uuid',
      (r: CopyRows) => r.uuid('00112233-4455-6677-8899-aabbccddeeff'),
      '0000001000112233445566778899aabbccddeeff',
    ],
    ['date', (r: CopyRows) => r.date(10_958), '0000000400000001'],
    ['inet 4', (r: CopyRows) => r.inet('192.0.2.1'), '0000000802200004c0000201'],
    ['inet 6', (r: CopyRows) => r.inet('::1'), `0000001403800010${'00'.repeat(15)}01`],
    ['no inet', (r: CopyRows) => r.inet(''), 'ffffffff'],
  ])('writes %s', (_what, write, hex) => {
    expect(body(write(new CopyRows(1).row()))).toBe(`0001${hex}ffff`);
  });

  it('grows', () => {
    const rows = new CopyRows(1);
    for (let i = 0; i < 5000; i++) rows.row().text('x'.repeat(50));
    expect(rows.finish().length).toBe(19 + 5000 * 56 + 2);
    expect(rows.size).toBe(5000);
  });

  it.each([
    (r: CopyRows) => r.int2(40_000),
    (r: CopyRows) => r.int4(2 ** 31),
    (r: CopyRows) => r.int8(1.5),
    (r: CopyRows) => r.int8(Number.NaN),
    (r: CopyRows) => r.uuid('xyz'),
    (r: CopyRows) => r.inet('300.1.1.1'),
  ])('refuses what does not fit (%#)', (write) => {
    expect(() => write(new CopyRows(1).row())).toThrow(/out of range|^not an? /);
  });
});

describe('storable text', () => {
  it('A-10 escapes only NUL and lone surrogates', () => {
    expect(storable('a\u0000b\ud800c\u202e😀\\')).toBe('a\\u0000b\\ud800c\u202e😀\\');
    expect(storable('plain.example')).toBe('plain.example');
  });

  it('cuts keys at a character border', () => {
    const cut = storableKey('ä'.repeat(600));
    expect(Buffer.byteLength(cut)).toBe(MAX_INDEXED_BYTES);
    expect(cut).toBe('ä'.repeat(512));
    expect(Buffer.byteLength(storableKey(`x${'😀'.repeat(400)}`))).toBeLessThanOrEqual(MAX_INDEXED_BYTES);
    expect(storableKey('y'.repeat(1024))).toHaveLength(1024);
  });
});

describe('ranges', () => {
  it('are cut at whole units so that nothing is lost or doubled', () => {
    for (const [from, to] of [
      [0, 100],
      [3, 97],
      [11, 19],
      [9, 11],
      [10, 20],
      [5, 25],
    ] as const) {
      const { whole, edges } = splitSpan({ from, to }, 10);
      const parts = [...edges, ...(whole ? [whole] : [])].toSorted((a, b) => a.from - b.from);
      expect(parts[0]?.from).toBe(from);
      expect(parts.at(-1)?.to).toBe(to);
      parts.slice(1).forEach((part, i) => expect(part.from).toBe(parts[i]?.to));
      if (whole) expect([whole.from % 10, whole.to % 10]).toEqual([0, 0]);
    }
  });

  it('say what is wrong with them', () => {
    expect(() => readRange({ from: 'yesterday', to: '2026-11-21T00:00:00Z' })).toThrow(/"yesterday" is not a time/);
    expect(() => readRange({ from: '2026-11-21T00:00:00Z', to: '2026-11-21T00:00:00Z' })).toThrow(/empty/);
  });

  it('show times beyond the year 9999 as its end', () => {
    expect(shownTime(253_402_300_800_000_000)).toMatch(/^9999-12-31T23:59:59\.999/);
  });
});

describe('buckets', () => {
  it('A-25 are chosen so that at most 240 cover the range, of 136 years as well', () => {
    for (const seconds of [1, 59, 900, 3600, 86_400, 7 * 86_400, 30 * 86_400, 4000 * 86_400, 0xffffffff]) {
      const from = 1_763_712_007_500_000;
      const buckets = chooseBuckets({ from, to: from + seconds * 1e6 }, null);
      expect(buckets.count).toBeLessThanOrEqual(240);
      expect(buckets.start % buckets.width).toBe(0);
      expect(buckets.start * 1e6).toBeLessThanOrEqual(from);
      expect((buckets.start + buckets.count * buckets.width) * 1e6).toBeGreaterThanOrEqual(from + seconds * 1e6);
    }
    expect(chooseBuckets({ from: 0, to: 900e6 }, undefined).width).toBe(5);
  });

  it('are as wide as asked for, within limits', () => {
    const buckets = chooseBuckets({ from: 61e6, to: 181e6 }, 60);
    expect(buckets).toEqual({ width: 60, start: 60, count: 3 });
    expect(bucketTimes(buckets)[1]).toBe('1970-01-01T00:02:00.000000Z');
    expect(() => chooseBuckets({ from: 0, to: 1e12 }, 1)).toThrow(/more than 2000/);
    expect(() => chooseBuckets({ from: 0, to: 1e12 }, 0.5)).toThrow(/whole number/);
  });
});

describe('pages', () => {
  it('go on from a cursor of the same list only', () => {
    const cursor = encodeCursor({ sort: 'flows START_DESC', key: 5, id: 'x' });
    expect(decodeCursor(cursor, 'flows START_DESC')).toEqual({ sort: 'flows START_DESC', key: 5, id: 'x' });
    expect(decodeCursor(null, 'flows START_DESC')).toBeNull();
    for (const wrong of [cursor, '', 'x', encodeCursor({ sort: 'hosts BYTES_DESC', key: null as never, id: 'x' })])
      expect(() => decodeCursor(wrong, 'hosts BYTES_DESC')).toThrow(/not a cursor/);
  });

  it('have a limit', () => {
    expect(readFirst(null, 50, 200)).toBe(50);
    for (const wrong of [0, -1, 201, 1.5]) expect(() => readFirst(wrong, 50, 200)).toThrow(/1 to 200/);
  });
});

describe('addresses', () => {
  it('A-67 become bound parameters', () => {
    const params = new Params();
    const sql = addressCondition(
      params,
      ['src', 'dst'],
      ['192.0.2.1', "2001:DB8::1'", '10.1.2.3/8'].with(1, '2001:DB8::1'),
    );
    expect(sql).toBe('(src = ANY($1::inet[]) OR src <<= $2::inet OR dst = ANY($1::inet[]) OR dst <<= $2::inet)');
    expect(params.values).toEqual([['192.0.2.1', '2001:db8::1'], '10.0.0.0/8']);
    expect(() => addressCondition(params, ['src'], ["1.2.3.4' OR true"])).toThrow(/neither an address nor a prefix/);
    expect(() => readAddress('x')).toThrow(/not an address/);
    expect(shownAddress('::1.2.3.4')).toBe('::102:304');
  });

  it.each([
    ['10.9.8.7', true],
    ['172.31.0.1', true],
    ['172.32.0.1', false],
    ['192.168.1.1', true],
    ['224.0.0.251', true],
    ['8.8.8.8', false],
    ['fe80::1', true],
    ['fdff::1', true],
    ['fe00::1', false],
    ['ff02::fb', true],
    ['2001:db8::1', false],
    ['::1', true],
  ])('%s is internal: %s', (address, internal) => expect(isInternal(address)).toBe(internal));

  it('A-67 searched texts keep their wildcards as characters', () => {
    expect(containing('100%_\\')).toBe('%100\\%\\_\\\\%');
    expect(() => containing('x'.repeat(256))).toThrow(/at most 255/);
  });
});
