import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { cli, eventually, type Finished, MAIN, NODE, ROOT, type System } from './system';

interface Found {
  readonly pids: { readonly sensor?: number };
  readonly sensor: { readonly url: string } | null;
}

/** A sensor on another machine: a data folder of its own, and nothing of the system but its address. */
export class RemoteSensor {
  private child: ChildProcess | null = null;

  private constructor(readonly dataDir: string) {}

  /** Enrolled and running. */
  static async start(system: System, name: string): Promise<RemoteSensor> {
    const sensor = new RemoteSensor(mkdtempSync(path.join(tmpdir(), 'wl-remote-')));
    const enrolled = await system.cli('sensor', 'enrol', name);
    if (enrolled.code !== 0) throw new Error(`sensor enrol: ${enrolled.stderr}`);
    const joined = await sensor.cli('sensor', 'join', '--to', system.url, '--code', enrolled.stdout.trim());
    if (joined.code !== 0) throw new Error(`sensor join: ${joined.stderr}`);
    await sensor.run();
    return sensor;
  }

  /** As a person starts it; again after it was killed. */
  async run(): Promise<void> {
    this.child = spawn(NODE, [MAIN, 'sensor', 'run'], { cwd: ROOT, env: this.env, stdio: 'ignore' });
    await eventually('the remote sensor runs', 60_000, () => Promise.resolve(this.found()?.sensor));
  }

  cli(...args: string[]): Promise<Finished> {
    return cli(args, this.env);
  }

  /** kill −9 of its process; what started it starts it again. */
  async kill(): Promise<void> {
    const before = this.found()?.pids.sensor;
    if (before === undefined) throw new Error('no sensor process');
    process.kill(before, 'SIGKILL');
    await eventually('another process has taken its place', 60_000, () =>
      Promise.resolve(this.found()?.pids.sensor !== before && this.found()?.sensor),
    );
  }

  async dispose(): Promise<void> {
    const { child } = this;
    if (child && child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await gone;
    }
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private get env(): NodeJS.ProcessEnv {
    const { DATABASE_URL: _database, EVENT_LOG_URL: _log, ...env } = process.env;
    return { ...env, NODE_OPTIONS: '', WIRELEDGER_DATA_DIR: this.dataDir };
  }

  private found(): Found | null {
    const file = path.join(this.dataDir, 'run/system.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Found) : null;
  }
}
