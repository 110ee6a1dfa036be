import { spawnSync } from 'node:child_process';

/**
 * Seconds of processor time, user and system, of a whole process, its children included; null when the program is not there.
 * @throws when it fails
 */
export function childCpu(command: string, args: readonly string[]): number | null {
  const script = 'command -v "$1" >/dev/null || exit 127; TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>/dev/null';
  const { status, stderr, error } = spawnSync('bash', ['-c', script, 'bash', command, ...args], { encoding: 'utf8' });
  if (error) throw error;
  if (status === 127) return null;
  const match = /([\d.]+) ([\d.]+)\s*$/.exec(stderr);
  if (status !== 0 || !match) throw new Error(`${command} ended with code ${status}: ${stderr.trim()}`);
  return Number(match[1]) + Number(match[2]);
}

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
