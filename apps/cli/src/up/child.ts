import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';

import { withLeastRights, withoutDebugger } from './least-rights';

/** Restart pauses after a crash, ms; the last one repeats. A child that lived for a minute starts at the first again. */
const RESTART_MS = [250, 500, 1000, 2000, 5000] as const;
const HEALTHY_MS = 60_000;

/**
 * Bound of V8's half spaces for young objects, MiB: it grows to 16 by itself and never gives them back, which an idle system
 * of three processes notices.
 */
const YOUNG_MB = { api: 4, worker: 8, sensor: 4 } as const;

export interface ChildSpec {
  readonly name: 'api' | 'worker' | 'sensor';
  readonly env: NodeJS.ProcessEnv;
  /** One line of a child's log, without its line break. */
  readonly onLine: (name: string, line: string) => void;
  /** What a child says of itself through the process channel. */
  readonly onMessage?: (message: unknown) => void;
  readonly onStart?: (pid: number) => void;
}

/**
 * One process of the system, started again when it dies. It runs in its own process group, so a terminal's Ctrl-C reaches only the supervisor,
 * which stops things in order; should the supervisor be killed, the child sees its channel close and ends by itself.
 */
export class Child {
  private process: ChildProcess | null = null;
  private stopping = false;
  private failures = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly spec: ChildSpec) {}

  start(): void {
    const began = performance.now();
    const main = path.resolve(__dirname, `../../../${this.spec.name}/src/main.js`);
    const { execPath, before } = withLeastRights(this.spec.name);
    const child = fork(main, [], {
      env: this.spec.env,
      execPath,
      execArgv: [
        ...before,
        ...withoutDebugger(),
        ...process.execArgv,
        `--max-semi-space-size=${YOUNG_MB[this.spec.name]}`,
      ],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.process = child;
    if (child.pid !== undefined) this.spec.onStart?.(child.pid);
    for (const stream of [child.stdout, child.stderr]) if (stream) this.lines(stream);
    child.on('message', (message) => this.spec.onMessage?.(message));
    let over = false;
    const ended = (reason: string) => {
      if (over) return;
      over = true;
      this.process = null;
      if (this.stopping) return;
      if (performance.now() - began > HEALTHY_MS) this.failures = 0;
      const wait = RESTART_MS[Math.min(this.failures++, RESTART_MS.length - 1)] as number;
      this.spec.onLine(this.spec.name, `${reason}; starting it again in ${wait} ms`);
      this.timer = setTimeout(() => this.start(), wait);
    };
    child.on('error', (error) => {
      // Without a process there will be no exit.
      if (child.pid === undefined) ended(`cannot run (${error.message})`);
    });
    child.on('exit', (code, signal) => ended(`ended (${signal ?? `exit code ${code}`})`));
  }

  /** SIGTERM, and SIGKILL after `graceMs`. Resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.stopping = true;
    if (this.timer) clearTimeout(this.timer);
    const child = this.process;
    if (!child) return;
    await new Promise<void>((resolve) => {
      const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
      child.once('exit', () => {
        clearTimeout(kill);
        resolve();
      });
      child.kill('SIGTERM');
    });
  }

  private lines(stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const parts = (rest + text).split('\n');
      rest = (parts.pop() ?? '').slice(-65_536);
      for (const line of parts) if (line.trim()) this.spec.onLine(this.spec.name, line);
    });
  }
}
