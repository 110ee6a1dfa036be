import type { SeenFile } from './known-file';
import { KnownFiles } from './known-files';

/** Files by name: which the disk calls `key`, with the content that it has. */
type Disk = Readonly<Record<string, { readonly key: string; readonly text: string; readonly place?: number }>>;

const LINE = `${'x'.repeat(70)}\n`;

function look(known: KnownFiles, disk: Disk) {
  const seen = Object.entries(disk).map(([path, { key, text, place = 0 }]): SeenFile => ({
    ...{ place, path, key, size: text.length, mtimeMs: text.length, current: true, sibling: false },
  }));
  return known.match(seen, {
    ...{ away: new Set(), skipRotated: () => false },
    headOf: ({ path }) => Promise.resolve(Buffer.from(disk[path]?.text ?? '')),
    problem: (_file, error) => {
      throw error;
    },
  });
}

describe('known files', () => {
  let known: KnownFiles;
  const readAll = (): void => known.all.forEach((file) => (file.at = file.size));
  const followed = (): (string | number)[][] =>
    known.all.filter(({ key }) => key !== '').map(({ place, path, at }) => [place, path, at]);

  beforeEach(() => (known = new KnownFiles([])));

  it('a copy that is older than what was read is not read again when the log goes', async () => {
    await look(known, { 'eve.json': { key: '1', text: LINE.repeat(50) } });
    readAll();
    const copy = { key: '2', text: LINE.repeat(40) };
    await look(known, { 'eve.json': { key: '1', text: LINE.repeat(50) }, 'eve.json.bak': copy });
    await look(known, { 'eve.json.bak': copy });
    await look(known, { 'eve.json.bak': copy });
    expect(followed()).toEqual([]);
    // Where it goes on it is read on.
    await look(known, { 'eve.json.bak': { ...copy, text: LINE.repeat(60) } });
    expect(followed()).toEqual([[0, 'eve.json.bak', LINE.length * 50]]);
  });

  it('logs of two places that begin alike are two', async () => {
    await look(known, { 'a.log': { key: '1', text: LINE }, 'b.log': { key: '2', text: LINE, place: 1 } });
    expect(followed()).toEqual([
      [0, 'a.log', 0],
      [1, 'b.log', 0],
    ]);
  });

  it('a file that two places have is one, an empty one too', async () => {
    for (const text of ['', LINE]) {
      await look(known, { 'conn.log': { key: '1', text }, './conn.log': { key: '1', text, place: 1 } });
      expect(followed()).toEqual([[0, 'conn.log', 0]]);
    }
  });
});
