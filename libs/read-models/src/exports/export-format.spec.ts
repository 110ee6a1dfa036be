import { csvCell } from '@wireledger/kernel';

import { ExportWriter } from './export-format';

describe('A-33 cells of a CSV file', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30 1', "'+49 30 1"],
    ['-cmd', "'-cmd"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1', "'  =1"],
    ['＝1+1', "'＝1+1"],
    ['\tx', '"\'\tx"'],
    ['\rx', '"\'\rx"'],
    ['a\n=1', '"\'a\n=1"'],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['"', '""""'],
    ['plain-name.example', 'plain-name.example'],
    ['-12.5', '-12.5'],
    ['+3e5', '+3e5'],
    ['', ''],
  ])('%j', (text, cell) => expect(csvCell(text)).toBe(cell));

  it('numbers stay numbers, also negative ones', () => {
    expect([csvCell(-5), csvCell(0.5), csvCell(true), csvCell(null)]).toEqual(['-5', '0.5', 'true', '']);
  });
});

describe('a file', () => {
  const rows = [
    { name: '=evil.example', queries: 3, mixedScript: false, unicode: null, more: 'not a column' },
    { name: 'a"b\nc', queries: 1, mixedScript: true, unicode: 'ä' },
  ];
  const write = (format: 'csv' | 'json' | 'ndjson', pages: (typeof rows)[]) => {
    const writer = new ExportWriter('domains', format);
    return writer.head() + pages.map((page) => writer.rows(page)).join('') + writer.tail();
  };

  it('as CSV has a head, one line a row and the same cells everywhere', () => {
    const text = write('csv', [rows.slice(0, 1), rows.slice(1)]);
    expect(text).toBe(
      'name,unicode,mixedScript,registrable,queries,clients,nxShare,entropy,length,firstSeen,lastSeen\r\n' +
        "'=evil.example,,false,,3,,,,,,\r\n" +
        '"a""b\nc",ä,true,,1,,,,,,\r\n',
    );
  });

  it('as JSON and NDJSON holds the names as they are, also over pages and without rows', () => {
    const names = (list: { name: string }[]) => list.map(({ name }) => name);
    expect(names(JSON.parse(write('json', [rows.slice(0, 1), rows.slice(1)])) as never)).toEqual(names(rows));
    expect(JSON.parse(write('json', []))).toEqual([]);
    const lines = write('ndjson', [rows]).trimEnd().split('\n');
    expect(names(lines.map((line) => JSON.parse(line) as { name: string }))).toEqual(names(rows));
    expect(write('ndjson', [])).toBe('');
    expect(lines[0]).not.toContain('not a column');
  });
});
