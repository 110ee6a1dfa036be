import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { figuresOf } from './figures';
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
      const { flows, dns } = answers;
      await eventually(
        'the projections catch up',
        30_000,
        async () => (await figuresOf(system.graphql, again, sensor)).packets === answers.packets,
      );
      const wanted = {
        packets: answers.packets,
        bytes: answers.bytes,
        flows_tcp: flows.fiveTuplesTcp,
        flows_udp: flows.fiveTuplesUdp,
        flows_icmp: flows.icmpPairs,
        dns_queries: dns.queries,
        dns_responses: dns.responses,
        dns_names: dns.distinctNames,
      };
      const settled = await eventually('the figures settle', 30_000, async () => {
        const figures = await figuresOf(system.graphql, again, sensor);
        return JSON.stringify(figures) === JSON.stringify(wanted) ? figures : null;
      }).catch(() => figuresOf(system.graphql, again, sensor));
      expect(settled).toEqual(wanted);
    },
    180_000,
  );
});
