import type { Column, TableRow } from './columns';
import { rowsAsJson, rowsAsTsv } from './copy-rows';
import { RowSelection } from './row-selection';

interface Row extends TableRow {
  readonly name?: string;
}
const rows = (...ids: string[]): Row[] => ids.map((id) => ({ id }));
const ids = (list: readonly Row[]) => list.map((row) => row.id).join(' ');

describe('marked rows', () => {
  it('stay marked by id when the list moves on, in its newest form and order', () => {
    const selection = new RowSelection<Row>();
    const [a, b, c] = rows('a', 'b', 'c') as [Row, Row, Row];
    selection.toggle(c);
    selection.toggle(a);
    const newer = { id: 'a', name: 'newer' };
    expect(selection.rowsIn([newer, b])).toEqual([newer, c]);
    selection.toggle(a);
    expect(selection.count()).toBe(1);
    selection.clear();
    expect(selection.rowsIn([a, b, c])).toEqual([]);
  });

  it('extend from the last one, in both directions, and not over notices', () => {
    const list: Row[] = [...rows('a', 'b'), { id: 'gap', notice: true }, ...rows('c', 'd')];
    const at = (id: string) => list.find((row) => row.id === id) as Row;
    const selection = new RowSelection<Row>();
    selection.extend(list, at('d'));
    expect(ids(selection.rowsIn(list))).toBe('d');
    selection.extend(list, at('b'));
    expect(ids(selection.rowsIn(list))).toBe('b c d');
    selection.clear();
    selection.toggle(at('a'));
    selection.extend(list, at('c'));
    expect(ids(selection.rowsIn(list))).toBe('a b c');
    selection.toggle(at('gap'));
    expect(selection.count()).toBe(3);
  });
});

describe('copies', () => {
  const columns: Column<Row>[] = [
    { id: 'id', label: 'Id', width: 40, fact: (row) => row.id },
    { id: 'bar', label: 'Bar', width: 40, drawn: true },
    { id: 'name', label: 'Name', width: 40, fact: (row) => row.name ?? null },
  ];
  const hostile: Row[] = [{ id: '=cmd|x', name: 'a\tb\nc\r\u202ed\u2028e\\046' }, { id: 'plain' }];

  it('as TSV: what came off the wire adds neither cell nor line', () => {
    expect(rowsAsTsv(hostile, columns)).toBe('Id\tName\n=cmd|x\ta\\tb\\nc\\r\u202ed\\u2028e\\046\nplain\t\n');
  });

  it('as JSON: exact facts under the columns’ names', () => {
    expect(JSON.parse(rowsAsJson(hostile, columns))).toEqual([
      { id: '=cmd|x', name: hostile[0]?.name },
      { id: 'plain', name: null },
    ]);
  });
});
