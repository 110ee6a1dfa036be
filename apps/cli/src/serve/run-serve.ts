import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Out } from '../commands';

const PROCESSES = ['api', 'worker', 'sensor'];

/** Runs one process in the foreground with the environment as it is; signals are handed on, its exit code is ours. */
export async function runServe(argv: string[], out: Out): Promise<number> {
  const [name = ''] = argv;
  if (argv.length !== 1 || !PROCESSES.includes(name)) {
    out.stderr.write(`usage: wireledger serve ${PROCESSES.join('|')}\n`);
    return name === '--help' ? 0 : 2;
  }
  const main = path.resolve(__dirname, `../../../${name}/src/main.js`);
  const child = spawn(process.execPath, [main], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
