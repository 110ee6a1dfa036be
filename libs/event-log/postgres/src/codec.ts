import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import type { StreamClass } from '@wireledger/event-sourcing';

/** How `data` is stored. The numbers are in the database. */
export const CODEC = { json: 0, zstd: 1 } as const;

const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };
const WORTH_BYTES = 256;

/** Batches of facts are compressed; everything else stays JSON that an auditor can read with any tool. */
export function encode(streamClass: StreamClass, data: Buffer): { codec: number; bytes: Buffer } {
  if ((streamClass === 'telemetry' || streamClass === 'sandbox') && data.length >= WORTH_BYTES) {
    const bytes = zstdCompressSync(data, LEVEL);
    if (bytes.length < data.length) return { codec: CODEC.zstd, bytes };
  }
  return { codec: CODEC.json, bytes: data };
}

/** @throws on an unknown codec or damaged bytes */
export function decode(codec: number, bytes: Buffer): string {
  if (codec === CODEC.json) return bytes.toString('utf8');
  if (codec === CODEC.zstd) return zstdDecompressSync(bytes).toString('utf8');
  throw new Error(`event is stored with codec ${codec}, which this release does not know`);
}
