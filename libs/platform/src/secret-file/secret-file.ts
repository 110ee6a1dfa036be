import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';

/**
 * Content of a secret file, made by `make` when it is not there; readable by its owner only. Two processes that start together agree:
 * the file appears whole, and the first one wins.
 */
export function secretFile(dataDir: string, name: string, make: () => string): string {
  const file = path.join(dataDir, 'keys', name);
  const known = readSecret(file);
  if (known !== null) return known;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, make(), { mode: 0o600, flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  chmodSync(file, 0o600);
  // What is sealed with it is on the disk at once: so is its name.
  syncFolder(path.dirname(file));
  return readFileSync(file, 'utf8');
}

/** The name of what is to take the place of a secret: while it is there, what was sealed with either opens. */
const NEXT = '.next';

/** What is to take the place of a secret that is being replaced; null when none is. */
export const nextSecret = (dataDir: string, name: string): string | null =>
  readSecret(path.join(dataDir, 'keys', `${name}${NEXT}`));

/** The same, made by `make` when it is not there: a replacement begins, or goes on. */
export const beginNextSecret = (dataDir: string, name: string, make: () => string): string =>
  secretFile(dataDir, `${name}${NEXT}`, make);

/** Puts the next secret in the place of the one in force, whose bytes are gone from the folder then. In one step: there is always one of them whole. */
export function putNextSecret(dataDir: string, name: string): void {
  const folder = path.join(dataDir, 'keys');
  renameSync(path.join(folder, `${name}${NEXT}`), path.join(folder, name));
  syncFolder(folder);
}

/** Names that were made or removed in a folder outlive a power cut from here on. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function readSecret(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return null;
  }
}
