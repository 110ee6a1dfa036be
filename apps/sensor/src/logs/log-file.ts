import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

import { CaptureChunks, TooLargeUnpacked } from '@wireledger/capture';

/** So many bytes at a file's beginning tell it from others. Heads of Zeek's logs are alike but for the time in them. */
export const HEAD_BYTES = 2048;
const NOTHING = Buffer.alloc(0);

/** What tells a file's content: hash of its first bytes. */
export interface Head {
  readonly length: number;
  readonly sha256: string;
}

export const headOf = (bytes: Buffer, length = Math.min(bytes.length, HEAD_BYTES)): Head => ({
  length,
  sha256: createHash('sha256').update(bytes.subarray(0, length)).digest('hex'),
});

/** Whether a file's name says that it is packed: its size is not that of its content. */
export const isPacked = (file: string): boolean => /\.(?:gz|zst)$/.test(file);

/** Under the name of a file lies another one by now. */
export class Renamed extends Error {}

/** What the disk says of an open file. */
export interface Stamp {
  readonly key: string;
  readonly size: number;
  readonly mtimeMs: number;
}

/** Bytes of a log's content by their place in it, whether the file is plain or packed. */
export interface LogContent {
  /** At most `most` bytes from `from` on; fewer where it ends. */
  read(from: number, most: number): Promise<Buffer>;
  /** Where the content ends; null while nobody knows. */
  readonly size: number | null;
  /** Why unpacking broke off, null when it did not. */
  readonly damage: string | null;
  /** Looks at the file again, wherever it lies now: it may have grown. */
  stamp(): Promise<Stamp>;
  close(): Promise<void>;
}

async function stampOf(handle: FileHandle): Promise<Stamp> {
  const { dev, ino, size, mtimeNs } = await handle.stat({ bigint: true });
  return { key: `${dev}:${ino}`, size: Number(size), mtimeMs: Number(mtimeNs) / 1e6 };
}

/** Opens a file; packed ones by their first bytes. @throws Renamed when it is not the one that `key` says; what the disk says */
export async function openLog(file: string, key: string): Promise<LogContent> {
  const handle = await open(file, 'r');
  try {
    const stamp = await stampOf(handle);
    if (stamp.key !== key) throw new Renamed(file);
    const magic = Buffer.alloc(4);
    const { bytesRead } = await handle.read(magic, 0, 4, 0);
    const packed =
      (bytesRead >= 2 && magic[0] === 0x1f && magic[1] === 0x8b) ||
      (bytesRead === 4 && magic.readUInt32LE() === 0xfd2fb528);
    return packed ? new PackedLog(handle) : new PlainLog(handle, stamp.size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

class PlainLog implements LogContent {
  readonly damage = null;

  constructor(
    private readonly handle: FileHandle,
    public size: number,
  ) {}

  async stamp(): Promise<Stamp> {
    const stamp = await stampOf(this.handle);
    this.size = stamp.size;
    return stamp;
  }

  async read(from: number, most: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(most, this.size - from)));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await this.handle.read(buffer, filled, buffer.length - filled, from + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** Unpacks as it is read; reading backwards begins anew. */
class PackedLog implements LogContent {
  size: number | null = null;
  damage: string | null = null;
  private chunks: CaptureChunks | null = null;
  private stream: AsyncGenerator<Buffer> | null = null;
  /** What was unpacked and not yet passed: bytes from `start` on. */
  private held = NOTHING;
  private start = 0;

  constructor(private readonly handle: FileHandle) {}

  async read(from: number, most: number): Promise<Buffer> {
    if (from < this.start || !this.stream) await this.begin();
    this.pass(from);
    while (this.size === null && this.start + this.held.length < from + most) {
      await this.more();
      this.pass(from);
    }
    return from > this.start ? NOTHING : this.held.subarray(0, most);
  }

  stamp(): Promise<Stamp> {
    return stampOf(this.handle);
  }

  async close(): Promise<void> {
    await this.stream?.return(undefined);
    await this.handle.close();
  }

  private async begin(): Promise<void> {
    await this.stream?.return(undefined);
    this.chunks = new CaptureChunks(this.handle);
    this.stream = this.chunks.read();
    this.held = NOTHING;
    this.start = 0;
    this.size = null;
  }

  private async more(): Promise<void> {
    const end = this.start + this.held.length;
    try {
      const next = await this.stream?.next();
      if (next && !next.done) {
        this.held = Buffer.concat([this.held, next.value]);
        return;
      }
      this.damage = this.chunks?.damage ?? null;
    } catch (error) {
      if (!(error instanceof TooLargeUnpacked)) throw error;
      this.damage = error.message;
    }
    this.size = end;
  }

  private pass(from: number): void {
    const passed = Math.min(Math.max(0, from - this.start), this.held.length);
    this.held = this.held.subarray(passed);
    this.start += passed;
  }
}
