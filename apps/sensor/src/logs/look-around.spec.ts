import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { isFitting, lookAround, type Sight } from './look-around';

describe('a folder with more logs than are followed', () => {
  it('is followed by its newest, and says so', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'many-logs-'));
    try {
      for (const [n, name] of ['conn.1.log', 'conn.2.log', 'conn.3.log', 'conn.log'].entries()) {
        writeFileSync(path.join(folder, name), '');
        utimesSync(path.join(folder, name), n + 1, n + 1);
      }
      const { files, problem } = await lookAround({ kind: 'zeek', path: folder }, 0, 3);
      expect(files.map((file) => path.basename(file.path))).toEqual(['conn.2.log', 'conn.3.log', 'conn.log']);
      expect(problem).toBe(`4 files belong to ${folder}: only the newest 3 are read. Move old ones away.`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a name with a pattern', () => {
  it.each([
    ['*.log', ['a.log', '.log-not'], ['a.log']],
    ['a?c*', ['abc', 'abcd', 'ac', 'xabc'], ['abc', 'abcd']],
    ['*a*b', ['ab', 'xaxxb', 'aab', 'ba'], ['ab', 'xaxxb', 'aab']],
    ['.*', ['.a', 'a'], ['.a']],
    ['[ab](.+)', ['[ab](.+)', 'a'], ['[ab](.+)']],
  ])('%s', (pattern, names, fit) => {
    expect(names.filter((name) => isFitting(name, pattern))).toEqual(fit);
  });

  it('means what is written, not what that was renamed to, and says so when that is too much', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'many-names-'));
    try {
      const put = (name: string) => writeFileSync(path.join(folder, name), '');
      for (const name of ['a.json', 'a.json.1', 'a.json-20260101.gz', 'a-20260101.json', 'a-b.json', 'b', 'b.2'])
        put(name);
      const look = async () => lookAround({ kind: 'access', path: path.join(folder, '*') }, 0);
      const current = ({ files }: Sight) =>
        files.flatMap((file) => (file.current ? [path.basename(file.path)] : [])).sort();
      expect(current(await look())).toEqual(['a-b.json', 'a.json', 'b']);
      for (let n = 0; n < 64; n++) put(`c${n}`);
      const sight = await look();
      expect([current(sight).length, sight.problem]).toEqual([64, expect.stringMatching(/^67 logs are called like/)]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('that fits nothing takes no time of its own to say so', () => {
    expect(isFitting('a'.repeat(255), `${'*a'.repeat(1000)}b`)).toBe(false);
  });
});
