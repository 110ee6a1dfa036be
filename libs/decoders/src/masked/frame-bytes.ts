/** What becomes of addresses. Each is replaced in place; the caller has checked that all of its bytes are there. */
export interface AddressMap {
  /** An IP address of 4 or 16 bytes. */
  ip(bytes: Uint8Array, at: number, length: 4 | 16): void;
  /** An EUI-48 address. */
  mac(bytes: Uint8Array, at: number): void;
}

/** What a layer answers that is not what it was taken for: nothing of it is kept. */
export const NOT_TAKEN = -1;

const ROOM = 2048;

/** The copy of a frame that is masked in place. One object serves all frames; places count from the frame's first byte. */
export class FrameBytes {
  bytes = new Uint8Array(ROOM);
  view = new DataView(this.bytes.buffer);
  /** Where the link layer's header ends, tags of VLANs included: so much is kept of a frame with nothing known inside. */
  linkEnd = 0;

  constructor(readonly addresses: AddressMap) {}

  /** Takes a copy of the captured bytes. */
  take(bytes: Uint8Array, offset: number, captured: number): void {
    if (captured > this.bytes.length) {
      this.bytes = new Uint8Array(captured * 2);
      this.view = new DataView(this.bytes.buffer);
    }
    this.bytes.set(bytes.subarray(offset, offset + captured), 0);
    this.linkEnd = 0;
  }

  u8(at: number): number {
    return this.bytes[at] as number;
  }

  u16(at: number): number {
    return this.view.getUint16(at);
  }

  /** Nothing of `[from, to)` stays but its length. */
  clear(from: number, to: number): void {
    if (to > from) this.bytes.fill(0, from, to);
  }

  /** Every whole IPv6 address of `[from, to)`, one behind the other; what is left over is cleared. */
  addresses6(from: number, to: number): void {
    let at = from;
    for (; to - at >= 16; at += 16) this.addresses.ip(this.bytes, at, 16);
    this.clear(at, to);
  }
}
