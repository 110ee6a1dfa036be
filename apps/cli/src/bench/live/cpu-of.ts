import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc a second (USER_HZ, the same on every Linux that Node runs on). */
const TICKS = 100;

interface Seen {
  readonly parent: number;
  readonly name: string;
  readonly cpuS: number;
  /** Of children that have ended. */
  readonly endedS: number;
}

/** Processor time of running processes, user and system, seconds. */
export class CpuOf {
  private readonly all = new Map<number, Seen>();

  /** As it is now. */
  constructor() {
    for (const entry of readdirSync('/proc')) if (/^\d+$/.test(entry)) this.look(Number(entry));
  }

  /** Of a process without its children; 0 when it is gone. */
  of(pid: number): number {
    return this.all.get(pid)?.cpuS ?? 0;
  }

  /** Of the children of a process that have ended. */
  ended(pid: number): number {
    return this.all.get(pid)?.endedS ?? 0;
  }

  /** Of the descendants of a process, all or those of a name. */
  below(pid: number, name?: string): number {
    let sum = 0;
    for (const [child, seen] of this.all)
      if (seen.parent === pid)
        sum += (name === undefined || seen.name === name ? seen.cpuS : 0) + this.below(child, name);
    return sum;
  }

  private look(pid: number): void {
    try {
      const seen = statOf(readFileSync(`/proc/${pid}/stat`, 'latin1'));
      if (seen) this.all.set(pid, seen);
    } catch {
      // It ended meanwhile.
    }
  }
}

/** A line of /proc/PID/stat (proc(5)); names may hold anything, brackets too. */
export function statOf(line: string): Seen | null {
  const name = /^\d+ \((.*)\) /s.exec(line)?.[1];
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [parent = NaN, user = NaN, system = NaN, childUser = NaN, childSystem = NaN] = [1, 11, 12, 13, 14].map((n) =>
    Number(fields[n]),
  );
  if (name === undefined || !Number.isFinite(parent + user + system + childUser + childSystem)) return null;
  return { parent, name, cpuS: (user + system) / TICKS, endedS: (childUser + childSystem) / TICKS };
}
