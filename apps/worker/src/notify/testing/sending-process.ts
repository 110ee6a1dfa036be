import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { buildSync } from 'esbuild';

/** What a worker works with. */
export interface SendingSetUp {
  readonly connection: string;
  readonly dataDir: string;
  readonly smtpUrl: string;
}

/** A point of the worker's work: when it is about to append an event of the type, or has; `writers`: how many come there side by side. */
export interface StopAt {
  readonly when: 'before' | 'after';
  readonly type: string;
  readonly writers: number;
}

/** What a worker is told: to begin, what time it is (µs since 1970 UTC), or where to stop. */
export type Order =
  { readonly begin: SendingSetUp; readonly now: number } | { readonly now: number } | { readonly stopAt: StopAt };

type Said = { readonly type: 'loaded' | 'ready' | 'stopped' };

/** Makes one file of the worker's program; packages stay where they are. */
export function bundleSendingWorker(outfile: string): void {
  buildSync({
    entryPoints: [path.join(__dirname, 'sending-worker.ts')],
    ...{ outfile, bundle: true, platform: 'node', target: 'node24', logLevel: 'error', packages: 'external' },
    tsconfig: path.resolve(__dirname, '../../../../../tsconfig.base.json'),
  });
}

/** A worker that sends, as a process of its own, which can be killed. */
export class SendingProcess {
  private constructor(private readonly child: ChildProcess) {}

  /** Loads the program, `folder`: where it may keep what was compiled. @throws when it ends before */
  static async load(program: string, folder: string): Promise<SendingProcess> {
    const child = spawn(process.execPath, [program], {
      env: {
        ...{ PATH: process.env['PATH'], NODE_COMPILE_CACHE: folder },
        NODE_PATH: path.resolve(__dirname, '../../../../../node_modules'),
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const loaded = new SendingProcess(child);
    await loaded.says('loaded');
    return loaded;
  }

  /** Takes up its work at a time, µs since 1970 UTC. @throws when it ends before */
  async begin(setUp: SendingSetUp, now: number): Promise<void> {
    const ready = this.says('ready');
    await this.tell({ begin: setUp, now });
    await ready;
  }

  /** Moves its clock to a time, µs since 1970 UTC. */
  clock(now: number): Promise<void> {
    return this.tell({ now });
  }

  /** Where it stops next. */
  stopAt(stopAt: StopAt): Promise<void> {
    return this.tell({ stopAt });
  }

  /** Resolves when all writers stand at the point. @throws when it ends before */
  stopped(): Promise<void> {
    return this.says('stopped');
  }

  /** kill −9, by its process id. */
  async kill(): Promise<void> {
    const { pid, exitCode, signalCode } = this.child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const ended = once(this.child, 'exit');
    process.kill(pid, 'SIGKILL');
    await ended;
  }

  /** By which signal it ended; null while it runs, or when it ended by itself. */
  get endedBy(): NodeJS.Signals | null {
    return this.child.signalCode;
  }

  private tell(order: Order): Promise<void> {
    return new Promise((resolve, reject) => this.child.send(order, (error) => (error ? reject(error) : resolve())));
  }

  private says(what: Said['type']): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (error?: Error): void => {
        this.child.off('message', onSaid).off('exit', onExit);
        if (error) reject(error);
        else resolve();
      };
      const onSaid = ({ type }: Said): void => void (type === what && settle());
      const onExit = (code: number | null, signal: string | null): void =>
        settle(new Error(`the worker ended with ${signal ?? code} before it was ${what}`));
      this.child.on('message', onSaid).once('exit', onExit);
    });
  }
}
