import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

import { UnusableFile } from './unusable-file';

const MIB = 1024 * 1024;
const CHUNK = MIB;

/** The largest file that is read: 1 GiB. The largest of the known data sets has 130 MiB. */
export const LARGEST_FILE = 1024 * MIB;

/** Calls `each` with the pieces of a file in order, at most 1 MiB each and valid only during the call, and returns its SHA-256. @throws UnusableFile */
export async function readPieces(
  file: string,
  begin: (bytes: number) => void,
  each: (piece: Buffer) => void,
): Promise<string> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new UnusableFile(`${file} cannot be opened (${error.code ?? error.message}). Name a file that can be read.`);
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new UnusableFile(`${file} is not a file. Name a file.`);
    if (stats.size === 0) throw new UnusableFile(`${file} is empty. Fetch it again.`);
    if (stats.size > LARGEST_FILE)
      throw new UnusableFile(`${file} has ${Math.ceil(stats.size / MIB)} MiB, more than 1024. Use a smaller data set.`);
    begin(stats.size);
    const hash = createHash('sha256');
    const piece = Buffer.allocUnsafe(Math.min(CHUNK, stats.size));
    let read = 0;
    while (read < stats.size) {
      const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, stats.size - read), read);
      if (bytesRead === 0) break;
      const own = piece.subarray(0, bytesRead);
      hash.update(own);
      each(own);
      read += bytesRead;
    }
    if (read !== stats.size)
      throw new UnusableFile(`${file} became shorter while it was read. Put it there in one step.`);
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

/** A file's bytes and their SHA-256. @throws UnusableFile */
export async function readWhole(file: string): Promise<{ readonly bytes: Buffer; readonly sha256: string }> {
  let bytes = Buffer.alloc(0);
  let at = 0;
  const sha256 = await readPieces(
    file,
    (size) => (bytes = Buffer.allocUnsafe(size)),
    (piece) => (at += piece.copy(bytes, at)),
  );
  return { bytes, sha256 };
}
