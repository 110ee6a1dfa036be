import { type Branch, labelBelow, treeMove, treeRows } from './tree-rows';

const branch = (name: string, names: number, asked: boolean, more: Partial<Branch> = {}): Branch => ({
  name,
  names,
  asked,
  queries: 10,
  unicode: null,
  mixedScript: false,
  ...more,
});
const BRANCHES = [
  branch('example.com', 3, false),
  branch('printer', 1, true),
  branch('xn--mple-43d3a6i.test', 2, true, { unicode: 'ехаmple.test', mixedScript: true }),
];
const twig = (name: string, unicode: string | null = null) => ({ name, queries: 4, unicode, mixedScript: false });
const TWIGS = new Map([
  ['example.com', { rows: [twig('www.example.com'), twig('a.b.example.com')], next: 'x', state: 'ready' as const }],
]);

describe('lines of the tree', () => {
  it('show branches, and below open ones the labels before them', () => {
    const rows = treeRows(BRANCHES, new Set(['example.com', 'printer']), TWIGS);
    expect(rows.map((row) => [row.level, row.kind, row.label, row.expanded, row.page])).toEqual([
      [1, 'branch', 'example.com', true, false],
      [2, 'name', 'www', undefined, true],
      [2, 'name', 'a.b', undefined, true],
      [2, 'more', 'Show more names', undefined, false],
      [1, 'branch', 'printer', undefined, true],
      [1, 'branch', 'ехаmple.test', false, true],
    ]);
    expect(rows[5]).toMatchObject({ encoded: 'xn--mple-43d3a6i.test', mixed: true });
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  });

  it('say that names are on their way, or did not come', () => {
    const kinds = (state: 'loading' | 'failed') =>
      treeRows(BRANCHES, new Set(['example.com']), new Map([['example.com', { rows: [], next: null, state }]])).map(
        (row) => row.kind,
      );
    expect(kinds('loading').slice(0, 2)).toEqual(['branch', 'loading']);
    expect(kinds('failed').slice(0, 2)).toEqual(['branch', 'failed']);
    expect(treeRows(BRANCHES, new Set(['example.com']), new Map())[1]).toMatchObject({ kind: 'loading' });
  });

  it('are walked by keys as a tree is', () => {
    const rows = treeRows(BRANCHES, new Set(['example.com']), TWIGS);
    expect(treeMove(rows, 0, 'ArrowDown')).toEqual({ to: 1 });
    expect(treeMove(rows, 0, 'ArrowUp')).toEqual({ to: 0 });
    expect(treeMove(rows, 0, 'End')).toEqual({ to: 5 });
    expect(treeMove(rows, 5, 'ArrowDown')).toEqual({ to: 5 });
    expect(treeMove(rows, 0, 'ArrowRight')).toEqual({ to: 1 });
    expect(treeMove(rows, 0, 'ArrowLeft')).toEqual({ toggle: 'example.com' });
    expect(treeMove(rows, 2, 'ArrowLeft')).toEqual({ to: 0 });
    expect(treeMove(rows, 5, 'ArrowRight')).toEqual({ toggle: 'xn--mple-43d3a6i.test' });
    expect(treeMove(rows, 4, 'ArrowRight')).toBeUndefined();
    expect(treeMove(rows, 0, 'x')).toBeUndefined();
  });

  it('name what stands below', () => {
    expect(labelBelow('www.example.com', 'example.com')).toBe('www');
    expect(labelBelow('example.com', 'example.com')).toBe('example.com');
    expect(labelBelow('notexample.com', 'example.com')).toBe('notexample.com');
  });
});
