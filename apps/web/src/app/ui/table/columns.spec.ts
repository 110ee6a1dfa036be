import { moved, readColumns, trackOf, writeColumns } from './columns';

const known = ['start', 'src', 'dst', 'bytes'].map((id) => ({ id }));

describe('columns in the address', () => {
  it('are read with their widths, without what is unknown, repeated or out of bounds', () => {
    expect(readColumns('dst,src:240,evil,dst,bytes:9999,start:abc', known)).toEqual([
      { id: 'dst' },
      { id: 'src', width: 240 },
      { id: 'bytes', width: 800 },
      { id: 'start' },
    ]);
    expect(readColumns('src:1', known)).toEqual([{ id: 'src', width: 40 }]);
    expect(readColumns('', known)).toBeUndefined();
    expect(readColumns('<img>,constructor', known)).toBeUndefined();
  });

  it('come back as they were written, and leave the address clean when they are the first ones', () => {
    const first = [{ id: 'start' }, { id: 'src' }];
    const chosen = [{ id: 'src', width: 240 }, { id: 'start' }];
    expect(readColumns(writeColumns(chosen, first) ?? '', known)).toEqual(chosen);
    expect(writeColumns(first, first)).toBeNull();
    expect(writeColumns([{ id: 'start', width: 90 }, { id: 'src' }], first)).toBe('start:90,src');
  });

  it('move before one another and to the end', () => {
    const all = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
    const ids = (list: readonly { id: string }[]) => list.map((one) => one.id).join('');
    expect(ids(moved(all, 'c', 'a'))).toBe('cab');
    expect(ids(moved(all, 'a', undefined))).toBe('bca');
    expect(ids(moved(all, 'a', 'a'))).toBe('abc');
    expect(ids(moved(all, 'x', 'a'))).toBe('abc');
    expect(ids(moved(all, 'a', 'x'))).toBe('abc');
  });

  it('are tracks: fixed ones keep their width, growing ones share the rest', () => {
    expect(trackOf({ width: 64 })).toBe('64px');
    expect(trackOf({ width: 150, grow: 1.35 })).toBe('minmax(150px, 1.35fr)');
  });
});
