import { open, type FileHandle } from 'node:fs/promises';
import { CaptureChunks, CaptureParser } from '@wireledger/capture';

import { captureEnd } from '../replay/capture-end';

/** A packet that waits for its time: its captured bytes, its length on the wire, time (µs), link type and interface. */
export interface HeldPacket {
  readonly bytes: Buffer;
  readonly original: number;
  readonly us: number;
  readonly linktype: number;
  readonly iface: number;
}

/** Read at once; what is held of a capture is about as much, whatever it unpacks to. */
const READ = 64 * 1024;

/** Packets of a capture file, packed or not, in the order of the file, a piece of it at a time. */
export class HeldPackets {
  private held: HeldPacket[] = [];
  private next = 0;
  private readonly chunks: CaptureChunks;
  private readonly pieces: AsyncIterator<Buffer>;
  private readonly parser = new CaptureParser((buffer, offset, captured, original, us, linktype, iface) => {
    this.held.push({ bytes: Buffer.from(buffer.subarray(offset, offset + captured)), original, us, linktype, iface });
  });

  private constructor(private readonly file: FileHandle) {
    this.chunks = new CaptureChunks(file, { readBytes: READ });
    this.pieces = this.chunks.read()[Symbol.asyncIterator]();
  }

  /** @throws what `open` throws */
  static async open(path: string): Promise<HeldPackets> {
    return new HeldPackets(await open(path, 'r'));
  }

  /** The next packet, which stays; undefined when {@link fill} must be asked for more. */
  peek(): HeldPacket | undefined {
    return this.held[this.next];
  }

  /** The packet that `peek` showed has been taken. */
  advance(): void {
    this.next++;
  }

  /** Reads on until there is a packet; false at the end of the capture. @throws what the file system throws, or why it is no capture */
  async fill(): Promise<boolean> {
    [this.held, this.next] = [[], 0];
    while (this.held.length === 0) {
      const piece = await this.pieces.next();
      if (piece.done) {
        const { error } = captureEnd(this.chunks, this.parser);
        if (error !== null) throw new Error(`the file ${error}`);
        return false;
      }
      this.parser.feed(piece.value);
    }
    return true;
  }

  async close(): Promise<void> {
    await this.pieces.return?.();
    await this.file.close();
  }
}
