import { promisify } from 'node:util';
import { gunzip, gzip, zstdCompress, zstdDecompress } from 'node:zlib';

import type { Encoding } from './head';

const compressZstd = promisify<Buffer, Buffer>(zstdCompress);
const compressGzip = promisify<Buffer, Buffer>(gzip);
const expandZstd = promisify<Buffer, { maxOutputLength: number }, Buffer>(zstdDecompress);
const expandGzip = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

export async function pack(plain: Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === 'identity') return plain;
  return encoding === 'zstd' ? compressZstd(plain) : compressGzip(plain);
}

/** What came of unpacking: the bytes, or why there are none. */
export type Unpacked = Buffer | 'too large' | 'broken';

/** Never makes more than `most` bytes, whatever the packed ones say. */
export async function unpack(packed: Buffer, encoding: Encoding, most: number): Promise<Unpacked> {
  if (encoding === 'identity') return packed.length > most ? 'too large' : packed;
  const limit = { maxOutputLength: most };
  try {
    return await (encoding === 'zstd' ? expandZstd(packed, limit) : expandGzip(packed, limit));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'broken';
  }
}
