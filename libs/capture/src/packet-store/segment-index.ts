import { crc32 } from 'node:zlib';
import { z } from 'zod';

import type { ChunkFacts } from './packet-chunk';
import { CIPHER_HEAD, FrameOf, frameLength, isEncrypted, SegmentCipher } from './segment-cipher';

const MAGIC = Buffer.from('WLPIDX1\n', 'latin1');
const CHUNK_HEAD = 40;
/** Chunks of one segment; more is damage. */
const MOST_CHUNKS = 1_000_000;

/** Where a chunk stands in its file, and what is in it. */
export interface IndexedChunk extends ChunkFacts {
  readonly offset: number;
  readonly length: number;
  /** Number of its frame, where the file is encrypted. */
  readonly frame: number;
}

/** What is in a segment. */
export interface SegmentIndex {
  /** Length of the file that this was made of: of another one it is not the index. */
  readonly bytes: number;
  readonly packets: number;
  readonly firstUs: number;
  readonly lastUs: number;
  /** Of its interfaces, in order. */
  readonly linktypes: readonly number[];
  readonly chunks: readonly IndexedChunk[];
}

const count = z.number().int().nonnegative();
const Meta = z.object({ bytes: count, linktypes: z.array(count).max(65_536), chunks: count.max(MOST_CHUNKS) });

/** Sums over chunks. */
export function indexOf(bytes: number, linktypes: readonly number[], chunks: readonly IndexedChunk[]): SegmentIndex {
  return {
    ...{ bytes, linktypes: [...linktypes], chunks: [...chunks] },
    packets: chunks.reduce((sum, { packets }) => sum + packets, 0),
    firstUs: chunks.reduce((least, { firstUs }) => Math.min(least, firstUs), chunks[0]?.firstUs ?? 0),
    lastUs: chunks.reduce((most, { lastUs }) => Math.max(most, lastUs), chunks[0]?.lastUs ?? 0),
  };
}

/** An index as a file: with a check sum, or sealed where there is a key. */
export function encodeIndex({ bytes, linktypes, chunks }: SegmentIndex, master: Buffer | null): Buffer {
  const meta = Buffer.from(JSON.stringify({ bytes, linktypes, chunks: chunks.length }), 'utf8');
  const size = Buffer.alloc(4);
  size.writeUInt32LE(meta.length);
  const plain = Buffer.concat([MAGIC, size, meta, ...chunks.flatMap(encodeChunk)]);
  if (!master) {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(plain));
    return Buffer.concat([plain, sum]);
  }
  const cipher = SegmentCipher.create(master);
  return Buffer.concat([cipher.head, cipher.seal(FrameOf.INDEX, 0, plain)]);
}

/** Reads what {@link encodeIndex} wrote. @throws when it is damaged, or sealed with another key */
export function decodeIndex(file: Buffer, master: Buffer | null): SegmentIndex {
  const plain = isEncrypted(file) ? opened(file, master) : checked(file);
  if (!plain.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('is no index');
  const from = MAGIC.length + 4;
  const size = plain.readUInt32LE(MAGIC.length);
  const meta = Meta.parse(JSON.parse(plain.subarray(from, from + size).toString('utf8')));
  const chunks: IndexedChunk[] = [];
  let at = from + size;
  for (let n = 0; n < meta.chunks; n++) {
    const keys = new Int32Array(Math.min(plain.readUInt32LE(at + 36), (plain.length - at - CHUNK_HEAD) >>> 2));
    for (let k = 0; k < keys.length; k++) keys[k] = plain.readInt32LE(at + CHUNK_HEAD + k * 4);
    chunks.push({
      ...{ offset: plain.readDoubleLE(at), length: plain.readUInt32LE(at + 8), frame: plain.readUInt32LE(at + 12) },
      packets: plain.readUInt32LE(at + 16),
      ...{ firstUs: plain.readDoubleLE(at + 20), lastUs: plain.readDoubleLE(at + 28), keys },
    });
    at += CHUNK_HEAD + keys.length * 4;
  }
  return indexOf(meta.bytes, meta.linktypes, chunks);
}

function encodeChunk(chunk: IndexedChunk): readonly Buffer[] {
  const head = Buffer.alloc(CHUNK_HEAD);
  head.writeDoubleLE(chunk.offset, 0);
  head.writeUInt32LE(chunk.length, 8);
  head.writeUInt32LE(chunk.frame, 12);
  head.writeUInt32LE(chunk.packets, 16);
  head.writeDoubleLE(chunk.firstUs, 20);
  head.writeDoubleLE(chunk.lastUs, 28);
  head.writeUInt32LE(chunk.keys.length, 36);
  const keys = Buffer.alloc(chunk.keys.length * 4);
  chunk.keys.forEach((key, n) => keys.writeInt32LE(key, n * 4));
  return [head, keys];
}

function opened(file: Buffer, master: Buffer | null): Buffer {
  const cipher = SegmentCipher.of(file.subarray(0, CIPHER_HEAD), master);
  const length = frameLength(file, CIPHER_HEAD);
  if (length === null || CIPHER_HEAD + length !== file.length) throw new Error('is an index cut short');
  return cipher.open(0, file.subarray(CIPHER_HEAD)).plain;
}

function checked(file: Buffer): Buffer {
  const plain = file.subarray(0, Math.max(0, file.length - 4));
  if (file.length < MAGIC.length + 8 || file.readUInt32LE(plain.length) !== crc32(plain))
    throw new Error('is an index that was changed');
  return plain;
}
