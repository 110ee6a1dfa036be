import type { FileHandle } from 'node:fs/promises';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { bytesBeforeDamage } from './before-damage';

/** How a file is packed, by its first bytes. */
export type Packing = 'none' | 'gzip' | 'zstd';

/** How far a packed file may grow. */
export interface UnpackLimits {
  /** Unpacked bytes at most. */
  readonly bytes: number;
  /** Unpacked bytes a packed one; looked at only beyond {@link RATIO_FROM}, for small files of equal packets pack very well. */
  readonly ratio: number;
}

export const UNPACK_LIMITS: UnpackLimits = { bytes: 8 * 1024 ** 3, ratio: 100 };

const RATIO_FROM = 64 * 1024 * 1024;
const DEFAULT_READ_BYTES = 1024 * 1024;
const UNPACKED_CHUNK = 256 * 1024;
/** Unpacked bytes that are looked for again before damage: more than a block of the file of packets unpacks to. */
const MOST_BEFORE_DAMAGE = 64 * 1024 * 1024;

export interface CaptureChunksOptions {
  /** Bytes a read of a plain file; packets do not depend on it. */
  readonly readBytes?: number;
  readonly limits?: UnpackLimits;
  /** Sees the bytes of the file as they are stored, in order; they are valid only during the call. */
  readonly onStored?: (bytes: Uint8Array) => void;
}

/** What is unpacked grows beyond all measure: the message names the limit. */
export class TooLargeUnpacked extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TooLargeUnpacked';
  }
}

/**
 * The bytes of a capture in chunks, unpacked when the file is gzip or zstd. A plain chunk is valid only until the next one is asked for.
 * Damaged packing ends the chunks; what came before it counts, and `damage` says so.
 */
export class CaptureChunks {
  packing: Packing = 'none';
  /** Bytes read from the file, and handed out. */
  bytesRead = 0;
  unpackedBytes = 0;
  /** Why unpacking broke off, as a warning; null while it has not. */
  damage: string | null = null;

  constructor(
    private readonly file: FileHandle,
    private readonly options: CaptureChunksOptions = {},
  ) {}

  /** @throws TooLargeUnpacked at the limit; the file's own errors */
  async *read(): AsyncGenerator<Buffer> {
    this.packing = await packingOf(this.file);
    yield* this.packing === 'none' ? this.plain() : this.unpacked(this.packing);
  }

  private async *plain(): AsyncGenerator<Buffer> {
    const buffer = Buffer.allocUnsafe(this.options.readBytes ?? DEFAULT_READ_BYTES);
    for (;;) {
      const { bytesRead } = await this.file.read(buffer, 0, buffer.length, this.bytesRead);
      if (bytesRead === 0) return;
      this.bytesRead += bytesRead;
      this.unpackedBytes += bytesRead;
      const chunk = bytesRead === buffer.length ? buffer : buffer.subarray(0, bytesRead);
      this.options.onStored?.(chunk);
      yield chunk;
    }
  }

  private async *unpacked(packing: 'gzip' | 'zstd'): AsyncGenerator<Buffer> {
    const limits = this.options.limits ?? UNPACK_LIMITS;
    // Loaded with the first packed file: most are not, and a `read` that is over soon would notice.
    const zlib = process.getBuiltinModule('node:zlib');
    const unpack: Transform =
      packing === 'gzip'
        ? zlib.createGunzip({ chunkSize: UNPACKED_CHUNK })
        : zlib.createZstdDecompress({ chunkSize: UNPACKED_CHUNK });
    const stop = new AbortController();
    // A reader that turns away ends the pipeline as well: that is no failure.
    const piped = pipeline(() => this.stored(stop.signal), unpack).then(
      () => null,
      (error: unknown) => error as Error,
    );
    try {
      for await (const chunk of unpack as AsyncIterable<Buffer>) {
        this.unpackedBytes += chunk.length;
        this.checkSize(limits);
        yield chunk;
      }
    } catch (error) {
      if (error instanceof TooLargeUnpacked || !isDamage(error)) throw error;
      if (!isCut(error)) {
        const rest = await bytesBeforeDamage(this.file, packing, this.unpackedBytes, MOST_BEFORE_DAMAGE);
        this.unpackedBytes += rest.length;
        this.checkSize(limits);
        if (rest.length > 0) yield rest;
      }
      this.damage = `damaged: the ${packing} data breaks off after ${this.unpackedBytes} unpacked bytes; read up to there`;
    } finally {
      stop.abort();
      unpack.destroy();
      await piped;
    }
  }

  private async *stored(stop: AbortSignal): AsyncGenerator<Buffer> {
    while (!stop.aborted) {
      const buffer = Buffer.allocUnsafe(64 * 1024);
      const { bytesRead } = await this.file.read(buffer, 0, buffer.length, this.bytesRead);
      if (bytesRead === 0) return;
      this.bytesRead += bytesRead;
      const chunk = buffer.subarray(0, bytesRead);
      this.options.onStored?.(chunk);
      yield chunk;
    }
  }

  private checkSize({ bytes, ratio }: UnpackLimits): void {
    if (this.unpackedBytes > bytes)
      throw new TooLargeUnpacked(`unpacks to more than ${bytes} bytes. Split it, for instance with editcap -c.`);
    if (this.unpackedBytes > RATIO_FROM && this.unpackedBytes > this.bytesRead * ratio)
      throw new TooLargeUnpacked(
        `unpacks to more than ${ratio} times its size: no capture packs that well. Give it unpacked if it is one.`,
      );
  }
}

async function packingOf(file: FileHandle): Promise<Packing> {
  const head = Buffer.alloc(4);
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  if (bytesRead >= 2 && head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  return bytesRead === 4 && head.readUInt32LE() === 0xfd2fb528 ? 'zstd' : 'none';
}

/** The file ends too early: all that came of it was handed out. */
const isCut = (error: unknown): boolean => (error as NodeJS.ErrnoException | null)?.code === 'Z_BUF_ERROR';

/** Errors of zlib and zstd about the data; everything else is not the data's fault. */
const isDamage = (error: unknown): boolean =>
  /^(Z_|ZSTD_|ERR_ZLIB|ERR_ZSTD)/.test(String((error as NodeJS.ErrnoException | null)?.code ?? ''));
