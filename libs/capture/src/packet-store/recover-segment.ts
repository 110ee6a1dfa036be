import { open, readFile, truncate, writeFile } from 'node:fs/promises';
import { decodeFrame, Packet } from '@wireledger/decoders';

import { INTERFACE_BLOCK, PACKET_BLOCK, PACKET_HEAD, SECTION_BLOCK } from '../pcapng-blocks';
import { conversationKey } from './conversation-key';
import { CHUNK_BYTES } from './packet-chunk';
import { CIPHER_HEAD, FrameOf, frameLength, isEncrypted, SegmentCipher } from './segment-cipher';
import { indexFile } from './segment-file';
import { encodeIndex, type IndexedChunk, indexOf, type SegmentIndex } from './segment-index';

const LEAST_BLOCK = 12;
const TWO_32 = 4_294_967_296;

/** What a segment turned out to hold. */
export interface Recovered {
  readonly index: SegmentIndex;
  /** Bytes at the end that were not whole, and were cut off. */
  readonly torn: number;
}

/**
 * Makes the index of a segment anew from what is in it, after a process was killed while it wrote or an index was lost. What is not whole at the
 * end is cut off. @throws UnreadableSegment when it is sealed with another key; what the disk says
 */
export async function recoverSegment(file: string, master: Buffer | null): Promise<Recovered> {
  const bytes = await readFile(file);
  const scan = isEncrypted(bytes) ? scanFrames(bytes, SegmentCipher.of(bytes, master)) : scanBlocks(bytes);
  const torn = bytes.length - scan.bytes;
  if (torn > 0) await truncate(file, scan.bytes);
  const index = indexOf(scan.bytes, scan.linktypes, scan.chunks);
  await writeFile(indexFile(file), encodeIndex(index, master), { mode: 0o600 });
  const handle = await open(indexFile(file), 'r');
  await handle.datasync().finally(() => handle.close());
  return { index, torn };
}

interface Scan {
  /** Up to where the file is whole. */
  readonly bytes: number;
  readonly linktypes: readonly number[];
  readonly chunks: readonly IndexedChunk[];
}

/** An encrypted file: each frame of packets is a chunk. Ends at the first frame that is cut or was changed. */
function scanFrames(file: Buffer, cipher: SegmentCipher): Scan {
  const linktypes: number[] = [];
  const chunks: IndexedChunk[] = [];
  let at = CIPHER_HEAD;
  for (let frame = 0; ; frame++) {
    const length = frameLength(file, at);
    if (length === null || at + length > file.length) break;
    let opened;
    try {
      opened = cipher.open(frame, file.subarray(at, at + length));
    } catch {
      break;
    }
    if (opened.kind === FrameOf.BLOCKS) {
      const tally = new ChunkTally();
      eachBlock(opened.plain, linktypes, (block) => tally.take(block));
      if (tally.packets > 0) chunks.push(tally.chunk(at, length, frame));
    }
    at += length;
  }
  return { bytes: at, linktypes, chunks };
}

/** A plain file: runs of packets of about the size that they were written in. Ends at the first block that is cut or cannot be one. */
function scanBlocks(file: Buffer): Scan {
  const linktypes: number[] = [];
  const chunks: IndexedChunk[] = [];
  let tally = new ChunkTally();
  let from = 0;
  const close = (to: number) => {
    if (tally.packets > 0) chunks.push(tally.chunk(from, to - from, 0));
    tally = new ChunkTally();
  };
  const bytes = eachBlock(file, linktypes, (block) => {
    if (block.type !== PACKET_BLOCK) return close(block.at);
    if (tally.packets > 0 && block.end - from > CHUNK_BYTES) close(block.at);
    if (tally.packets === 0) from = block.at;
    tally.take(block);
  });
  close(bytes);
  return { bytes, linktypes, chunks };
}

interface Block {
  readonly type: number;
  readonly file: Buffer;
  /** Its place in the file, `[at, end)`. */
  readonly at: number;
  readonly end: number;
  /** Of a packet. */
  readonly linktype: number;
}

/** Blocks as this store writes them; up to where they are whole. */
function eachBlock(file: Buffer, linktypes: number[], take: (block: Block) => void): number {
  let at = 0;
  while (file.length - at >= LEAST_BLOCK) {
    const type = file.readUInt32LE(at);
    const length = file.readUInt32LE(at + 4);
    const end = at + length;
    if (length < LEAST_BLOCK || length % 4 !== 0 || end > file.length || file.readUInt32LE(end - 4) !== length) break;
    let linktype = 0;
    if (type === INTERFACE_BLOCK) linktypes.push(file.readUInt16LE(at + 8));
    else if (type === PACKET_BLOCK) {
      const known = linktypes[file.readUInt32LE(at + 8)];
      if (known === undefined || length < PACKET_HEAD + 4 || file.readUInt32LE(at + 20) > length - PACKET_HEAD - 4)
        break;
      linktype = known;
    } else if (type !== SECTION_BLOCK) break;
    take({ type, file, at, end, linktype });
    at = end;
  }
  return at;
}

/** What an index says of a chunk, found out from its packets. */
class ChunkTally {
  packets = 0;
  private firstUs = 0;
  private lastUs = 0;
  private readonly keys = new Set<number>();
  private readonly frame = new Packet();

  take({ type, file, at, linktype }: Block): void {
    if (type !== PACKET_BLOCK) return;
    const us = file.readUInt32LE(at + 12) * TWO_32 + file.readUInt32LE(at + 16);
    const [captured, original] = [file.readUInt32LE(at + 20), file.readUInt32LE(at + 24)];
    this.firstUs = this.packets === 0 ? us : Math.min(this.firstUs, us);
    this.lastUs = this.packets === 0 ? us : Math.max(this.lastUs, us);
    this.packets++;
    decodeFrame(this.frame, file, at + PACKET_HEAD, captured, original, linktype);
    const key = conversationKey(this.frame);
    if (key !== null) this.keys.add(key);
  }

  chunk(offset: number, length: number, frame: number): IndexedChunk {
    const { packets, firstUs, lastUs } = this;
    return { offset, length, frame, packets, firstUs, lastUs, keys: Int32Array.from(this.keys).sort() };
  }
}
