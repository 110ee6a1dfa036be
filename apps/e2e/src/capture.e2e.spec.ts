import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { canListen } from '@wireledger/capture/testing';

import { descendantsOf, factsOfLiving } from './processes';
import { RemoteSensor } from './remote-sensor';
import { eventually, System } from './system';

const WAIT_MS = 90_000;

interface Source {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly packets: number;
  readonly warnings: readonly string[];
}

if (!canListen()) process.stdout.write('not asked for: live capture (needs root and the Debian package tcpdump)\n');
else
  describe('a live capture of the loopback interface', () => {
    let system: System;
    let server: Server;
    let port: number;
    let token: string;

    beforeAll(async () => {
      server = createServer((asked, answer) => answer.end(`you asked for ${asked.url}`));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      ({ port } = server.address() as AddressInfo);
      system = await System.start();
      token = await system.token();
    }, 120_000);
    afterAll(async () => {
      await system?.dispose();
      server.close();
    });

    const get = (target: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const asking = request({ host: '127.0.0.1', port, path: target, agent: false }, (answer) => {
          answer.resume().on('end', resolve);
        });
        asking.on('error', reject).end();
      });
    const sources = async (sensor: string): Promise<readonly Source[]> => {
      const document = 'query ($sensor: String!) { sources(sensor: $sensor) { id kind name status packets warnings } }';
      return (await system.graphql<{ sources: readonly Source[] }>(token, document, { sensor })).sources;
    };
    const targets = async (sensor: string): Promise<readonly string[]> => {
      const document =
        'query ($sensor: [String!]) { httpTransactions(first: 100, where: { sensor: $sensor }) { rows { target status } } }';
      const { httpTransactions } = await system.graphql<{
        httpTransactions: { rows: readonly { target: string; status: number }[] };
      }>(token, document, { sensor: [sensor] });
      return httpTransactions.rows.map(({ target, status }) => `${status} ${target}`).sort();
    };
    const begin = async (sensor: string): Promise<string> => {
      const args = ['--iface', 'lo', '--bpf', `tcp port ${port}`, '--sensor', sensor, '--detach', '--json'];
      const { code, stdout, stderr } = await system.cli('capture', ...args);
      expect([code, stderr]).toEqual([0, '']);
      return (JSON.parse(stdout) as { source: string }).source;
    };

    it('what a client asks of a server is in the log, and counted, from the first packet to the last', async () => {
      const source = await begin('loop');
      for (let i = 1; i <= 5; i++) await get(`/shelf/${i}?q=<b>`);
      const listed = await system.cli('capture', '--list');
      expect(listed.stdout).toContain(`${source}  loop: lo (bpf: tcp port ${port})`);
      expect(listed.stdout).toMatch(/Interfaces: .*\blo\b/);
      const { code, stdout } = await system.cli('capture', '--stop', source);
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^stopped after \d+ packets: stopped by a person\n$/)]);
      const packets = Number(/\d+/.exec(stdout)?.[0]);
      await eventually('the source ended', WAIT_MS, async () => (await sources('loop'))[0]?.status === 'stopped');
      await eventually('all is counted', WAIT_MS, async () => (await sources('loop'))[0]?.packets === packets);
      expect(await sources('loop')).toEqual([
        { id: source, kind: 'capture', name: 'lo', status: 'stopped', packets, warnings: [] },
      ]);
      // Five connections of at least SYN, SYN-ACK, ACK, request, answer and two FINs.
      expect(packets).toBeGreaterThanOrEqual(5 * 7);
      const asked = [1, 2, 3, 4, 5].map((i) => `200 /shelf/${i}?q=<b>`);
      await eventually('the requests are there', WAIT_MS, async () => (await targets('loop')).length >= asked.length);
      expect(await targets('loop')).toEqual(asked);
    }, 240_000);

    it('A-89 is done by a program of nobody that may open packet sockets, and nothing else', async () => {
      const source = await begin('rights');
      const facts = factsOfLiving(descendantsOf(system.found()?.pids.sensor ?? 0));
      const helpers = facts.filter(({ name }) => name === 'tcpdump');
      expect(
        helpers.map(({ uid, capabilities, noNewPrivs, listens }) => [uid === 0, capabilities, noNewPrivs, listens]),
      ).toEqual([[false, ['net_raw'], true, []]]);
      expect((await system.cli('capture', '--stop', source)).code).toBe(0);
    }, 120_000);

    it('goes on by itself after the sensor was killed, and says what is missing', async () => {
      const source = await begin('cut');
      await get('/before');
      await eventually('it is read', WAIT_MS, async () => ((await sources('cut'))[0]?.packets ?? 0) >= 7);
      system.kill('sensor');
      const next = await eventually('another source has taken its place', WAIT_MS, async () =>
        (await sources('cut')).find(({ id, status }) => id !== source && status === 'running'),
      );
      await get('/after');
      await eventually('it is heard again', WAIT_MS, async () => (await targets('cut')).includes('200 /after'));
      const cut = (await sources('cut')).find(({ id }) => id === source);
      expect(cut).toMatchObject({ status: 'lost', warnings: ['gap: the sensor was cut off'] });
      expect((await system.cli('capture', '--stop', next.id)).code).toBe(0);
    }, 300_000);

    it('of a sensor on another machine is handed over, also what it heard while the system was away', async () => {
      const remote = await RemoteSensor.start(system, 'branch');
      try {
        const args = ['--iface', 'lo', '--bpf', `tcp port ${port}`, '--detach', '--json'];
        const { code, stdout, stderr } = await remote.cli('capture', ...args);
        expect([code, stderr]).toEqual([0, '']);
        const { source } = JSON.parse(stdout) as { source: string };
        await get('/there');
        await eventually('it is heard', WAIT_MS, async () => (await targets('branch')).includes('200 /there'));
        system.kill('api');
        await get('/meanwhile');
        await eventually('the API answers', WAIT_MS, async () => (token = await system.token()));
        await eventually('all of it came', WAIT_MS, async () => (await targets('branch')).length === 2);
        expect(await targets('branch')).toEqual(['200 /meanwhile', '200 /there']);
        expect((await remote.cli('capture', '--stop', source)).code).toBe(0);
        await eventually('it ended', WAIT_MS, async () => (await sources('branch'))[0]?.status === 'stopped');
        expect(await sources('branch')).toMatchObject([{ id: source, kind: 'capture', warnings: [] }]);
        expect((await system.cli('sensor', 'list')).stdout).toMatch(/^branch {2}enrolled {2}heard /);
        // Nothing of the system can be asked through it.
        expect(await remote.cli('token', 'create', '--role', 'admin')).toMatchObject({ code: 1, stdout: '' });
      } finally {
        await remote.dispose();
      }
    }, 300_000);

    it.each([
      [['--iface', 'wl-none'], 1, /there is no interface wl-none here: give one of .*lo/],
      [['--iface', 'lo', '--bpf', 'prot 53'], 1, /syntax error/],
      [['--stop', '11111111-1111-4111-8111-111111111111'], 1, /no live capture 1111/],
      [['--iface', 'lo', '--list'], 2, /give one of --iface, --list and --stop/],
    ])(
      '%j ends with %d and says why',
      async (args, code, words) => {
        const ended = await system.cli('capture', ...args);
        expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(words)]);
      },
      60_000,
    );
  });
