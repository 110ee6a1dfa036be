import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readCaptureFile } from '@wireledger/capture';
import type { AnswerFile } from '@wireledger/simulator';
import { runSimulate } from './run-simulate';

const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...argv: string[]) {
  const text = { stdout: '', stderr: '' };
  const code = await runSimulate(argv, {
    stdout: { write: (part) => (text.stdout += part) },
    stderr: { write: (part) => (text.stderr += part) },
  });
  return { code, ...text };
}

function at(name: string): string {
  return path.join(folder, name);
}

const SHORT = ['--seconds', '8', '--rate', '60'];

function frames(file: string): { times: number[]; hash: string } {
  const times: number[] = [];
  const hash = createHash('sha256');
  const end = readCaptureFile(file, (buffer, offset, captured, original, us) => {
    expect(captured).toBe(original);
    times.push(us);
    hash.update(buffer.subarray(offset, offset + captured));
  });
  expect(end).toMatchObject({ truncated: false, warnings: [] });
  return { times, hash: hash.digest('hex') };
}

describe('wireledger simulate', () => {
  it('writes the same frames in every format, and the same file again', async () => {
    const files = [['a.pcap'], ['b.pcap', '--nano'], ['c.pcapng'], ['d.pcapng', '--nano']] as const;
    for (const [name, ...more] of files) expect((await run('--out', at(name), ...SHORT, ...more)).code).toBe(0);
    const [first, ...others] = files.map(([name]) => frames(at(name)));
    for (const other of others) expect(other).toEqual(first);
    expect(first?.times.length).toBeGreaterThan(400);
    await run('--out', at('again.pcap'), ...SHORT);
    expect(readFileSync(at('again.pcap')).equals(readFileSync(at('a.pcap')))).toBe(true);
    await run('--out', at('other.pcap'), ...SHORT, '--seed', '2');
    expect(readFileSync(at('other.pcap')).equals(readFileSync(at('a.pcap')))).toBe(false);
  });

  it('writes the answers and says what it did', async () => {
    const { code, stdout, stderr } = await run('--out', at('e.pcap'), '--answers', at('e.json'), ...SHORT);
    const answers = JSON.parse(readFileSync(at('e.json'), 'utf8')) as AnswerFile;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${at('e.pcap')}: ${answers.packets} packets, ${answers.bytes} bytes, 7 attacks\n`);
    expect(answers).toMatchObject({ format: 'wireledger-simulation-answers', version: 1 });
    expect(frames(at('e.pcap')).times).toHaveLength(answers.packets);
  });

  it('takes the start, and attacks by name with an intensity', async () => {
    const start = ['--start', '2024-02-29T12:00:00+01:00', '--attacks', 'syn-flood:2,beacon'];
    await run('--out', at('f.pcap'), '--answers', at('f.json'), ...SHORT, ...start);
    const answers = JSON.parse(readFileSync(at('f.json'), 'utf8')) as AnswerFile;
    expect(answers.attacks.map(({ kind }) => kind)).toEqual(['syn-flood', 'beacon']);
    expect(answers.attacks[0]?.packets).toBe(2400);
    expect(answers.firstUs).toBeGreaterThanOrEqual(Date.parse('2024-02-29T11:00:00Z') * 1000);
    expect(answers.firstUs).toBeLessThan(Date.parse('2024-02-29T11:00:01Z') * 1000);
    const none = await run('--out', at('g.pcap'), ...SHORT, '--attacks', 'none');
    expect(none.stdout).toContain(' 0 attacks');
  });

  it('explains itself', async () => {
    const { code, stdout, stderr } = await run('--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^usage: wireledger simulate --out .*vertical-scan/s);
  });

  it.each([
    [[], '--out is missing'],
    [['--out', 'x.txt'], 'must end in .pcap or .pcapng'],
    [['--out', 'x.pcap', '--seconds', 'soon'], '--seconds soon'],
    [['--out', 'x.pcap', '--seconds', '0'], '--seconds 0'],
    [['--out', 'x.pcap', '--rate', '-5'], 'rate'],
    [['--out', 'x.pcap', '--rate', '2000000'], '--rate 2000000'],
    [['--out', 'x.pcap', '--seed', '1.5'], '--seed 1.5'],
    [['--out', 'x.pcap', '--start', 'yesterday'], '--start yesterday'],
    [['--out', 'x.pcap', '--attacks', 'all,ddos'], '"all" is not one of vertical-scan'],
    [['--out', 'x.pcap', '--attacks', 'beacon:0'], 'intensity'],
    [['--out', 'x.pcap', '--answers', './x.pcap'], 'the same file'],
    [['--out', 'x.pcap', '--colour'], '--colour'],
    [['x.pcap'], 'x.pcap'],
  ])('refuses %j with exit code 2', async (argv, words) => {
    const { code, stdout, stderr } = await run(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toContain(words);
    expect(stderr).toContain('usage: wireledger simulate');
    expect(existsSync('x.pcap')).toBe(false);
  });

  it.each([
    ['nowhere/x.pcap', 'does not exist'],
    ['a-folder.pcap', 'is a folder'],
  ])('fails on %s with exit code 1 and leaves nothing', async (name, words) => {
    if (name === 'a-folder.pcap') await import('node:fs').then(({ mkdirSync }) => mkdirSync(at(name)));
    const before = readdirSync(folder).sort();
    const { code, stderr } = await run('--out', at(name), ...SHORT);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});
