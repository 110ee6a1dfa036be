import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import { buildSync } from 'esbuild';

import type { SpoolDepth } from '../spool/spool-depth';

const TOKEN = 'a-control-token-of-a-test-that-is-long-enough';

/** Makes one file of the sensor's program. */
export function bundleSensor(outfile: string): void {
  buildSync({
    entryPoints: [path.join(__dirname, '../main.ts')],
    ...{ outfile, bundle: true, platform: 'node', target: 'node24', logLevel: 'error' },
    external: ['pg-native', '@eventstore/db-client', 'pino', 'pino-pretty', 'prom-client'],
    tsconfig: path.resolve(__dirname, '../../../../tsconfig.base.json'),
  });
}

/** The sensor's program as a process of its own, which can be killed. */
export class SensorProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  static async start(program: string, env: Readonly<Record<string, string>>): Promise<SensorProcess> {
    const modules = path.resolve(__dirname, '../../../../node_modules');
    const child = spawn(process.execPath, [program], {
      env: {
        ...{ PATH: process.env['PATH'], NODE_PATH: modules, LOG_LEVEL: 'silent' },
        ...{ WIRELEDGER_CONTROL_TOKEN: TOKEN, ...env },
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const said = once(child, 'message') as Promise<[{ url: string }]>;
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the sensor ended with ${code}`)));
    ended.catch(() => undefined); // it ends at some time
    const [{ url }] = await Promise.race([said, ended]);
    return new SensorProcess(child, url);
  }

  /** Begins a replay; its source. */
  replay(order: object): Promise<string> {
    return this.begin('/replay', order);
  }

  /** Begins what a route of its door streams about, and hangs up; its source. */
  async begin(at: string, order: object): Promise<string> {
    const hangUp = new AbortController();
    const response = await this.send(at, { method: 'POST', body: JSON.stringify(order), signal: hangUp.signal });
    const reader = response.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    hangUp.abort();
    return (
      JSON.parse(
        Buffer.from(value ?? [])
          .toString()
          .split('\n')[0] as string,
      ) as { source: string }
    ).source;
  }

  async spool(): Promise<SpoolDepth | undefined> {
    const { spools } = (await (await this.send('/status', {})).json()) as { spools: SpoolDepth[] };
    return spools[0];
  }

  /** What a route of its door says: one object, or the lines of a stream. */
  async ask(at: string, body?: object): Promise<unknown[]> {
    const response = await this.send(at, body ? { method: 'POST', body: JSON.stringify(body) } : {});
    const lines = (await response.text()).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as unknown);
  }

  /** kill −9. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }

  private async send(at: string, init: RequestInit): Promise<Response> {
    const response = await fetch(`${this.url}${at}`, { ...init, headers: { authorization: `Bearer ${TOKEN}` } });
    if (!response.ok) throw new Error(`${at} answered ${response.status}: ${await response.text()}`);
    return response;
  }
}
