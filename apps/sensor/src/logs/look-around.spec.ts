import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { isFitting, lookAround } from './look-around';

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

  it('that fits nothing takes no time of its own to say so', () => {
    expect(isFitting('a'.repeat(255), `${'*a'.repeat(1000)}b`)).toBe(false);
  });
});
