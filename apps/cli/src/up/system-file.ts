import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where a running system is found by commands on the same host: `<data>/run/system.json`, readable by its owner only. */
export interface SystemFile {
  readonly pid: number;
  readonly url: string;
  /** Where people open the console; links use it. */
  readonly address: string;
  /** Control token: lets host commands act on the API and the sensor. */
  readonly token: string;
  readonly sensor: { readonly url: string } | null;
  readonly pids: Readonly<Record<string, number>>;
  readonly startedAt: string;
  /** Name of the sensor, when nothing else runs here and it works for a system elsewhere. */
  readonly remote?: string;
}

const place = (dataDir: string) => path.join(dataDir, 'run', 'system.json');

export function writeSystemFile(dataDir: string, system: SystemFile): void {
  const file = place(dataDir);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${JSON.stringify(system, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export function removeSystemFile(dataDir: string): void {
  rmSync(place(dataDir), { force: true });
}

/** True while `pid` is one of our processes: after a crash the number may be somebody else's. */
export function isOurs(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/apps/');
  } catch {
    return false;
  }
}

function read(dataDir: string): SystemFile | null {
  try {
    return JSON.parse(readFileSync(place(dataDir), 'utf8')) as SystemFile;
  } catch {
    return null;
  }
}

/** The system that runs on this data folder, or null when there is none (a file left by a killed one does not count). */
export function findSystem(dataDir: string): SystemFile | null {
  const system = read(dataDir);
  return system && isOurs(system.pid) ? system : null;
}

/** Processes of a killed supervisor that have not ended yet; the database is looked after by its own supervisor. */
export function leftBehind(dataDir: string): number[] {
  const { api, worker, sensor } = read(dataDir)?.pids ?? {};
  return [api, worker, sensor].filter((pid): pid is number => pid !== undefined && isOurs(pid));
}
