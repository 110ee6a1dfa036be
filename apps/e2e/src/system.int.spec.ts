import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { buildSync } from 'esbuild';

import { isThere } from './processes';
import { eventually, NODE } from './system';

/** Starts a system, says where it lies and which processes it has, and stays: as a worker of Jest in the middle of a test. */
const STARTER = `
  import { System } from './system';
  void System.start({ dataDir: process.argv[2] }).then((system) => {
    process.stdout.write(JSON.stringify([system.pid, ...Object.values(system.found()?.pids ?? {})]));
  });`;

describe('a system whose tests were killed', () => {
  let folder: string;
  let starter: ChildProcess;
  let pids: readonly number[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'wl-starter-'));
    // Passable for the database's own user: under root everything stays in it.
    const data = path.join(folder, 'data');
    mkdirSync(data);
    for (const each of [folder, data]) chmodSync(each, 0o711);
    const outfile = path.join(folder, 'starter.js');
    buildSync({
      stdin: { contents: STARTER, resolveDir: __dirname, loader: 'ts' },
      ...{ outfile, bundle: true, platform: 'node', target: 'node24', logLevel: 'error' },
      // It finds the product beside its sources.
      define: { __dirname: JSON.stringify(__dirname) },
    });
    starter = spawn(NODE, [outfile, data], { stdio: ['ignore', 'pipe', 'inherit'] });
  });
  afterEach(() => {
    for (const pid of [starter.pid as number, ...pids].filter(isThere)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('ends with them, database included', async () => {
    const [said] = (await once(starter.stdout!, 'data')) as [Buffer];
    pids = JSON.parse(String(said)) as number[];
    expect([pids.length, pids.every(isThere)]).toEqual([5, true]);
    starter.kill('SIGKILL');
    await eventually('nothing is left', 60_000, () => Promise.resolve(!pids.some(isThere)));
  }, 200_000);
});
