import type { Packet } from '@wireledger/decoders';
import { HeldSegments } from '../streams/held-segments';

/** Fragments of one datagram; 8 bytes is the least a sender may put into one (RFC 791 §3.2). */
const MAX_PIECES = 256;
const MAX_DATAGRAM = 65_535;
const UNIT = 8;

/** The flow that a datagram belongs to. */
export interface Carrier {
  readonly base: number;
  readonly ordinal: number;
  readonly side: 0 | 1;
  readonly us: number;
  readonly iface: number;
}

/** A datagram of which fragments were seen. */
export class Datagram {
  /** Protocol and ports, known from the first fragment on. */
  proto = 0;
  srcPort = 0;
  dstPort = 0;
  /** Set with the first fragment. */
  hasFirst = false;
  carrier: Carrier | null = null;
  /** Where the transport header begins in its bytes. */
  transport = 0;
  private pieces: HeldSegments | null = new HeldSegments();
  private total = -1;
  private early = { packets: 0, bytes: 0, payload: 0 };

  constructor(
    readonly key: string,
    /** Virtual second in which it is given up. */
    readonly due: number,
  ) {}

  /** Bytes held. */
  get size(): number {
    return this.pieces?.bytes ?? 0;
  }

  /** Nothing is gathered any more: it was handed out, or is beyond repair. */
  get isClosed(): boolean {
    return this.pieces === null;
  }

  /**
   * Adds the bytes of a fragment. Where fragments overlap the first to come win; an IPv6 datagram with a fragment that brings old and new
   * bytes is beyond repair (RFC 8200 §4.5), as is any whose fragments contradict each other about its length.
   */
  add(packet: Packet): void {
    const { pieces } = this;
    const { bytes, fragmentOffset, fragmentStart, fragmentEnd, fragmentLength, moreFragments } = packet;
    if (!pieces) return;
    const end = fragmentOffset + fragmentLength;
    if (end > MAX_DATAGRAM || (moreFragments && fragmentLength % UNIT !== 0)) return this.close();
    if (!moreFragments) {
      if (this.total >= 0 && this.total !== end) return this.close();
      this.total = end;
    }
    const before = pieces.bytes;
    const captured = fragmentEnd - fragmentStart;
    if (captured > 0) pieces.add(fragmentOffset, 0, bytes, fragmentStart, fragmentEnd);
    const added = pieces.bytes - before;
    const overlapped = added > 0 && added < captured;
    if ((overlapped && packet.version === 6) || pieces.count > MAX_PIECES || this.isBeyond(pieces)) this.close();
  }

  /** A fragment came before the first one, so that no flow has counted it: original frame bytes, payload. */
  countEarly(bytes: number, payload: number): void {
    this.early.packets++;
    this.early.bytes += bytes;
    this.early.payload += payload;
  }

  /** What was counted so, once. */
  takeEarly(): { readonly packets: number; readonly bytes: number; readonly payload: number } {
    const { early } = this;
    if (early.packets > 0) this.early = { packets: 0, bytes: 0, payload: 0 };
    return early;
  }

  /** All its bytes, once, when none is missing; else null. */
  takeWhole(): Uint8Array | null {
    const { pieces, total } = this;
    if (!pieces || total < 0 || pieces.bytes !== total || !this.hasFirst) return null;
    return this.takeBeginning();
  }

  /** Its bytes up to the first that is missing, once. */
  takeBeginning(): Uint8Array {
    const { pieces } = this;
    const parts: Uint8Array[] = [];
    let length = 0;
    while (pieces && pieces.count > 0 && pieces.first === length) {
      const { bytes } = pieces.take();
      parts.push(bytes);
      length += bytes.length;
    }
    this.close();
    const joined = Buffer.alloc(length);
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }

  private isBeyond(pieces: HeldSegments): boolean {
    return this.total >= 0 && pieces.count > 0 && pieces.end > this.total;
  }

  private close(): void {
    this.pieces = null;
  }
}
