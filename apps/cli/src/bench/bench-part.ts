import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';

import { ChildFailed } from './child-usage';

/** Programs of the product that benches start, as they were built. */
export const API_MAIN = path.resolve(__dirname, '../../../api/src/main.js');
export const SENSOR_MAIN = path.resolve(__dirname, '../../../sensor/src/main.js');
export const WORKER_MAIN = path.resolve(__dirname, '../../../worker/src/main.js');

const STARTS_MS = 60_000;
const ENDS_MS = 5000;

/** A process of a bench that listens, or is ready to work; that one has no `url`. */
export interface BenchPart {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Starts one; resolves when it says that it listens or is ready. @throws ChildFailed when it does not */
export function startPart(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<BenchPart> {
  const child = fork(file, args, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new ChildFailed(`${path.basename(file)} did not start within ${STARTS_MS / 1000} s`));
    }, STARTS_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new ChildFailed(`${path.basename(file)} ended with code ${code}`));
    });
    child.on('message', (message) => {
      const { type, url } = message as { readonly type?: string; readonly url?: string };
      if (type !== 'ready' && (type !== 'listening' || url === undefined)) return;
      clearTimeout(timer);
      resolve({ child, url: url ?? '' });
    });
  });
}

/** Ends one; resolves when it is gone. */
export const stopPart = ({ child }: BenchPart): Promise<unknown> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(null);
    child.once('exit', resolve);
    child.kill('SIGTERM');
    return setTimeout(() => child.kill('SIGKILL'), ENDS_MS).unref();
  });
