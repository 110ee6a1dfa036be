import { spawnSync } from 'node:child_process';
import { findProgram } from './find-program';

/** What a process used from its start to its end, its children included. */
export interface ChildUsage {
  /** Seconds of processor time, user and system; at least the millisecond that can be told. */
  readonly cpuS: number;
  /** Peak of resident memory; null where GNU time is not there to tell. */
  readonly peakMiB: number | null;
}

/** A program did not do what it was started for. */
export class ChildFailed extends Error {}

/** Asks the kernel for a child's peak, which the shell's own `time` cannot; that one counts milliseconds, and GNU time hundredths. */
export const GNU_TIME = { name: 'GNU time', program: '/usr/bin/time', debianPackage: 'time' } as const;

const CPU = /^cpu ([\d.]+) ([\d.]+)$/m;
const PEAK = /^peak (\d+)$/m;
const LEAST_S = 0.001;
const KIB_PER_MIB = 1024;

/** Runs a program to its end and tells what it used; its output goes nowhere. @throws ChildFailed */
export function childUsage(file: string, args: readonly string[]): ChildUsage {
  const gnuTime = findProgram(GNU_TIME.program) === null ? '' : `${GNU_TIME.program} -o /dev/fd/4 -f "peak %M"`;
  const { status, stderr, error, signal } = spawnSync('bash', ['-c', timed(gnuTime), 'bash', file, ...args], {
    encoding: 'utf8',
    // For a decimal point.
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error) throw error;
  const usage = usageIn(stderr);
  if (status !== 0 || usage === null) throw new ChildFailed(`${file} ended with ${signal ?? `code ${status}`}`);
  return usage;
}

/** Seconds that a program runs, its output goes nowhere. @throws ChildFailed */
export function wallSeconds(file: string, args: readonly string[]): number {
  const began = performance.now();
  const { status, error, signal } = spawnSync(file, args, { stdio: 'ignore' });
  const took = (performance.now() - began) / 1000;
  if (error) throw error;
  if (status !== 0) throw new ChildFailed(`${file} ended with ${signal ?? `code ${status}`}`);
  return took;
}

/** What a program writes to its end. @throws ChildFailed */
export function childText(file: string, args: readonly string[]): string {
  const { status, stdout, stderr, error, signal } = spawnSync(file, args, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new ChildFailed(`${file} ended with ${signal ?? `code ${status}`}: ${stderr}`);
  return stdout;
}

/**
 * The shell's command that runs its arguments, silently. GNU time opens what it writes to, which it cannot when that is our socket: it gets a pipe
 * of the shell's.
 */
const timed = (gnuTime: string): string => `TIMEFORMAT="cpu %U %S"; exec 3>&2
peak=$({ time ${gnuTime} "$@" >/dev/null 2>/dev/null; } 2>&3 4>&1)
status=$?; echo "$peak" >&2; exit $status`;

/** What the shell's `time` and GNU time wrote; null when there are no times. */
export function usageIn(text: string): ChildUsage | null {
  const cpu = CPU.exec(text);
  const peak = PEAK.exec(text);
  if (!cpu) return null;
  const cpuS = Math.max(LEAST_S, Number(cpu[1]) + Number(cpu[2]));
  return { cpuS, peakMiB: peak ? Number(peak[1]) / KIB_PER_MIB : null };
}
