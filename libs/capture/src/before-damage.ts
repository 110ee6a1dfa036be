import type { FileHandle } from 'node:fs/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';

const BLOCK = 64 * 1024;
/** Bytes of the file that are given at once, from the block that cannot be unpacked down to the byte. */
const STEPS = [BLOCK, 1024, 1] as const;
const MOST_OUTPUT = 256 * 1024;

/**
 * What a packed file holds before its damage, from the unpacked byte `handed` on. An unpacker that meets damage forgets what it made of the bytes that it was given together with it,
 * such as the last packets before something that was appended to the file. So the file is unpacked again up to there, and byte by byte from there on. `bytes` has a
 * bound by itself: what one block of the file unpacks to is at most so many times larger as its packing allows (1,032 of gzip), and `most` ends it.
 */
export async function bytesBeforeDamage(
  file: FileHandle,
  packing: 'gzip' | 'zstd',
  handed: number,
  most: number,
): Promise<Buffer> {
  let from = 0;
  let found = Buffer.alloc(0);
  for (const step of STEPS) {
    const kept = step === 1 ? { from: handed, most } : null;
    const { fails, bytes } = await unpackUntilDamage(file, packing, from, step, kept);
    from = fails;
    found = bytes;
  }
  return found;
}

/** Gives `[0, from)` in blocks and what follows in pieces of `step` bytes; answers where the piece begins that it fails at, or the end of the file. */
async function unpackUntilDamage(
  file: FileHandle,
  packing: 'gzip' | 'zstd',
  from: number,
  step: number,
  kept: { readonly from: number; readonly most: number } | null,
): Promise<{ readonly fails: number; readonly bytes: Buffer<ArrayBuffer> }> {
  const unpack =
    packing === 'gzip' ? createGunzip({ chunkSize: MOST_OUTPUT }) : createZstdDecompress({ chunkSize: MOST_OUTPUT });
  const parts: Buffer[] = [];
  let [made, held] = [0, 0];
  unpack.on('data', (chunk: Buffer) => {
    const skip = kept === null ? chunk.length : Math.min(chunk.length, Math.max(0, kept.from - made));
    made += chunk.length;
    if (kept === null || skip === chunk.length || held >= kept.most) return;
    const part = Buffer.from(chunk.subarray(skip, skip + kept.most - held));
    held += part.length;
    parts.push(part);
  });
  // Of the piece that is being unpacked then; nobody else tells of it.
  const broken = new Promise<false>((resolve) => unpack.once('error', () => resolve(false)));
  const given = (piece: Buffer) =>
    Promise.race([broken, new Promise<boolean>((resolve) => unpack.write(piece, (error) => resolve(!error)))]);
  try {
    for (let at = 0; ;) {
      const block = Buffer.allocUnsafe(at < from ? Math.min(BLOCK, from - at) : BLOCK);
      const { bytesRead } = await file.read(block, 0, block.length, at);
      if (bytesRead === 0) return { fails: at, bytes: Buffer.concat(parts) };
      const piece = at < from ? bytesRead : step;
      for (let i = 0; i < bytesRead; i += piece)
        if (!(await given(block.subarray(i, Math.min(bytesRead, i + piece)))))
          return { fails: at + i, bytes: Buffer.concat(parts) };
      at += bytesRead;
    }
  } finally {
    unpack.destroy();
  }
}
