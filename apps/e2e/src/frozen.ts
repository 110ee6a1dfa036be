import { readFileSync } from 'node:fs';
import { descendantsOf } from './processes';
import { eventually } from './system';

const STOP_MS = 30_000;

/** Does `work` while a process and its descendants stand still: what they wrote is then what kill −9 at that moment leaves. They go on after it. */
export async function whileFrozen(pid: number, work: () => void): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  // It starts none from here on, and one that ends stays until it is looked after.
  const all = descendantsOf(pid);
  try {
    for (const one of all) process.kill(one, 'SIGSTOP');
    await eventually('they stand still', STOP_MS, () => Promise.resolve(all.every(standsStill)));
    work();
  } finally {
    for (const one of all) process.kill(one, 'SIGCONT');
  }
}

/** Stopped, or ended: the letter after the name in /proc/PID/stat (proc(5)). */
const standsStill = (pid: number): boolean => /\) [TZ] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
