import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { isThere } from './processes';
import { eventually, ROOT } from './system';

const WAIT_MS = 60_000;

/** Ends as `up` does: when it is told to, or when its channel ends. Says how in a file. */
const CHILD = `
  const { writeFileSync } = require('node:fs');
  const end = (how) => { writeFileSync('ended', how); process.exit(0); };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end(signal));
  process.once('disconnect', () => end('disconnect'));
  writeFileSync('pids', process.ppid + ' ' + process.pid);
  setInterval(() => undefined, 1000);`;

describe('what npm start runs', () => {
  let folder: string;
  let npm: ChildProcess;
  const read = (name: string): string | null =>
    existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name), 'utf8') : null;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'wl-handed-on-'));
    const starter = `import { handedOn } from ${JSON.stringify(path.join(ROOT, 'tools/handed-on.mjs'))};
      process.exit(await handedOn(process.execPath, ['child.cjs'], {}));`;
    writeFileSync(path.join(folder, 'starter.mjs'), starter);
    writeFileSync(path.join(folder, 'child.cjs'), CHILD);
    const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: { start: string };
    };
    const start = scripts.start.replace('tools/start.mjs', 'starter.mjs');
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ scripts: { start } }));
    const env = { ...process.env, NODE_OPTIONS: '', npm_config_update_notifier: 'false' };
    // Not of this terminal's process group: a signal reaches the one process that it is sent to.
    npm = spawn('npm', ['start', '--silent'], { cwd: folder, stdio: 'ignore', detached: true, env });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['npm is sent SIGINT', 'npm', 'SIGINT', /SIGTERM|SIGINT/],
    ['npm is sent SIGTERM', 'npm', 'SIGTERM', /SIGTERM/],
    ['npm is killed', 'npm', 'SIGKILL', /SIGTERM/],
    ['what npm started is killed', 'starter', 'SIGKILL', /disconnect/],
  ] as const)(
    'ends in order when %s',
    async (_name, whom, signal, how) => {
      const pids = await eventually('it runs', WAIT_MS, () => Promise.resolve(read('pids')));
      const [starter = 0, child = 0] = pids.split(' ').map(Number);
      process.kill(whom === 'npm' ? (npm.pid as number) : starter, signal);
      expect(await eventually('it has ended', WAIT_MS, () => Promise.resolve(read('ended')))).toMatch(how);
      await eventually('nothing is left', WAIT_MS, () => Promise.resolve(![starter, child].some(isThere)));
    },
    200_000,
  );
});
