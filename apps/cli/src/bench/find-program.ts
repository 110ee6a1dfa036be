import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Some programs are installed where only root's PATH leads. */
const MORE_FOLDERS = ['/usr/sbin', '/sbin'];

/** Where a program lies, null when it is not there. */
export function findProgram(name: string, searched = process.env['PATH'] ?? ''): string | null {
  if (path.isAbsolute(name)) return runnable(name) ? name : null;
  const folders = [...searched.split(path.delimiter).filter((folder) => folder !== ''), ...MORE_FOLDERS];
  return folders.map((folder) => path.join(folder, name)).find(runnable) ?? null;
}

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
