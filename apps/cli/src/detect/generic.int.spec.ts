import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hostileArchives } from '@wireledger/capture/testing';
import { capturePath, Memory, withCaptures } from '../read/testing/captures';
import { runRead } from '../read/run-read';
import type { PrintedAlert } from './detect-file';
import { runDetect } from './run-detect';

const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-generic-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a rule to a file of that name. */
function ruleFile(name: string, parameters: Readonly<Record<string, unknown>>): string {
  const file = path.join(folder, `${name}.json`);
  const rule = { name, detector: 'generic', parameters: { severity: 'high', ...parameters } };
  writeFileSync(file, JSON.stringify(rule));
  return file;
}

async function detect(capture: string, ...argv: string[]): Promise<PrintedAlert[]> {
  const [stdout, stderr] = [new Memory(), new Memory()];
  const code = await runDetect([...argv, '--rules', 'none', '--json', capturePath(capture)], { stdout, stderr });
  expect({ code, stderr: stderr.text }).toEqual({ code: 0, stderr: '' });
  const [line] = stdout.json<{ alerts: PrintedAlert[] }>();
  return (line as { alerts: PrintedAlert[] }).alerts;
}

withCaptures(() => {
  const smb = { when: 'dst.port in (139, 445) and proto = tcp', by: ['src.ip'], windowS: 300 };

  it('finds the host that knocks at SMB of many, and tells whom it knocked at', async () => {
    const rule = ruleFile('smb', { ...smb, measure: 'distinct dst.ip', threshold: 25 });
    const [alert, ...more] = await detect('scan-horizontal-smb.pcap', '--rule', rule);
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ kind: 'generic', rule: 'smb', version: 1, severity: 'high', dst: null });
    expect(alert?.sources).toHaveLength(1);
    expect(alert?.targets).toHaveLength(100);
    expect(alert?.summary).toMatch(/101 values of dst\.ip that the rule counts within/);
    const without = ruleFile('without', {
      ...{ ...smb, measure: 'distinct dst.ip', threshold: 25, except: `src.ip = ${alert?.src}` },
    });
    expect(await detect('scan-horizontal-smb.pcap', '--rule', without)).toEqual([]);
    expect(await detect('benign-browsing-tls.pcapng', '--rule', rule)).toEqual([]);
  });

  it('counts the flows that `read` counts by the same expression: at as many it fires, at one more never', async () => {
    const expression = 'proto = tcp and dst.port in (139, 445)';
    const [stdout, stderr] = [new Memory(), new Memory()];
    await runRead(['--kinds', 'flow', '--filter', expression, capturePath('scan-horizontal-smb.pcap')], {
      ...{ stdout, stderr },
    });
    const flows = new Set(stdout.json<{ flowId: string }>().map(({ flowId }) => flowId)).size;
    expect(flows).toBeGreaterThan(100);
    const at = (threshold: number) =>
      ruleFile(`at-${threshold}`, { when: expression, measure: 'flows', windowS: 86_400, threshold });
    expect(await detect('scan-horizontal-smb.pcap', '--rule', at(flows))).toHaveLength(1);
    expect(await detect('scan-horizontal-smb.pcap', '--rule', at(flows + 1))).toEqual([]);
  });

  it('finds a scan that found something: refused ports, then some that let it in', async () => {
    const rule = (then: string) =>
      ruleFile(`found-${then.length}`, {
        ...{ when: 'state = REJ', measure: 'distinct dst.port', by: ['src.ip', 'dst.ip'], windowS: 60, threshold: 100 },
        then: { when: then, measure: 'distinct dst.port', threshold: 3, withinS: 120 },
      });
    const [alert, ...more] = await detect('scan-connect-nmap.pcap', '--rule', rule('state = RSTO'));
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ src: '192.168.1.10', dst: '192.168.1.25', dport: null });
    expect(alert?.summary).toMatch(
      /100 values of dst\.port or more, then \d+ values of dst\.port that the second step counts/,
    );
    expect(alert?.evidence.length).toBeGreaterThan(103);
    expect(await detect('scan-connect-nmap.pcap', '--rule', rule('state = SF and app = ftp'))).toEqual([]);
  });

  it.each([
    ['dns', 'dns-tunnel-iodine.pcap', 'dns.type = NULL', 'lookups'],
    ['tls', 'benign-netflix.pcap', 'tls.sni exists', 'handshakes'],
    ['http', 'benign-burst-http-dns.pcap', 'http.method = GET', 'requests'],
    ['auth', 'bruteforce-ftp.pcap', 'auth.outcome = failure', 'sign-ins'],
  ])('counts the %s records of %s that `read` counts: at as many it fires, at one more never', async (...given) => {
    const [kind, capture, when, measure] = given;
    const [stdout, stderr] = [new Memory(), new Memory()];
    await runRead(['--kinds', kind, '--filter', when, capturePath(capture)], { stdout, stderr });
    const count = stdout.json<object>().length;
    expect(count).toBeGreaterThan(5);
    const at = (threshold: number) =>
      ruleFile(`${kind}-${threshold}`, { kind, when, measure, windowS: 86_400, threshold });
    const [alert, ...more] = await detect(capture, '--rule', at(count));
    expect(more).toEqual([]);
    expect(alert?.evidence).toHaveLength(Math.min(1000, count));
    expect(await detect(capture, '--rule', at(count + 1))).toEqual([]);
  });

  it('judges beside a set, by several rules at once', async () => {
    const ftp = ruleFile('ftp-data', {
      when: 'dst.port > 1023',
      measure: 'sum of src.payload',
      windowS: 60,
      threshold: 1000,
    });
    const many = ruleFile('many', { measure: 'flows', windowS: 60, threshold: 2, by: ['dst.ip'] });
    const alerts = await detect('exfil-ftp-store.pcapng', '--rule', ftp, '--rule', many);
    expect(alerts.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['ftp-data', 'many']));
  });
});

it.each([
  ['text that is no JSON', '{', /rule\.json: no JSON/],
  ['no detector of that name', '{"name":"x","detector":"magic","parameters":{}}', /none called magic.*generic/],
  [
    'an expression that is not understood, with place and mend',
    '{"name":"x","detector":"generic","parameters":{"when":"dst.prt = 23","measure":"flows","windowS":60,"threshold":1,"severity":"low"}}',
    /parameters\.when: not understood at character 1: There is no field `dst\.prt`\. Is `dst\.port` meant\?/,
  ],
  ['a field that no rule has', '{"name":"x","sql":"","detector":"generic","parameters":{}}', /sql/],
])('refuses a rule of %s', async (_what, text, message) => {
  const file = path.join(folder, 'rule.json');
  writeFileSync(file, text);
  const [stdout, stderr] = [new Memory(), new Memory()];
  expect(await runDetect(['--rule', file, 'x.pcap'], { stdout, stderr })).toBe(2);
  expect(stderr.text).toMatch(message);
  expect(stdout.text).toBe('');
});

const TOO_MUCH = Buffer.alloc(50_000_000, ' ');
it.each<[string, () => string | Buffer, RegExp]>([
  ['a prototype', () => '{"__proto__":{"severity":"low"},"name":"x"}', /“__proto__” cannot be a name/],
  ['a name that stands twice', () => '{"name":"x","detector":"generic","name":"y"}', /“name” stands twice/],
  ['10,000 levels', () => '{"parameters":'.repeat(4000), /more than 32 levels/],
  ['50 MB', () => TOO_MUCH, /at most 16777216 bytes, this file has 50000000/],
])('A-29 refuses a rule with %s', async (_what, text, message) => {
  const file = path.join(folder, 'rule.json');
  writeFileSync(file, text());
  const [stdout, stderr] = [new Memory(), new Memory()];
  expect(await runDetect(['--rule', file, 'x.pcap'], { stdout, stderr })).toBe(2);
  expect([stderr.text, stdout.text]).toEqual([expect.stringMatching(message), '']);
});

it.each(hostileArchives('{"name":"x","detector":"generic","parameters":{}}'))(
  'A-30 refuses a %s instead of a rule',
  async (_what, make) => {
    const file = path.join(folder, 'rule.json');
    writeFileSync(file, make());
    const [stdout, stderr] = [new Memory(), new Memory()];
    expect(await runDetect(['--rule', file, 'x.pcap'], { stdout, stderr })).toBe(2);
    expect([stderr.text, stdout.text]).toEqual([expect.stringMatching(/no JSON|at most 16777216 bytes/), '']);
  },
);

it.each([
  ['a rule that is not there', ['--rule', path.join(folder, 'nowhere.json'), 'x.pcap'], /nowhere\.json/],
  ['a folder', ['--rule', folder, 'x.pcap'], /no file/],
  ['no rules at all', ['--rules', 'none', 'x.pcap'], /no rule was named/],
])('refuses %s', async (_what, argv, message) => {
  const [stdout, stderr] = [new Memory(), new Memory()];
  expect(await runDetect(argv, { stdout, stderr })).toBe(2);
  expect(stderr.text).toMatch(message);
});
