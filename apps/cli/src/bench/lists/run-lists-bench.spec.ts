import { Memory } from '../../read/testing/captures';
import { MADE, madeEntry, wanted } from './made-list';
import { measured, runListsBench } from './run-lists-bench';

it('prints what it measured beside the limits', () => {
  const [stdout, stderr] = [new Memory(), new Memory()];
  expect(runListsBench(['--entries', '2000', '--rounds', '1'], { stdout, stderr }, measured)).toBe(0);
  for (const made of MADE) expect(stdout.text).toContain(`lists, 2,000 ${made}, CPU µs a look-up: `);
  expect(stdout.text).toMatch(/MiB added: \d+, limit <= 250, (?:holds|missed)\n/);
});

it('measures one list, for the process that prints', () => {
  const [stdout, stderr] = [new Memory(), new Memory()];
  expect(runListsBench(['--only', 'names', '--entries', '1000'], { stdout, stderr })).toBe(0);
  const keys = ['seconds', 'microseconds', 'packedMiB', 'addedMiB'];
  expect(Object.keys(JSON.parse(stdout.text) as object)).toEqual(keys);
});

it.each([
  ...[
    ['--entries', '0'],
    ['--entries', 'many'],
    ['--sides', '3'],
  ],
  ...[
    ['--rounds', '0'],
    ['--only', 'x'],
  ],
])('refuses %s %s', (...argv) => {
  const [stdout, stderr] = [new Memory(), new Memory()];
  const code = runListsBench(argv, { stdout, stderr });
  expect([code, stdout.text, stderr.text]).toEqual([2, '', expect.stringMatching(/^usage/)]);
});

it.each(MADE)('no two of the made-up %s are alike', (made) => {
  const entries = Array.from({ length: 20_000 }, (_, i) => madeEntry(made, i));
  expect(new Set(entries).size).toBe(entries.length);
  expect(wanted(made, 2, 10)).not.toBe('');
});
