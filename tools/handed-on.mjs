// A child that ends when this process is told to end, when whoever started this one is gone, or when this one is killed.
import { spawn } from 'node:child_process';

const LOOK_MS = 500;

/**
 * Starts it with this terminal; resolves with its exit code. It is asked to end by SIGTERM, and by the end of its channel (`disconnect`) when this process cannot
 * say so any more.
 */
export function handedOn(command, args, options) {
  const child = spawn(command, args, { ...options, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const end = () => void child.kill('SIGTERM');
  // A terminal's Ctrl-C reaches the child by itself, and a second word changes nothing; `kill -INT` of npm alone reaches only this process, and that only where
  // no shell stands between: package.json has `exec`.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  // npm that is killed hands nothing on. Without npm a shell may end and leave this running.
  const { ppid } = process;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== ppid && end(), LOOK_MS).unref();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
