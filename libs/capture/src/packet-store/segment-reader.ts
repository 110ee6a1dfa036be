import { open, readFile } from 'node:fs/promises';

import { interfaceBlock, sectionBlock } from '../pcapng-blocks';
import { CIPHER_HEAD, isEncrypted, SegmentCipher, UnreadableSegment } from './segment-cipher';
import { indexFile } from './segment-file';
import { decodeIndex, type IndexedChunk, type SegmentIndex } from './segment-index';

/** Which packets are looked for: a chunk that has none of them is not read. */
export interface Sought {
  readonly fromUs: number;
  readonly toUs: number;
  /** Keys of a conversation; null = whatever there is. */
  readonly keys: ReadonlySet<number> | null;
}

/** Whether a chunk may have packets that are looked for. */
export function mayHold({ firstUs, lastUs, keys }: IndexedChunk, sought: Sought): boolean {
  if (lastUs < sought.fromUs || firstUs > sought.toUs) return false;
  if (!sought.keys) return true;
  for (const key of sought.keys) if (has(keys, key)) return true;
  return false;
}

function has(keys: Int32Array, key: number): boolean {
  let low = 0;
  let high = keys.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = keys[middle] as number;
    if (found === key) return true;
    if (found < key) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}

/** The index of a closed segment; null when there is none that fits the file. */
export async function readIndex(segment: string, bytes: number, master: Buffer | null): Promise<SegmentIndex | null> {
  try {
    const index = decodeIndex(await readFile(indexFile(segment)), master);
    return index.bytes === bytes ? index : null;
  } catch {
    return null; // absent, cut or changed: it is made anew from the segment
  }
}

/** The index out of its file's bytes. @throws UnreadableSegment when it is damaged, or sealed with another key */
export function indexOfFile(segment: string, file: Buffer, master: Buffer | null): SegmentIndex {
  try {
    return decodeIndex(file, master);
  } catch (error) {
    throw new UnreadableSegment(`The index of the packet segment ${segment} ${(error as Error).message}.`);
  }
}

/** Where the bytes of a segment are. */
export interface Parts {
  /** `[from, from + length)`, less where the segment ends. */
  part(from: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Those of a file. @throws ENOENT when it is gone */
export async function fileParts(file: string): Promise<Parts> {
  const handle = await open(file, 'r');
  return {
    close: () => handle.close(),
    part: async (from, length) => {
      const bytes = Buffer.alloc(length);
      let read = 0;
      while (read < length) {
        const { bytesRead } = await handle.read(bytes, read, length - read, from + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return bytes.subarray(0, read);
    },
  };
}

/**
 * The chunks of a segment that may hold what is looked for, as a pcapng section of their own. Closes its parts.
 * @throws UnreadableSegment when it was changed, or the key is missing
 */
export async function* readSegment(
  name: string,
  parts: Parts,
  { linktypes, chunks }: SegmentIndex,
  sought: Sought,
  master: Buffer | null,
): AsyncGenerator<Buffer> {
  try {
    const wanted = chunks.filter((chunk) => mayHold(chunk, sought));
    if (wanted.length === 0) return;
    const head = await parts.part(0, CIPHER_HEAD);
    const cipher = isEncrypted(head) ? SegmentCipher.of(head, master) : null;
    yield Buffer.concat([sectionBlock(), ...linktypes.map(interfaceBlock)]);
    for (const { offset, length, frame } of wanted) {
      const bytes = await parts.part(offset, length);
      if (bytes.length < length) throw new UnreadableSegment('is shorter than its index says: it was cut.');
      yield cipher ? cipher.open(frame, bytes).plain : bytes;
    }
  } catch (error) {
    throw error instanceof UnreadableSegment
      ? new UnreadableSegment(`The packet segment ${name} ${error.message}`)
      : error;
  } finally {
    await parts.close();
  }
}
