import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { simulate } from '@wireledger/simulator';
import { Memory } from '../read/testing/captures';
import { writeCapture } from '../simulate/write-capture';
import type { PrintedAlert } from './detect-file';
import { runDetect } from './run-detect';

const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-detect-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => path.join(folder, name);

async function detect(...argv: string[]) {
  const [stdout, stderr] = [new Memory(), new Memory()];
  const code = await runDetect(argv, { stdout, stderr });
  return { code, stdout, stderr: stderr.text };
}

describe('wireledger detect', () => {
  beforeAll(() => {
    const attacks = [{ kind: 'vertical-scan', startS: 1, spanS: 3, intensity: 1 }] as const;
    const options = { seed: 1, startUs: 1_767_603_600_000_000, durationS: 6, rate: 30 };
    writeCapture(at('scan.pcap'), { format: 'pcap', resolution: 'us' }, simulate({ ...options, attacks }));
    writeCapture(at('clean.pcap'), { format: 'pcap', resolution: 'us' }, simulate({ ...options, attacks: 'none' }));
    writeFileSync(at('text.pcap'), 'no capture');
  });

  it('prints a line of JSON a file, the same each time', async () => {
    const { code, stdout, stderr } = await detect(at('scan.pcap'), at('clean.pcap'), '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [scan, clean] = stdout.json<{ file: string; alerts: PrintedAlert[] }>();
    expect(clean).toEqual({ file: at('clean.pcap'), alerts: [] });
    expect(scan?.file).toBe(at('scan.pcap'));
    expect(scan?.alerts).toHaveLength(1);
    const [alert] = scan?.alerts as [PrintedAlert];
    expect(Object.keys(alert)).toEqual([
      ...['kind', 'rule', 'version', 'severity', 'src', 'dst', 'dport', 'sources', 'targets'],
      ...['first', 'last', 'summary', 'evidence'],
    ]);
    expect(alert).toMatchObject({
      ...{ kind: 'port_scan_vertical', rule: 'vertical-scan', version: 1, severity: 'high' },
      ...{ src: '198.51.100.66', dst: '10.20.2.20', dport: null },
      ...{ sources: ['198.51.100.66'], targets: ['10.20.2.20'] },
      first: expect.stringMatching(/^2026-01-05T09:00:0\d\.\d{6}Z$/),
      summary: expect.stringMatching(
        /^198\.51\.100\.66 tried in vain \d+ TCP ports of 10\.20\.2\.20 .* 10 ports within 60 s\.$/,
      ),
    });
    expect((await detect(at('scan.pcap'), at('clean.pcap'), '--json')).stdout.text).toBe(stdout.text);
  });

  it('takes another rule set', async () => {
    const { stdout } = await detect('--rules', 'documents', '--json', at('scan.pcap'));
    const [line] = stdout.json<{ alerts: PrintedAlert[] }>();
    expect(line?.alerts.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['r1-port-scan', 'r3-port-scan']));
  });

  it('asks threat lists', async () => {
    writeFileSync(at('bad.csv'), 'seen,ip,reason\n2026-01-01,198.51.100.66,scans\n');
    const { stdout, code } = await detect('--list', at('bad.csv'), '--json', at('scan.pcap'));
    const [line] = stdout.json<{ alerts: PrintedAlert[] }>();
    expect(code).toBe(0);
    expect(line?.alerts.filter(({ kind }) => kind === 'threat_match')).toMatchObject([
      { rule: 'threat-list', src: '198.51.100.66', summary: expect.stringMatching(/“bad\.csv” \(version 1, line 2\)/) },
    ]);
  });

  it.each([
    ['nothing', '', /Nothing in it can be read/],
    ['one’s own network', '10.0.0.0/8\n', /own network/],
  ])('refuses a list of %s', async (_what, text, why) => {
    writeFileSync(at('empty.txt'), text);
    const { code, stderr } = await detect('--list', at('empty.txt'), at('scan.pcap'));
    expect([code, stderr]).toEqual([2, expect.stringMatching(why)]);
  });

  it('prints text for people without --json', async () => {
    const { stdout } = await detect(at('scan.pcap'), at('clean.pcap'));
    const [first, second] = stdout.text.split('\n');
    expect(first).toMatch(/scan\.pcap: 2026\S+ high port_scan_vertical: 198\.51\.100\.66 tried/);
    expect(second).toBe(`${at('clean.pcap')}: no alerts`);
  });

  it.each([
    ['a path that is not there', '/nowhere/x.pcap', /no file \/nowhere\/x\.pcap.*Check the path/],
    ['a folder', '/', /is a folder/],
    ['a file that is no capture', 'text.pcap', /is not a capture/],
    ['an empty file', '/dev/null', /is empty/],
  ])('refuses %s with cause and mend, and reads the others', async (_what, bad, message) => {
    const { code, stdout, stderr } = await detect(path.resolve(folder, bad), at('clean.pcap'), '--json');
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stdout.json<{ file: string }>().map(({ file }) => file)).toEqual([at('clean.pcap')]);
  });

  it.each([
    ['no file', [], /no capture file was named/],
    ['an unknown option', ['x.pcap', '--jsn'], /--jsn.*--help/],
    ['an unknown rule set', ['x.pcap', '--rules', 'mine'], /no rule set "mine".*recommended, documents/],
    ['an option without its value', ['x.pcap', '--rules'], /--rules/],
  ])('refuses %s with exit code 2', async (_what, argv, message) => {
    const { code, stdout, stderr } = await detect(...argv);
    expect({ code, text: stdout.text }).toEqual({ code: 2, text: '' });
    expect(stderr).toMatch(message);
  });

  it('explains itself', async () => {
    const { code, stdout } = await detect('--help');
    expect(code).toBe(0);
    expect(stdout.text).toMatch(/^usage: wireledger detect FILE/);
  });
});
