import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { readApart, type ThreadCode } from './read-apart';
import { runRead } from './run-read';
import { capturePath, Memory, truths, withCaptures } from './testing/captures';

const SOURCE: ThreadCode = {
  file: path.join(__dirname, 'read-thread.ts'),
  execArgv: ['--require', path.resolve(__dirname, '../../../../tools/run-typescript.cjs')],
};

interface Written {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function written(run: (out: { stdout: Memory; stderr: Memory }) => Promise<number>): Promise<Written> {
  const [stdout, stderr] = [new Memory(), new Memory()];
  const code = await run({ stdout, stderr });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
const read = (...argv: string[]) => written((out) => runRead(argv, out, SOURCE));

withCaptures(() => {
  // Small ones behind large ones, so that many are read before their turn; some are cut short or damaged.
  const files = Object.entries(truths())
    .sort(([, a], [, b]) => b.counts.packets - a.counts.packets)
    .map(([name]) => capturePath(name));
  const some = files.filter((_, n) => n % 12 === 0);
  // Here each thread compiles what it runs: of all that is read one by one elsewhere, a quarter.
  const quarter = files.filter((_, n) => n % 4 === 0);

  describe('reading with several workers', () => {
    it('writes figures and digests of captures as one worker does, in their order', async () => {
      const one = await read(...quarter, '--summary');
      expect(one.stdout.split('\n')).toHaveLength(quarter.length + 1);
      expect(await read(...quarter, '--summary', '--workers', '3')).toEqual(one);
    });

    it.each([
      ['--format', 'eve'],
      ['--kinds', 'flow', '--filter', 'dst.port = 53 or proto = 6'],
    ])('writes the same bytes with %j', async (...options) => {
      const one = await read(...some, ...options);
      expect(one.stdout.length).toBeGreaterThan(1000);
      expect(await read(...some, ...options, '--workers=2')).toEqual(one);
    });

    it('tells of what cannot be read where one worker does, and reads on', async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'wl-read-apart-'));
      try {
        const text = path.join(folder, 'no-capture.pcap');
        writeFileSync(text, 'no capture');
        const argv = [some[0] as string, path.join(folder, 'missing.pcap'), text, some[1] as string, '--summary'];
        const one = await read(...argv);
        expect([one.code, one.stdout.split('\n').length, one.stderr.split('\n').length]).toEqual([1, 3, 3]);
        expect(await read(...argv, '--workers', '4')).toEqual(one);
        expect(readdirSync(folder)).toEqual(['no-capture.pcap']);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it('stands still with what comes before its turn when little may wait, and comes to the same', async () => {
      const argv = some;
      const one = await read(...argv);
      const shared = { files: some.length, workers: 3, most: 1 };
      expect(await written((out) => readApart(argv, shared, out, SOURCE))).toEqual(one);
    });

    it('fails as a whole when a thread does', async () => {
      const broken: ThreadCode = { file: path.join(__dirname, 'no-such-thread.js') };
      await expect(written((out) => runRead([...some, '--workers', '2'], out, broken))).rejects.toThrow(
        /no-such-thread/,
      );
    });
  });
});
