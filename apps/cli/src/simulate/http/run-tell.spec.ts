import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type IntakeEvent, readEvents } from '@wireledger/ingest';

import { runSimulate } from '../run-simulate';
import { runTell } from './run-tell';
import { PATTERNS, toldEvents } from './told-events';

const TOKEN = 'wl_s_0123456789';
const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-tell-'));
const tokenFile = path.join(folder, 'token');
writeFileSync(tokenFile, `${TOKEN}\n`);

/** Answers to give before 202; 0 = the connection breaks when the body was read. */
const wanted: number[] = [];
const asked: { readonly key: string; readonly events: readonly IntakeEvent[]; readonly status: number }[] = [];
let server: Server;

async function answer(request: IncomingMessage): Promise<number> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const read = readEvents(Buffer.concat(chunks), false);
  const isKnown = request.headers.authorization === `Bearer ${TOKEN}` && request.url === '/api/events';
  const status = wanted.shift() ?? (isKnown && 'events' in read ? 202 : 422);
  asked.push({ key: String(request.headers['idempotency-key']), events: 'events' in read ? read.events : [], status });
  return status;
}

beforeAll(async () => {
  server = createServer((request, response) => {
    void answer(request).then((status) => {
      if (status === 0) request.socket.destroy();
      else response.writeHead(status, { 'retry-after': '3' }).end(JSON.stringify({ code: 'X', message: 'no good' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  asked.length = 0;
  wanted.length = 0;
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function run(...argv: string[]) {
  const text = { stdout: '', stderr: '' };
  const out = {
    stdout: { write: (part: string) => (text.stdout += part) },
    stderr: { write: (part: string) => (text.stderr += part) },
  };
  let now = 0;
  const slept: number[] = [];
  const pace = {
    now: () => now,
    sleep: async (ms: number) => {
      slept.push(ms);
      now += ms;
    },
  };
  const code = await runTell(['--to', 'http', ...argv], out, pace);
  return { code, ...text, now, slept };
}

const SHORT = ['--seconds', '10', '--rate', '20', '--token-file', tokenFile];
const sent = () => asked.filter(({ status }) => status === 202).flatMap(({ events }) => events);

describe('wireledger simulate --to http', () => {
  it('tells of everything in order, at its pace', async () => {
    const { code, stdout, stderr, now } = await run('--url', url(), ...SHORT);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { told, planted } = toldEvents({ seconds: 10, rate: 20, seed: 1, attacks: PATTERNS });
    expect(sent()).toEqual(told.map(({ event }) => event));
    expect(stdout.split('\n')[0]).toBe(`${told.length} events in ${asked.length} requests`);
    for (const { pattern, source, target } of planted) expect(stdout).toContain(`${pattern}: ${source} on ${target}, `);
    expect(now).toBeGreaterThan(9000);
    expect(now).toBeLessThan(10_500);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(asked.length);
    asked.length = 0;
    expect((await run('--url', url(), ...SHORT, '--speed', 'max')).now).toBe(0);
    expect(asked).toHaveLength(1);
    expect((await run('--url', url(), ...SHORT, '--speed', '10')).now).toBeLessThan(1050);
  });

  it('plants what the rules of the documents ask for', () => {
    const { told, planted } = toldEvents({ seconds: 60, rate: 1, seed: 5, attacks: PATTERNS });
    const [guesses, scan] = planted.map(({ source }) => told.filter(({ event }) => event.source_ip === source));
    const failures = guesses?.filter(({ event }) => event.type === 'auth_failure') ?? [];
    expect(failures.length).toBeGreaterThanOrEqual(20);
    expect((failures.at(-1)?.atS ?? 0) - (failures[0]?.atS ?? 0)).toBeLessThan(120);
    expect(guesses?.at(-1)?.event.type).toBe('auth_success');
    const ports = new Set(scan?.map(({ event }) => event.dest_port));
    expect(ports.size).toBeGreaterThanOrEqual(10);
    expect((scan?.at(-1)?.atS ?? 0) - (scan?.[0]?.atS ?? 0)).toBeLessThan(60);
    expect(toldEvents({ seconds: 60, rate: 1, seed: 5, attacks: [] }).told).toHaveLength(60);
    expect(toldEvents({ seconds: 60, rate: 1, seed: 5, attacks: PATTERNS }).told).toEqual(told);
  });

  it('sends again under the same key what was refused for a time or lost its answer', async () => {
    wanted.push(429, 503, 409, 0);
    const { code, slept } = await run('--url', url(), ...SHORT, '--speed', 'max');
    expect(code).toBe(0);
    expect(asked.map(({ status }) => status)).toEqual([429, 503, 409, 0, 202]);
    expect(new Set(asked.map(({ key }) => key)).size).toBe(1);
    expect(slept).toEqual([3000, 3000, 3000, 1000]);
  });

  it('says why it is refused for good', async () => {
    wanted.push(403);
    const refused = await run('--url', url(), ...SHORT);
    expect(refused).toMatchObject({ code: 1, stderr: 'wireledger: the system answers 403: no good\n' });
    const away = await run('--url', 'http://127.0.0.1:1', ...SHORT, '--speed', 'max');
    expect(away).toMatchObject({ code: 1, stderr: expect.stringContaining('does not answer') });
    expect(away.slept).toHaveLength(29);
  });

  it.each([
    [[], '--token-file is missing'],
    [['--token-file', 'nowhere'], 'ENOENT'],
    [['--token-file', __filename], 'there is no token in it'],
    [[...SHORT, '--attacks', 'all,none'], '"all" is none of'],
    [[...SHORT, '--speed', '0'], '--speed 0'],
    [[...SHORT, '--rate', '-1'], 'rate'],
    [[...SHORT, '--seed', 'x'], '--seed x'],
    [[...SHORT, '--url', 'http://203.0.113.1'], 'clear text'],
    [[...SHORT, '--out', 'x.pcap'], '--out'],
  ])('refuses %j', async (argv, words) => {
    const { code, stderr } = await run(...argv);
    expect(code).toBe(2);
    expect(stderr.split('\n')[0]).toContain(words);
    expect(stderr).toContain('usage: wireledger simulate --to http');
  });

  it('is what `simulate` is asked for by --to http alone', async () => {
    const text = { stderr: '' };
    const out = { stdout: { write: () => 0 }, stderr: { write: (part: string) => (text.stderr += part) } };
    expect(await runSimulate(['--to', 'http'], out)).toBe(2);
    expect(text.stderr).toContain('--token-file is missing');
    text.stderr = '';
    expect(await runSimulate(['--to', 'kafka', '--out', 'x.pcap'], out)).toBe(2);
    expect(text.stderr).toContain('--to kafka');
  });
});
