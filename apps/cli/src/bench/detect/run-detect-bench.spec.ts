import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RULE_SETS } from '@wireledger/detectors';
import { simulate } from '@wireledger/simulator';

import { Memory } from '../../read/testing/captures';
import { writeCapture } from '../../simulate/write-capture';
import { type DetectMeasures, measuredStates, runDetectBench } from './run-detect-bench';
import type { StateSize } from './state-size';

const quiet = (file: string) =>
  writeCapture(
    file,
    { format: 'pcap' },
    simulate({ seed: 1, startUs: Date.UTC(2026, 0, 5, 9) * 1000, durationS: 20, rate: 20, attacks: 'none' }),
  );

const captures = { attacked: quiet, quiet };
const measures: DetectMeasures = { leastS: 0.001, states: measuredStates };

it('tells of each rule, of all, and of their states, with ratios and goals', async () => {
  const [stdout, stderr] = [new Memory(), new Memory()];
  expect(
    await runDetectBench(['--rounds', '1', '--keys', '3000', '--alerts', '0'], { stdout, stderr }, captures, measures),
  ).toBe(0);
  const lines = stdout.text.trim().split('\n');
  const figures = '[\\d,]+ records: [\\d,]+ records/s, loop [\\d,]+, ratio \\d+\\.\\d\\d';
  const flows = RULE_SETS.recommended.filter(({ detector }) => detector.reads.includes('flow'));
  for (const { id } of flows) expect(stdout.text).toMatch(new RegExp(`^detect, rule ${id}, ${figures}$`, 'm'));
  expect(stdout.text).not.toContain('rule host-score');
  expect(lines.at(1)).toMatch(
    new RegExp(`^detect, all rules, flow records, ${figures}, goal >= 0.25, (?:holds|missed)$`),
  );
  expect(lines.at(2)).toMatch(new RegExp(`^detect, all rules, all records, ${figures}$`));
  const [, keys = ''] = /^detect, ([\d,]+) states: -?\d+ MiB, a million -?\d+ MiB, goal <= 300, (?:holds|missed)$/.exec(
    lines.at(-2) ?? '',
  ) ?? [''];
  expect(Number(keys.replace(/,/g, ''))).toBeGreaterThanOrEqual(3000);
});

it('leaves states to a process of its own, to which what the rounds before left behind is nothing', async () => {
  const [stdout, stderr] = [new Memory(), new Memory()];
  const states = jest.fn(() => Promise.resolve({ keys: 3100, mebibytes: 1.55, batches: 1 }));
  const argv = ['--rounds', '1', '--keys', '3000', '--alerts', '0'];
  expect(await runDetectBench(argv, { stdout, stderr }, captures, { ...measures, states })).toBe(0);
  expect(states.mock.calls).toEqual([[expect.stringContaining('bench.pcap'), 3000]]);
  expect(stdout.text).toContain('\ndetect, 3,100 states: 2 MiB, a million 500 MiB, goal <= 300, missed\n');
});

it('measures states alone, for the process that prints', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-states-'));
  try {
    const file = path.join(folder, 'a.pcap');
    quiet(file);
    const [stdout, stderr] = [new Memory(), new Memory()];
    expect(await runDetectBench([file, '--states', '--keys', '3000'], { stdout, stderr }, captures)).toBe(0);
    const size = JSON.parse(stdout.text) as StateSize;
    expect(size.keys).toBeGreaterThanOrEqual(3000);
    expect(Object.keys(size)).toEqual(['keys', 'mebibytes', 'batches']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('counts what is in use, and not what was thrown away meanwhile', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-states-'));
  try {
    const file = path.join(folder, 'a.pcap');
    quiet(file);
    const bytes: number[] = [];
    for (let i = 0; i < 3; i++) {
      const { keys, mebibytes } = await measuredStates(file, 2000);
      bytes.push((mebibytes * 2 ** 20) / keys);
    }
    // The first is what compiles.
    const [, ...later] = bytes;
    expect(Math.max(...later) / Math.min(...later)).toBeLessThan(1.1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each([
  [['--rounds', '-1']],
  [['--load', '5']],
  [['--states']],
  [['--flows', '0']],
  [['--alerts', '']],
  [['--keys', 'many']],
  [['a.pcap', 'b.pcap']],
  [['--sides', '3']],
])('refuses %j', async (argv) => {
  const [stdout, stderr] = [new Memory(), new Memory()];
  const code = await runDetectBench(argv, { stdout, stderr }, captures);
  expect([code, stdout.text, stderr.text]).toEqual([2, '', expect.stringMatching(/^usage/)]);
});
