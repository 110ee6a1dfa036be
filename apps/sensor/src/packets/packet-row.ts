import { FrameKind, IpProto, Packet } from '@wireledger/decoders';
import type { PacketRow } from '@wireledger/filter/rows';
import { formatIp } from '@wireledger/kernel';

/** The frame that was decoded last, as filters see it: what a filter does not ask for is not worked out. One object serves all frames. */
export class FrameRow implements PacketRow {
  us = 0;
  length = 0;
  private frame = new Packet();

  /** What it shows from now on; `us` and `length` are of the same packet. */
  show(frame: Packet, us: number, length: number): this {
    this.frame = frame;
    this.us = us;
    this.length = length;
    return this;
  }

  get src(): string | null {
    return this.isIp ? this.text(this.frame.src, this.frame.version) : null;
  }

  get dst(): string | null {
    return this.isIp ? this.text(this.frame.dst, this.frame.version) : null;
  }

  get srcPort(): number | null {
    return this.ported ? this.frame.srcPort : null;
  }

  get dstPort(): number | null {
    return this.ported ? this.frame.dstPort : null;
  }

  get proto(): number | null {
    return this.isIp ? this.frame.proto : null;
  }

  /** Of a packet without a TCP header the decoder's flags are those of another one. */
  get tcpFlags(): number {
    return this.ported && this.frame.proto === IpProto.TCP ? this.frame.tcpFlags : 0;
  }

  get payload(): number {
    return this.isIp ? this.frame.payloadLength : 0;
  }

  get vlan(): number {
    return this.frame.vlan;
  }

  get outerSrc(): string | null {
    return this.tunnelled ? this.text(this.frame.outerSrc, this.frame.outerVersion) : null;
  }

  get outerDst(): string | null {
    return this.tunnelled ? this.text(this.frame.outerDst, this.frame.outerVersion) : null;
  }

  private get ported(): boolean {
    return this.frame.kind === FrameKind.IP;
  }

  private get isIp(): boolean {
    return this.ported || this.frame.kind === FrameKind.LATER_FRAGMENT;
  }

  private get tunnelled(): boolean {
    return this.isIp && this.frame.depth > 0;
  }

  private text(at: number, version: number): string {
    return formatIp(this.frame.bytes.subarray(at, at + (version === 4 ? 4 : 16)));
  }
}

/** A packet as filters see it, to be kept: nothing of the frame is looked at again. */
export function packetRow(frame: Packet, us: number, length: number): PacketRow {
  const row = new FrameRow().show(frame, us, length);
  return {
    ...{ us, length, payload: row.payload, vlan: row.vlan, tcpFlags: row.tcpFlags },
    ...{ src: row.src, dst: row.dst, srcPort: row.srcPort, dstPort: row.dstPort, proto: row.proto },
    ...{ outerSrc: row.outerSrc, outerDst: row.outerDst },
  };
}
