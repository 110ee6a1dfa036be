import { FrameBytes, maskFrame } from '@wireledger/decoders';

import type { AddressForm } from './address-masks';
import type { MaskingKeys } from './masking-keys';
import { PacketAddresses } from './packet-addresses';

/** Masks packets in one form: addresses become others in every layer that is known, what is not known and all payload is left out. */
export class PacketMask {
  private readonly frame: FrameBytes;

  constructor(
    keys: MaskingKeys,
    readonly form: AddressForm,
  ) {
    this.frame = new FrameBytes(new PacketAddresses(keys, form));
  }

  /** What is kept of a frame; layers stand where they stood. A byte of 0 where nothing is known: tools take a record without bytes for damage. Valid until the next call. */
  of(bytes: Uint8Array, offset: number, captured: number, original: number, linktype: number): Uint8Array {
    const kept = maskFrame(this.frame, bytes, offset, captured, original, linktype);
    if (kept > 0 || captured === 0) return this.frame.bytes.subarray(0, kept);
    this.frame.clear(0, 1);
    return this.frame.bytes.subarray(0, 1);
  }
}
