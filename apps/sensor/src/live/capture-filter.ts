import { decodeFrame, Packet } from '@wireledger/decoders';
import type { RowTest } from '@wireledger/filter';
import type { PacketRow } from '@wireledger/filter/rows';

import { packetTest } from '../packets/packet-filter';
import { FrameRow } from '../packets/packet-row';

/**
 * A capture filter in the filter language: asked of each packet after it was decoded, in the sensor, where that of pcap-filter is asked by the kernel.
 * Whether a packet passes depends on the packet alone.
 */
export class CaptureFilter {
  private readonly test: RowTest<PacketRow>;
  private readonly frame = new Packet();
  private readonly row = new FrameRow();
  /** Packets that did not pass. */
  filtered = 0;

  /** @throws ControlError 400 when the expression is not understood, or asks for what only a finished flow tells */
  constructor(expression: string) {
    this.test = packetTest(expression);
  }

  /** Whether a packet is meant; counts it when it is not. Arguments as of a `PacketHandler`. */
  passes(
    buffer: Uint8Array,
    offset: number,
    captured: number,
    original: number,
    us: number,
    linktype: number,
  ): boolean {
    decodeFrame(this.frame, buffer, offset, captured, original, linktype);
    if (this.test(this.row.show(this.frame, us, original))) return true;
    this.filtered++;
    return false;
  }
}
