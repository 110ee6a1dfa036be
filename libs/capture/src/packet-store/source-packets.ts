import type { Packet } from '@wireledger/decoders';

import { headerBytes } from './header-bytes';
import { ChunkBuilder, type PacketChunk } from './packet-chunk';
import type { SegmentFile } from './segment-file';
import type { StorageMode } from './storage-mode';

/** What may wait for the disk; what comes then is lost for the store. */
const MOST_WAITING = 32 * 1024 * 1024;
/** A source that can be read again waits from here on. */
const HIGH_WATER = 4 * 1024 * 1024;
/** Interfaces with link types of one source; packets of further ones are not kept. */
const MOST_INTERFACES = 4096;

/** Packets that were not stored, µs since 1970 UTC. */
export interface StoreLoss {
  readonly packets: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly reason: string;
}

/** How a source's segments come about. */
export interface SegmentMaker {
  /** Opens the next one. @throws with the reason when there is no room, or what the disk says */
  begin(ordinal: number): Promise<SegmentFile>;
  /** Whether so many bytes more may be written. @throws with the reason */
  admit(bytes: number): void;
  /** Whether a segment is to be followed by another one. */
  isFull(segment: SegmentFile): boolean;
  /** Closes one. */
  end(segment: SegmentFile): Promise<void>;
}

/**
 * Takes the packets of one source as they come and writes them beside. Taking a packet copies it and returns: a disk that is slow, full or
 * broken costs packets in the store, which are counted and told, and never a packet of whoever gives them.
 */
export class SourcePackets {
  private readonly builder = new ChunkBuilder();
  private readonly interfaces = new Map<number, number>();
  private readonly linktypes: number[] = [];
  private readonly queue: PacketChunk[] = [];
  private waiting = 0;
  private seen = 0;
  private segment: SegmentFile | null = null;
  private working: Promise<void> | null = null;
  private mode: StorageMode | null = null;

  /** `skip`: packets from the beginning that are stored already, of a source that is read again. */
  constructor(
    private readonly maker: SegmentMaker,
    private readonly modeNow: () => StorageMode,
    private readonly onLoss: (loss: StoreLoss) => void,
    private readonly skip = 0,
  ) {}

  /** Takes a packet as it was decoded to `frame`; its bytes are copied. */
  packet(
    frame: Packet,
    buffer: Uint8Array,
    offset: number,
    captured: number,
    original: number,
    timeUs: number,
    linktype: number,
    iface: number,
  ): void {
    const ordinal = this.seen++;
    if (ordinal < this.skip) return;
    const mode = this.modeNow();
    if (mode !== this.mode) this.turn(mode);
    if (mode === 'off') return;
    const us = timeUs >= 0 && timeUs <= Number.MAX_SAFE_INTEGER ? Math.floor(timeUs) : 0;
    const kept = mode === 'headers' ? headerBytes(frame, offset, captured) : captured;
    const { builder } = this;
    if (!builder.hasRoom(kept)) this.hand();
    const id = this.interfaceOf(iface, linktype);
    if (id === null) {
      this.onLoss({ packets: 1, fromUs: us, toUs: us, reason: 'packets came from too many interfaces' });
      this.hand();
      return;
    }
    builder.add({ buffer, offset, captured: kept, original, us }, frame, id, ordinal);
  }

  /** A source that can be read again waits until this is false. */
  get congested(): boolean {
    return this.waiting > HIGH_WATER;
  }

  /** What the segment that is written to holds now; null when none is. */
  get open(): SegmentFile | null {
    return this.segment;
  }

  /** Hands over what is gathered, without waiting for the disk. */
  hand(): void {
    if (this.builder.isEmpty) return;
    const chunk = this.builder.take(this.linktypes);
    if (this.waiting + chunk.bytes.length > MOST_WAITING) {
      this.lost(chunk, 'packets came faster than the disk took them');
      return;
    }
    this.waiting += chunk.bytes.length;
    this.queue.push(chunk);
    this.working ??= this.work();
  }

  /** Everything taken so far is written, or told as lost. */
  async flush(): Promise<void> {
    this.hand();
    while (this.working) await this.working;
  }

  /** Writes what is left and closes the segment. */
  async close(): Promise<void> {
    await this.flush();
    await this.rotate();
  }

  /** Closes the segment that is written to when it has been open for long; the next packet begins another one. */
  async refresh(isOld: (segment: SegmentFile) => boolean): Promise<void> {
    if (!this.segment || !isOld(this.segment)) return;
    await this.flush();
    // Packets that came meanwhile are being written to it: next time.
    if (!this.working) await this.rotate();
  }

  /** What is stored changes: what was taken until now is a chunk of its own. */
  private turn(mode: StorageMode): void {
    this.hand();
    this.mode = mode;
  }

  private interfaceOf(iface: number, linktype: number): number | null {
    const mark = iface * 65_536 + linktype;
    const known = this.interfaces.get(mark);
    if (known !== undefined) return known;
    if (this.linktypes.length >= MOST_INTERFACES) return null;
    this.interfaces.set(mark, this.linktypes.length);
    this.linktypes.push(linktype);
    return this.linktypes.length - 1;
  }

  /** Never rejects: what cannot be written is told. */
  private async work(): Promise<void> {
    for (let chunk = this.queue[0]; chunk; chunk = this.queue[0]) {
      try {
        await this.write(chunk);
      } catch (error) {
        this.lost(chunk, (error as Error).message);
      }
      this.queue.shift();
      this.waiting -= chunk.bytes.length;
    }
    this.working = null;
  }

  private async write(chunk: PacketChunk): Promise<void> {
    // A segment holds packets without a gap, so that its name and length say which.
    if (this.segment && (this.segment.next !== chunk.ordinal || this.maker.isFull(this.segment))) await this.rotate();
    this.maker.admit(chunk.bytes.length);
    this.segment ??= await this.maker.begin(chunk.ordinal);
    try {
      await this.segment.add(chunk);
    } catch (error) {
      await this.rotate();
      throw error;
    }
  }

  private async rotate(): Promise<void> {
    const { segment } = this;
    this.segment = null;
    if (segment) await this.maker.end(segment);
  }

  private lost({ packets, firstUs, lastUs }: PacketChunk, reason: string): void {
    this.onLoss({ packets, fromUs: firstUs, toUs: lastUs, reason });
  }
}
