import { FrameKind, IpProto, type Packet } from '@wireledger/decoders';
import { formatIp } from '@wireledger/kernel';
import type { PacketRow } from '@wireledger/filter/rows';

import { infoOf } from '../captures/packet-info';

/** Packet records that are kept of a sensor. */
export const RECENT_PACKETS = 10_000;
const ADDRESS = 16;

/** A packet that was seen lately, without its payload. */
export interface RecentPacket extends PacketRow {
  readonly captured: number;
  readonly info: string;
}

/** The last packets of a sensor: a ring of a fixed size, nothing allocated per packet. */
export class RecentPackets {
  private readonly us = new Float64Array(RECENT_PACKETS);
  private readonly addresses = new Uint8Array(RECENT_PACKETS * ADDRESS * 4);
  /** Per packet: length, captured, payload, seq, ack. */
  private readonly words = new Uint32Array(RECENT_PACKETS * 5);
  /** Per packet: both ports, VLAN, byte that a fragment begins at. */
  private readonly halves = new Uint16Array(RECENT_PACKETS * 4);
  /** Per packet: kind, version, protocol, TCP flags, outer version, whether it is a fragment. */
  private readonly bytes = new Uint8Array(RECENT_PACKETS * 6);
  private taken = 0;

  /** How many it has seen. */
  get seen(): number {
    return this.taken;
  }

  take(frame: Packet, us: number, original: number, captured: number): void {
    const at = this.taken++ % RECENT_PACKETS;
    const isIp = frame.kind === FrameKind.IP || frame.kind === FrameKind.LATER_FRAGMENT;
    const { words, halves, bytes } = this;
    this.us[at] = us;
    words[at * 5] = original;
    words[at * 5 + 1] = captured;
    words[at * 5 + 2] = isIp ? frame.payloadLength : 0;
    words[at * 5 + 3] = frame.seq;
    words[at * 5 + 4] = frame.ack;
    halves[at * 4] = frame.srcPort;
    halves[at * 4 + 1] = frame.dstPort;
    halves[at * 4 + 2] = frame.vlan;
    halves[at * 4 + 3] = frame.fragment ? frame.fragmentOffset : 0;
    bytes[at * 6] = frame.kind;
    bytes[at * 6 + 1] = isIp ? frame.version : 0;
    bytes[at * 6 + 2] = frame.proto;
    bytes[at * 6 + 3] = frame.kind === FrameKind.IP && frame.proto === IpProto.TCP ? frame.tcpFlags : 0;
    bytes[at * 6 + 4] = isIp && frame.depth > 0 ? frame.outerVersion : 0;
    bytes[at * 6 + 5] = frame.fragment ? 1 : 0;
    if (!isIp) return;
    this.copy(frame, frame.src, frame.version, at * 4);
    this.copy(frame, frame.dst, frame.version, at * 4 + 1);
    if (frame.depth === 0) return;
    this.copy(frame, frame.outerSrc, frame.outerVersion, at * 4 + 2);
    this.copy(frame, frame.outerDst, frame.outerVersion, at * 4 + 3);
  }

  /** Those that pass, newest first, at most so many. */
  list(passes: (packet: RecentPacket) => boolean, most: number): RecentPacket[] {
    const found: RecentPacket[] = [];
    const first = Math.max(0, this.taken - RECENT_PACKETS);
    for (let n = this.taken - 1; n >= first && found.length < most; n--) {
      const packet = this.read(n % RECENT_PACKETS);
      if (passes(packet)) found.push(packet);
    }
    return found;
  }

  private copy({ bytes }: Packet, from: number, version: number, place: number): void {
    const length = version === 4 ? 4 : ADDRESS;
    for (let n = 0; n < length; n++) this.addresses[place * ADDRESS + n] = bytes[from + n] as number;
  }

  private read(at: number): RecentPacket {
    const word = (n: number) => this.words[at * 5 + n] as number;
    const half = (n: number) => this.halves[at * 4 + n] as number;
    const byte = (n: number) => this.bytes[at * 6 + n] as number;
    const [version, outer] = [byte(1), byte(4)];
    const ported = version !== 0 && byte(0) === FrameKind.IP;
    const text = (place: number, of: number) => {
      const from = (at * 4 + place) * ADDRESS;
      return of === 0 ? null : formatIp(this.addresses.subarray(from, from + (of === 4 ? 4 : ADDRESS)));
    };
    return {
      ...{ us: this.us[at] as number, length: word(0), captured: word(1), payload: word(2) },
      ...{ src: text(0, version), dst: text(1, version), outerSrc: text(2, outer), outerDst: text(3, outer) },
      ...{ srcPort: ported ? half(0) : null, dstPort: ported ? half(1) : null },
      ...{ proto: version === 0 ? null : byte(2), tcpFlags: byte(3), vlan: half(2) },
      info: infoOf({
        ...{ kind: byte(0) as FrameKind, proto: byte(2), tcpFlags: byte(3), seq: word(3), ack: word(4) },
        ...{ srcPort: half(0), dstPort: half(1), fragment: byte(5) === 1, fragmentOffset: half(3) },
      }),
    };
  }
}
