import type { Packet } from '@wireledger/decoders';

import { packetBlockLength, writePacketBlock } from '../pcapng-blocks';
import { conversationKey } from './conversation-key';

/** A chunk is closed when it holds so much: the unit that is written, authenticated, indexed and read. */
export const CHUNK_BYTES = 256 * 1024;

/** What an index knows of the packets of a chunk. */
export interface ChunkFacts {
  readonly packets: number;
  /** Least and greatest time of its packets, µs since 1970 UTC. */
  readonly firstUs: number;
  readonly lastUs: number;
  /** Keys of the conversations in it, rising. */
  readonly keys: Int32Array;
}

/** Packets in order, as pcapng blocks. */
export interface PacketChunk extends ChunkFacts {
  readonly bytes: Buffer;
  /** Number of its first packet among all that its source had, from 0. */
  readonly ordinal: number;
  /** Link types of the interfaces that its blocks may name, in their order. */
  readonly linktypes: readonly number[];
}

/** A packet with where it came from. */
export interface TakenPacket {
  readonly buffer: Uint8Array;
  readonly offset: number;
  readonly captured: number;
  readonly original: number;
  readonly us: number;
}

/** Gathers packets of one source into a chunk. */
export class ChunkBuilder {
  private bytes = Buffer.allocUnsafe(CHUNK_BYTES);
  private used = 0;
  private packets = 0;
  private ordinal = 0;
  private firstUs = 0;
  private lastUs = 0;
  private readonly keys = new Set<number>();

  get isEmpty(): boolean {
    return this.packets === 0;
  }

  /** Number of the packet that would go on from it. */
  get next(): number {
    return this.ordinal + this.packets;
  }

  /** Whether a packet of so many bytes still goes into it; an empty one takes any. */
  hasRoom(captured: number): boolean {
    return this.packets === 0 || this.used + packetBlockLength(captured) <= CHUNK_BYTES;
  }

  /** Copies a packet; `frame` is what it was decoded to, `iface` its interface among those of the source. */
  add(packet: TakenPacket, frame: Packet, iface: number, ordinal: number): void {
    const { us } = packet;
    const length = packetBlockLength(packet.captured);
    if (length > this.bytes.length) this.bytes = Buffer.allocUnsafe(length);
    if (this.packets === 0) {
      this.ordinal = ordinal;
      this.firstUs = this.lastUs = us;
    }
    const { buffer, offset, captured, original } = packet;
    this.used = writePacketBlock(this.bytes, this.used, { buffer, offset, captured, original, us, iface });
    this.packets++;
    if (us < this.firstUs) this.firstUs = us;
    if (us > this.lastUs) this.lastUs = us;
    const key = conversationKey(frame);
    if (key !== null) this.keys.add(key);
  }

  /** What was gathered; the builder is empty then. */
  take(linktypes: readonly number[]): PacketChunk {
    const { packets, firstUs, lastUs, ordinal } = this;
    const chunk = {
      ...{ packets, firstUs, lastUs, ordinal, linktypes: [...linktypes] },
      bytes: this.bytes.subarray(0, this.used),
      keys: Int32Array.from(this.keys).sort(),
    };
    this.bytes = Buffer.allocUnsafe(CHUNK_BYTES);
    this.used = 0;
    this.packets = 0;
    this.keys.clear();
    return chunk;
  }
}
