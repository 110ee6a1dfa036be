import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { figuresOf } from './figures';
import { RemoteSensor } from './remote-sensor';
import { cli, eventually, System } from './system';

interface Answers {
  readonly packets: number;
  readonly bytes: number;
  readonly flows: { readonly fiveTuplesTcp: number; readonly fiveTuplesUdp: number; readonly icmpPairs: number };
  readonly dns: { readonly queries: number; readonly responses: number; readonly distinctNames: number };
}

/** Long enough at 10× that a kill falls into the middle, short enough to do it for each process. */
const SECONDS = 50;
const VICTIMS = ['sensor', 'worker', 'api', 'postgres', 'up'] as const;

describe('kill −9 in the middle of a replay', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-kill-'));
  const file = path.join(folder, 'simulated.pcap');
  let answers: Answers;
  let system: System;

  beforeAll(async () => {
    const made = await cli([
      'simulate',
      '--out',
      file,
      '--answers',
      `${file}.json`,
      '--seconds',
      String(SECONDS),
      '--rate',
      '300',
      '--attacks',
      'all',
    ]);
    expect(made).toMatchObject({ code: 0 });
    answers = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as Answers;
    system = await System.start();
  }, 120_000);
  afterAll(async () => {
    await system?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const sourceOf = async (token: string, sensor: string) => {
    const query = 'query($sensor: String!) { sources(sensor: $sensor) { status packets } }';
    const { sources } = await system.graphql<{ sources: { status: string; packets: number }[] }>(token, query, {
      sensor,
    });
    return sources[0];
  };

  const wanted = () => ({
    ...{ packets: answers.packets, bytes: answers.bytes },
    ...{ flows_tcp: answers.flows.fiveTuplesTcp, flows_udp: answers.flows.fiveTuplesUdp },
    ...{ flows_icmp: answers.flows.icmpPairs, dns_names: answers.dns.distinctNames },
    ...{ dns_queries: answers.dns.queries, dns_responses: answers.dns.responses },
  });
  const assertFigures = async (token: string, sensor: string) => {
    const settled = await eventually('the figures settle', 60_000, async () => {
      const figures = await figuresOf(system.graphql, token, sensor);
      return JSON.stringify(Object.entries(figures).sort()) === JSON.stringify(Object.entries(wanted()).sort())
        ? figures
        : null;
    }).catch(() => figuresOf(system.graphql, token, sensor));
    expect(settled).toEqual(wanted());
  };

  it('of a sensor on another machine, and of the API that it hands over to: every count, and the digest', async () => {
    const sensor = 'kill-remote';
    const token = await system.token();
    const remote = await RemoteSensor.start(system, sensor);
    try {
      const replay = remote.cli('replay', file, '--speed', '10');
      const packets = async () => (await sourceOf(token, sensor))?.packets ?? 0;
      await eventually('the replay is under way', 60_000, async () => (await packets()) > answers.packets / 8);
      system.kill('api');
      await remote.kill();
      const again = await eventually('the API answers', 60_000, () => system.token());
      await eventually('it goes on', 60_000, async () => (await packets()) > answers.packets / 4);
      await remote.kill();
      await eventually(
        'the replay completes',
        120_000,
        async () => (await sourceOf(again, sensor))?.status === 'completed',
      );
      await replay;
      await assertFigures(again, sensor);
      const read = await cli(['read', file, '--summary']);
      const { digest } = JSON.parse(read.stdout) as { digest: string };
      const { stdout: auditor } = await system.cli('token', 'create', '--role', 'auditor');
      const { sources } = await system.graphql<{ sources: { id: string }[] }>(
        again,
        'query($sensor: String!) { sources(sensor: $sensor) { id } }',
        { sensor },
      );
      const { event } = await system.graphql<{ event: { data: string } }>(
        auditor.trim(),
        'query($stream: String!) { event(stream: $stream, revision: 1) { data } }',
        { stream: `capture-${sources[0]?.id}` },
      );
      expect(JSON.parse(event.data)).toMatchObject({ digest });
    } finally {
      await remote.dispose();
    }
  }, 300_000);

  it.each(VICTIMS)(
    'of %s: every count equals the answer file',
    async (victim) => {
      const sensor = `kill-${victim}`;
      const token = await system.token();
      const replay = system.cli('replay', file, '--sensor', sensor, '--speed', '10');
      await eventually(
        'the replay is under way',
        20_000,
        async () => ((await sourceOf(token, sensor))?.packets ?? 0) > answers.packets / 5,
      );
      system.kill(victim);
      if (victim === 'up') {
        await eventually('the supervisor is gone', 5000, () => Promise.resolve(system.exited));
        system = await System.start({ dataDir: system.dataDir, port: system.port });
      }
      const again = await eventually('the API answers', 60_000, () => system.token());
      await eventually(
        'the replay completes',
        60_000,
        async () => (await sourceOf(again, sensor))?.status === 'completed',
      );
      await replay;
      await assertFigures(again, sensor);
    },
    180_000,
  );
});
