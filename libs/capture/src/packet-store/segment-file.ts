import { type FileHandle, open, rm, writeFile } from 'node:fs/promises';

import { interfaceBlock, sectionBlock } from '../pcapng-blocks';
import type { PacketChunk } from './packet-chunk';
import { FrameOf, SegmentCipher } from './segment-cipher';
import { encodeIndex, type IndexedChunk, indexOf, type SegmentIndex } from './segment-index';

const OWNER_ALONE = 0o600;

/** Name of the index that belongs to a segment. */
export const indexFile = (segment: string): string => `${segment}.idx`;

/**
 * A segment that is being written: a pcapng file that only grows, readable by its owner alone. Without a key any tool reads it; with one
 * its parts are sealed one by one. It is closed once, with its index, and never gone on with.
 */
export class SegmentFile {
  bytes = 0;
  packets = 0;
  readonly linktypes: number[] = [];
  readonly chunks: IndexedChunk[] = [];
  private frames = 0;

  private constructor(
    readonly file: string,
    /** Number of its first packet among all that its source had. */
    readonly ordinal: number,
    private readonly handle: FileHandle,
    private readonly cipher: SegmentCipher | null,
    private readonly master: Buffer | null,
  ) {}

  /** @throws what the disk says; there is no file then */
  static async create(file: string, ordinal: number, master: Buffer | null): Promise<SegmentFile> {
    const handle = await open(file, 'wx', OWNER_ALONE);
    const segment = new SegmentFile(file, ordinal, handle, master ? SegmentCipher.create(master) : null, master);
    try {
      if (segment.cipher) await segment.append(segment.cipher.head);
      await segment.blocks(sectionBlock());
      return segment;
    } catch (error) {
      await handle.close();
      await rm(file, { force: true });
      throw error;
    }
  }

  /** Number of the packet that would go on from it. */
  get next(): number {
    return this.ordinal + this.packets;
  }

  /** Adds a chunk. @throws what the disk says: what the file holds of the chunk then is cut off, and nothing more may be added */
  async add(chunk: PacketChunk): Promise<void> {
    const before = this.bytes;
    try {
      const missing = chunk.linktypes.slice(this.linktypes.length);
      if (missing.length > 0) await this.blocks(Buffer.concat(missing.map(interfaceBlock)));
      this.linktypes.push(...missing);
      const at = { offset: this.bytes, frame: this.frames };
      await this.blocks(chunk.bytes);
      const { packets, firstUs, lastUs, keys } = chunk;
      this.chunks.push({ ...at, length: this.bytes - at.offset, packets, firstUs, lastUs, keys });
      this.packets += packets;
    } catch (error) {
      await this.handle.truncate(before).catch(() => undefined); // what is torn is cut off when it is read again
      this.bytes = before;
      throw error;
    }
  }

  /** What is in it now. */
  index(): SegmentIndex {
    return indexOf(this.bytes, this.linktypes, this.chunks);
  }

  /** Ends it and writes its index, which can be made anew from the segment where that fails. */
  async close(): Promise<SegmentIndex> {
    try {
      if (this.cipher) await this.append(this.cipher.seal(FrameOf.END, this.frames, Buffer.alloc(0)));
      await this.handle.datasync();
    } finally {
      await this.handle.close();
    }
    const index = this.index();
    await writeFile(indexFile(this.file), encodeIndex(index, this.master), { mode: OWNER_ALONE });
    return index;
  }

  /** Lets go of a file that cannot be written to any more. */
  async abandon(): Promise<void> {
    await this.handle.close().catch(() => undefined); // nothing more is to be had of it
  }

  private async blocks(plain: Buffer): Promise<void> {
    await this.append(this.cipher ? this.cipher.seal(FrameOf.BLOCKS, this.frames, plain) : plain);
    this.frames++;
  }

  private async append(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done, this.bytes + done);
      done += bytesWritten;
    }
    this.bytes += bytes.length;
  }
}
