import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cli, eventually, System } from './system';

/** Long enough at 10× that a kill falls into the middle. */
const SECONDS = 60;

interface Expected {
  readonly rule: string;
  readonly severity: string;
  readonly sources: readonly string[];
}
interface Shown {
  readonly id: string;
  readonly rule: string;
  readonly severity: string;
  readonly src: string | null;
}

/** Rules and severities, sorted: what can be compared of two runs with different ids. */
const inShort = (alerts: readonly { readonly rule: string; readonly severity: string }[]) =>
  alerts.map(({ rule, severity }) => `${rule} ${severity}`).sort();

describe('alerts of planted attacks', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-alerts-'));
  const file = path.join(folder, 'simulated.pcap');
  let expected: readonly Expected[];
  let system: System;

  beforeAll(async () => {
    const size = ['--seconds', String(SECONDS), '--rate', '200', '--attacks', 'all'];
    expect(await cli(['simulate', '--out', file, '--answers', `${file}.json`, ...size])).toMatchObject({ code: 0 });
    const { stdout } = await cli(['detect', file, '--json']);
    expected = (JSON.parse(stdout) as { alerts: Expected[] }).alerts;
    system = await System.start();
  }, 180_000);
  afterAll(async () => {
    await system?.dispose();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const alertsOf = async (token: string, sensor: string) => {
    const query = `query($sensor: [String!]) { alerts(tab: ALL, group: NONE, first: 200, where: { sensor: $sensor }) {
      rows { alert { id rule severity src } } } }`;
    const answer = await system.graphql<{ alerts: { rows: { alert: Shown }[] } }>(token, query, { sensor: [sensor] });
    return answer.alerts.rows.map(({ alert }) => alert);
  };

  /** Waits until the alerts are those that `wireledger detect` prints for the file. */
  async function expectTheSame(token: string, sensor: string): Promise<void> {
    await eventually('as many alerts as `wireledger detect` finds', 60_000, async () => {
      const shown = await alertsOf(token, sensor);
      return JSON.stringify(inShort(shown)) === JSON.stringify(inShort(expected));
    }).catch(() => undefined);
    const shown = await alertsOf(token, sensor);
    expect(inShort(shown)).toEqual(inShort(expected));
    for (const { src, rule } of shown) {
      const sources = expected.filter((one) => one.rule === rule).flatMap((one) => one.sources);
      if (src !== null) expect(sources).toContain(src);
    }
  }

  it('come of attacks that a program tells of by HTTP', async () => {
    const token = await system.token();
    const told = path.join(folder, 'token');
    writeFileSync(told, (await system.cli('token', 'create', '--kind', 'sensor')).stdout, { mode: 0o600 });
    const args = ['--token-file', told, '--seconds', '10', '--rate', '20', '--speed', 'max'];
    const { code, stdout } = await system.cli('simulate', '--to', 'http', ...args);
    expect(code).toBe(0);
    const sourceOf = (pattern: string) =>
      stdout
        .split('\n')
        .find((line) => line.startsWith(pattern))
        ?.split(' ')[1];
    await eventually('both attacks are told of', 60_000, async () => {
      const shown = (await alertsOf(token, 'intake')).map(({ rule, src }) => `${rule} ${src}`);
      const wanted = [`auth-failures ${sourceOf('brute-force')}`, `vertical-scan ${sourceOf('port-scan')}`];
      return wanted.every((one) => shown.includes(one));
    });
    await eventually('what was told is listed', 60_000, async () => {
      const query = '{ authAttempts(where: { sensor: ["intake"] }, first: 100) { rows { id } } }';
      const { authAttempts } = await system.graphql<{ authAttempts: { rows: unknown[] } }>(token, query, {});
      return authAttempts.rows.length >= 31;
    });
  }, 120_000);

  it('come through GraphQL, equal to `wireledger detect` on the same file, each with its evidence', async () => {
    expect(expected.length).toBeGreaterThanOrEqual(7);
    const token = await system.token();
    expect(await system.cli('replay', file, '--sensor', 'calm', '--wait')).toMatchObject({ code: 0 });
    await expectTheSame(token, 'calm');
    for (const { id } of await alertsOf(token, 'calm')) {
      const query =
        'query($id: ID!) { alert(id: $id) { condition evidence { id position hash } activity { action } } }';
      const { alert } = await system.graphql<{
        alert: { condition: string; evidence: { id: string }[]; activity: { action: string }[] };
      }>(token, query, { id });
      expect(alert.condition).not.toBe('');
      expect(alert.evidence[0]?.id).toMatch(/^[0-9a-f-]{36}#\d+$/);
      expect(alert.activity.at(-1)?.action).toBe('raised');
    }
  }, 180_000);

  it('are the same ones, once, when the worker is killed in the middle', async () => {
    const token = await system.token();
    const replay = system.cli('replay', file, '--sensor', 'killed', '--speed', '10');
    for (const wanted of [1, 3]) {
      await eventually(`${wanted} alerts`, 60_000, async () => (await alertsOf(token, 'killed')).length >= wanted);
      const victim = system.found()?.pids.worker;
      system.kill('worker');
      await eventually('another worker runs', 60_000, () => {
        const worker = system.found()?.pids.worker;
        return Promise.resolve(worker !== undefined && worker !== victim);
      });
    }
    expect(await replay).toMatchObject({ code: 0 });
    await expectTheSame(token, 'killed');
  }, 240_000);

  it('the rules that come with the product are published or drafted', async () => {
    const { rules } = await system.graphql<{ rules: { id: string; set: string; state: string }[] }>(
      await system.token(),
      '{ rules { id set state } }',
    );
    const states = new Set(rules.map(({ set, state }) => `${set} ${state}`));
    expect([...states].sort()).toEqual(['documents draft', 'recommended published']);
    expect(rules.length).toBeGreaterThan(15);
  }, 60_000);
});
