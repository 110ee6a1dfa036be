import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { writeSystemFile } from '../up/system-file';
import { runToken } from './run-token';
import { runUser } from './run-user';

describe('access commands', () => {
  const before = { ...process.env };
  const seen: { url: string; authorization: string; body: string }[] = [];
  let supervisor: ChildProcess;
  let folder: string;
  let server: Server;
  let answer: [status: number, body: object];

  beforeAll(async () => {
    supervisor = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', '/apps/cli']);
    await once(supervisor, 'spawn');
  });
  afterAll(() => void supervisor.kill());

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'wl-test-access-'));
    process.env.WIRELEDGER_DATA_DIR = folder;
    for (const name of ['WIRELEDGER_URL', 'WIRELEDGER_TOKEN', 'WIRELEDGER_CONTROL_TOKEN']) delete process.env[name];
    seen.length = 0;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (data) => (body += String(data)));
      request.on('end', () => {
        seen.push({ url: request.url ?? '', authorization: request.headers.authorization ?? '', body });
        response.writeHead(answer[0], { 'content-type': 'application/json' }).end(JSON.stringify(answer[1]));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    process.env = { ...before };
    rmSync(folder, { recursive: true, force: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  /** A system's supervisor is known by its command line. */
  const running = () =>
    writeSystemFile(folder, {
      ...{ pid: supervisor.pid ?? 0, url: url(), address: url(), token: 'c0ntrol' },
      ...{ sensor: null, pids: {}, startedAt: '' },
    });
  const run = async (command: typeof runToken, argv: string[]) => {
    const text = { stdout: '', stderr: '' };
    const code = await command(argv, {
      stdout: { write: (more) => (text.stdout += more) },
      stderr: { write: (more) => (text.stderr += more) },
    });
    return { code, ...text };
  };

  it('token create prints the token alone on stdout', async () => {
    running();
    answer = [200, { token: 'wl_u_abc' }];
    const { code, stdout, stderr } = await run(runToken, ['create', '--role', 'analyst', '--days', '7']);
    expect([code, stdout]).toEqual([0, 'wl_u_abc\n']);
    expect(stderr).toContain('analyst, good for 7 days');
    expect(seen).toEqual([
      { url: '/api/control/tokens', authorization: 'Bearer c0ntrol', body: '{"role":"analyst","days":7}' },
    ]);
  });

  it('token create narrows what the token sees, and refuses a scope that cannot be', async () => {
    running();
    answer = [200, { token: 'wl_s_abc' }];
    const argv = ['create', '--kind', 'tool-read', '--clear', '--ip', '10.1.2.3/16', '--ip', '::1', '--port', '443'];
    expect((await run(runToken, [...argv, '--proto', 'tcp', '--sensor', 'edge'])).code).toBe(0);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      ...{ kind: 'tool-read', clear: true },
      scope: { ip: ['10.1.0.0/16', '::1'], port: [443], proto: [6], sensor: ['edge'] },
    });
    const wrong = await run(runToken, ['create', '--role', 'viewer', '--port', 'https']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('`port` of a scope')]);
  });

  it('user bootstrap prints the link alone on stdout', async () => {
    running();
    answer = [200, { url: 'http://localhost:3000/welcome#token=x', expiresAt: '2026-11-21T08:45:00.000Z' }];
    const { code, stdout } = await run(runUser, ['bootstrap']);
    expect([code, stdout]).toEqual([0, 'http://localhost:3000/welcome#token=x\n']);
  });

  it('user erase prints what the person reads as from now on', async () => {
    running();
    answer = [200, { id: 'u1', name: 'erased person u1' }];
    const { code, stdout } = await run(runUser, ['erase', 'u1', '--reason', 'request 7']);
    expect([code, stdout]).toEqual([0, 'erased person u1\n']);
    expect(seen).toEqual([
      { url: '/api/control/erase', authorization: 'Bearer c0ntrol', body: '{"id":"u1","reason":"request 7"}' },
    ]);
  });

  it('user erase-address prints what is read in the place of the address from now on', async () => {
    running();
    answer = [200, { id: 'e1', label: 'erased address e1' }];
    const { code, stdout } = await run(runUser, ['erase-address', 'ann@example.org', '--reason', 'request 7']);
    expect([code, stdout]).toEqual([0, 'erased address e1\n']);
    expect(seen).toMatchObject([
      { url: '/api/control/erase-address', body: '{"address":"ann@example.org","reason":"request 7"}' },
    ]);
  });

  it('finds a system elsewhere by WIRELEDGER_URL and WIRELEDGER_TOKEN', async () => {
    Object.assign(process.env, { WIRELEDGER_URL: url(), WIRELEDGER_TOKEN: 'fromafar' });
    answer = [200, { token: 'wl_s_abc' }];
    expect((await run(runToken, ['create', '--kind', 'tool-read'])).code).toBe(0);
    expect(seen[0]).toMatchObject({ authorization: 'Bearer fromafar', body: '{"kind":"tool-read"}' });
  });

  it.each([
    [runToken, ['create', '--role', 'analyst']],
    [runUser, ['bootstrap']],
  ])('says that no system runs, with the mend, exit code 1', async (command, argv) => {
    const { code, stdout, stderr } = await run(command, argv);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/no system runs on .*npm start/);
  });

  it('repeats what the system says when it refuses, exit code 1', async () => {
    running();
    answer = [401, { code: 'UNAUTHENTICATED', message: 'the control token is wrong' }];
    const { code, stderr } = await run(runToken, ['create', '--role', 'admin']);
    expect([code, stderr]).toEqual([1, 'wireledger: the control token is wrong\n']);
  });

  it.each<[typeof runToken, string[]]>([
    [runToken, []],
    [runToken, ['revoke']],
    [runToken, ['create']],
    [runToken, ['create', '--role', 'root']],
    [runToken, ['create', '--role', 'admin', '--kind', 'export']],
    [runToken, ['create', '--role', 'admin', '--days', '0']],
    [runToken, ['create', '--role', 'admin', '--days', 'ten']],
    [runToken, ['create', '--colour', 'red']],
    [runUser, []],
    [runUser, ['add']],
    [runUser, ['bootstrap', 'now']],
    [runUser, ['erase']],
    [runUser, ['erase', 'u1']],
    [runUser, ['erase', 'u1', '--reason', ' ']],
    [runUser, ['erase', 'u1', '--reason', 'request 7', 'and more']],
    [runUser, ['erase-address', '--reason', 'x']],
    [runUser, ['erase-address', 'ann@example.org', '--reason', 'Ann@Example.org asked']],
  ])('wrong usage is exit code 2 with the usage: %p %j', async (command, argv) => {
    running();
    const { code, stdout, stderr } = await run(command, argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('usage: wireledger');
    expect(seen).toEqual([]);
  });

  it('explains itself', async () => {
    expect(await run(runToken, ['--help'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('usage'),
    });
  });
});
