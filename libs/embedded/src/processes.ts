import { kill } from 'node:process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Start time of a process in clock ticks since boot, or null when there is none: tells a process from a later one with its pid. */
export function startTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** PostgreSQL processes that work in this cluster: a server keeps its data folder as working folder. */
export function serverProcesses(cluster: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const exe = readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
        return basename(exe) === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === cluster && startTime(pid) !== null;
      } catch {
        return false; // ended meanwhile, or another user's
      }
    });
}

/** Process id in the first line of `postmaster.pid`, or null. */
export function postmasterPid(cluster: string): number | null {
  try {
    const pid = Number(readFileSync(`${cluster}/postmaster.pid`, 'utf8').split('\n')[0]);
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Polls until `done` or until `ms` have passed; answers whether it was done. */
export async function until(done: () => boolean, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (!done()) {
    if (Date.now() >= deadline) return false;
    await sleep(15);
  }
  return true;
}

/**
 * Stops a server within 4.5 s: fast shutdown (open transactions roll back), then immediate, then SIGKILL to whatever is
 * left. Also ends processes whose server was killed before.
 */
export async function stopServer(cluster: string, postmaster: number | null): Promise<void> {
  const gone = () => serverProcesses(cluster).length === 0;
  const running = serverProcesses(cluster);
  if (running.length === 0) return;
  if (postmaster !== null && running.includes(postmaster)) {
    signal(postmaster, 'SIGINT');
    if (await until(gone, 3_000)) return;
    signal(postmaster, 'SIGQUIT');
  } else {
    for (const pid of running) signal(pid, 'SIGQUIT');
  }
  if (await until(gone, 1_000)) return;
  for (const pid of serverProcesses(cluster)) signal(pid, 'SIGKILL');
  await until(gone, 500);
}
