import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runHunt } from './run-hunt';

const ID = '7a1c9e52-3d4b-4f60-8a71-5b2c6d7e8f91';
const before = { ...process.env };
let folder: string;
let server: Server;
let answers: { readonly status?: number; readonly body: object }[];
let seen: string[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-test-hunt-'));
  seen = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => (body += String(data)));
    request.on('end', () => {
      seen.push(`${request.method} ${request.url} ${body}`);
      const answer = answers.shift();
      response
        .writeHead(answer?.status ?? 200, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer?.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.WIRELEDGER_DATA_DIR = folder;
  process.env.WIRELEDGER_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.WIRELEDGER_TOKEN = 'c0ntrol';
});
afterEach(async () => {
  process.env = { ...before };
  rmSync(folder, { recursive: true, force: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const run = async (...argv: string[]) => {
  const text = { stdout: '', stderr: '' };
  const code = await runHunt(argv, {
    stdout: { write: (more) => (text.stdout += more) },
    stderr: { write: (more) => (text.stderr += more) },
  });
  return { code, ...text };
};
const match = {
  ...{
    indicator: 'bad.example',
    line: 0,
    sensor: 'edge',
    first: '2026-10-19T08:15:00.000000Z',
    last: '2026-10-20T08:15:00.000000Z',
  },
  ...{ count: 12, days: 2, hosts: ['10.0.0.5', '10.0.0.6'], more: true, values: ['www.bad.example'], valueCount: 1 },
};
const hunt = (state: string, more: object = {}) => ({
  body: { id: ID, state, looked: 2, note: null, matches: [], ...more },
});

it('asks the system for values and files of them, waits, and tells what was observed', async () => {
  const file = path.join(folder, 'bad.txt');
  writeFileSync(file, '# bad ones\nworse.example # c2\n\n');
  answers = [hunt('waiting'), hunt('running'), hunt('done', { matches: [match] })];
  const { code, stdout } = await run('bad.example', file);
  expect(code).toBe(0);
  expect(seen).toEqual([
    'POST /api/control/hunts {"entries":["bad.example","worse.example"]}',
    `GET /api/control/hunts/${ID} `,
    `GET /api/control/hunts/${ID} `,
  ]);
  expect(stdout).toBe(
    'bad.example  at edge: 12 times on 2 days, first 2026-10-19T08:15:00.000000Z, last 2026-10-20T08:15:00.000000Z\n' +
      '  by 10.0.0.5, 10.0.0.6 and others\n  as www.bad.example\n',
  );
  answers = [hunt('done', { matches: [{ ...match, values: ['\u001b[31m.bad.example'] }] })];
  expect((await run('bad.example')).stdout).not.toContain('\u001b');
  answers = [hunt('done', { matches: [match] })];
  expect(JSON.parse((await run('bad.example', '--json')).stdout)).toEqual(match);
});

it('says when there is nothing, when it failed, and what is wrong with the command', async () => {
  answers = [hunt('done')];
  expect(await run('bad.example')).toMatchObject({ code: 0, stdout: 'none of 2 was ever observed\n' });
  answers = [hunt('failed', { note: 'There is no such list any more.' })];
  expect(await run('bad.example')).toMatchObject({ code: 1, stderr: 'wireledger: There is no such list any more.\n' });
  answers = [{ status: 400, body: { message: '"?": it is no address.' } }];
  expect(await run('?')).toMatchObject({ code: 1, stderr: expect.stringContaining('it is no address') });
  expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing was named') });
  expect(await run(folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('is no file') });
  expect(await run('--days', '3')).toMatchObject({ code: 2 });
  expect((await run('--help')).stdout).toContain('usage: wireledger hunt');
});
