import type { RecordRun, RunHandler } from '@wireledger/decoders';
import { MAX_PACKET_BYTES, type PacketHandler, type RecordParser } from './packet-handler';

/** File header of pcap (draft-ietf-opsawg-pcap). */
export const PCAP_HEADER = 24;
const RECORD_HEADER = 16;
/** Records of the old patched libpcap carry 8 bytes more. */
const PATCHED_RECORD_HEADER = 24;

interface PcapVariant {
  readonly littleEndian: boolean;
  readonly nanoseconds: boolean;
  readonly recordHeader: number;
}

/** What the magic number (read as big-endian) says, or null when it is not pcap. */
export function pcapVariant(magic: number): PcapVariant | null {
  const recordHeader = RECORD_HEADER;
  switch (magic) {
    case 0xa1b2c3d4:
      return { littleEndian: false, nanoseconds: false, recordHeader };
    case 0xd4c3b2a1:
      return { littleEndian: true, nanoseconds: false, recordHeader };
    case 0xa1b23c4d:
      return { littleEndian: false, nanoseconds: true, recordHeader };
    case 0x4d3cb2a1:
      return { littleEndian: true, nanoseconds: true, recordHeader };
    case 0xa1b2cd34:
      return { littleEndian: false, nanoseconds: false, recordHeader: PATCHED_RECORD_HEADER };
    case 0x34cdb2a1:
      return { littleEndian: true, nanoseconds: false, recordHeader: PATCHED_RECORD_HEADER };
    default:
      return null;
  }
}

/** Records of a classic pcap file. */
export class PcapParser implements RecordParser {
  damage: string | null = null;
  private readonly littleEndian: boolean;
  private readonly nanoseconds: boolean;
  private readonly recordHeader: number;
  private linktype = -1;
  private records = 0;
  private readonly run: RecordRun;

  constructor(
    variant: PcapVariant,
    private readonly handler: PacketHandler,
    private readonly runs: RunHandler | null,
  ) {
    const { littleEndian, nanoseconds, recordHeader } = variant;
    this.littleEndian = littleEndian;
    this.nanoseconds = nanoseconds;
    this.recordHeader = recordHeader;
    const nowhere = { buffer: new Uint8Array(0), pos: 0, end: 0, taken: 0, linktype: -1 };
    this.run = { ...nowhere, bigEndian: !littleEndian, nanoseconds, recordHeader };
  }

  need(view: DataView, pos: number, end: number): number {
    if (this.linktype < 0) return PCAP_HEADER;
    if (end - pos < this.recordHeader) return this.recordHeader;
    return this.recordHeader + Math.min(view.getUint32(pos + 8, this.littleEndian), MAX_PACKET_BYTES);
  }

  parse(buffer: Uint8Array, view: DataView, pos: number, end: number): number {
    const { littleEndian, handler, recordHeader } = this;
    if (this.linktype < 0) {
      if (end - pos < PCAP_HEADER) return pos;
      // The upper bits tell of frame check sequences.
      this.linktype = view.getUint32(pos + 20, littleEndian) & 0x03ffffff;
      pos += PCAP_HEADER;
    }
    const linktype = this.linktype;
    if (this.runs) {
      pos = this.many(this.runs, buffer, pos, end);
      if (buffer.length === 0) return pos;
    }
    const perSecond = this.nanoseconds ? 1_000_000_000 : 1_000_000;
    while (end - pos >= recordHeader) {
      const captured = view.getUint32(pos + 8, littleEndian);
      let fraction = view.getUint32(pos + 4, littleEndian);
      if (captured > MAX_PACKET_BYTES) {
        this.damage = `record ${this.records + 1} claims ${captured} bytes`;
        return pos;
      }
      const start = pos + recordHeader;
      if (end - start < captured) return pos;
      if (fraction >= perSecond) fraction = perSecond - 1;
      if (this.nanoseconds) fraction = Math.floor(fraction / 1000);
      this.records++;
      handler(
        buffer,
        start,
        captured,
        view.getUint32(pos + 12, littleEndian),
        view.getUint32(pos, littleEndian) * 1_000_000 + fraction,
        linktype,
        0,
      );
      pos = start + captured;
      if (buffer.length === 0) return pos;
    }
    return pos;
  }

  /** Gives as many records away as are taken at once. */
  private many(runs: RunHandler, buffer: Uint8Array, pos: number, end: number): number {
    const { run } = this;
    run.buffer = buffer;
    run.pos = pos;
    run.end = end;
    run.taken = 0;
    run.linktype = this.linktype;
    runs(run);
    this.records += run.taken;
    return run.pos;
  }
}
