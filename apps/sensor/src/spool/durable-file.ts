import { closeSync, fdatasync, fsync, fsyncSync, openSync, rename, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const renamed = promisify(rename);
const synced = promisify(fsync);

/** Resolves when what was written to a file so far outlives a power cut. */
export const dataSynced = promisify(fdatasync);

/** Replaces a file so that it is always whole, the old one or the new one, after a kill or a power cut too. Mode 0600. */
export function replaceFile(file: string, text: string): void {
  const beside = `${file}.new`;
  const fd = openSync(beside, 'w', 0o600);
  try {
    writeAll(fd, Buffer.from(text, 'utf8'));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(beside, file);
  syncFolder(path.dirname(file));
}

/** The same; whoever waits for the disk does not hold up this thread. One at a time for a file. */
export async function replaceFileSoon(file: string, text: string): Promise<void> {
  const beside = `${file}.new`;
  const fd = openSync(beside, 'w', 0o600);
  try {
    writeAll(fd, Buffer.from(text, 'utf8'));
    await synced(fd);
  } finally {
    closeSync(fd);
  }
  await renamed(beside, file);
  const folder = openSync(path.dirname(file), 'r');
  try {
    await synced(folder);
  } finally {
    closeSync(folder);
  }
}

/** Writes all of it: a call may take less. @throws what the disk says, ENOSPC among others */
export function writeAll(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at);
}

/** Names that were made or removed in a folder outlive a power cut from here on. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
