import { RULE_SETS } from '@wireledger/detectors';
import { simulate } from '@wireledger/simulator';

import { Memory } from '../../read/testing/captures';
import { writeCapture } from '../../simulate/write-capture';
import { runDetectBench } from './run-detect-bench';

const quiet = (file: string) =>
  writeCapture(
    file,
    { format: 'pcap' },
    simulate({ seed: 1, startUs: Date.UTC(2026, 0, 5, 9) * 1000, durationS: 20, rate: 20, attacks: 'none' }),
  );

const captures = { attacked: quiet, quiet };

it('tells of each rule, of all, and of their states, with ratios and goals', async () => {
  const [stdout, stderr] = [new Memory(), new Memory()];
  expect(
    await runDetectBench(['--rounds', '1', '--keys', '3000', '--alerts', '0'], { stdout, stderr }, captures, 0.001),
  ).toBe(0);
  const lines = stdout.text.trim().split('\n');
  const figures = '[\\d,]+ records: [\\d,]+ records/s, loop [\\d,]+, ratio \\d+\\.\\d\\d';
  const flows = RULE_SETS.recommended.filter(({ detector }) => detector.reads.includes('flow'));
  for (const { id } of flows) expect(stdout.text).toMatch(new RegExp(`^detect, rule ${id}, ${figures}$`, 'm'));
  expect(stdout.text).not.toContain('rule host-score');
  expect(lines.at(-4)).toMatch(
    new RegExp(`^detect, all rules, flow records, ${figures}, goal >= 0.25, (?:holds|missed)$`),
  );
  expect(lines.at(-3)).toMatch(new RegExp(`^detect, all rules, all records, ${figures}$`));
  const [, keys = ''] = /^detect, ([\d,]+) states: -?\d+ MiB, a million -?\d+ MiB, goal <= 300, (?:holds|missed)$/.exec(
    lines.at(-2) ?? '',
  ) ?? [''];
  expect(Number(keys.replace(/,/g, ''))).toBeGreaterThanOrEqual(3000);
});

it.each([
  [['--rounds', '-1']],
  [['--load', '5']],
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
