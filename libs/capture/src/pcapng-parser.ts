import { MAX_PACKET_BYTES, type PacketHandler, type RecordParser } from './packet-handler';

/** Block type of the section header, the same in both byte orders. */
export const PCAPNG_MAGIC = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
/** Greatest block that is read; longer ones are damage (Wireshark's limit too). */
const MAX_BLOCK_BYTES = 16 * 1024 * 1024;
const BLOCK_HEADER = 8;
const LEAST_BLOCK = 12;
/** More interfaces than this in one file are damage. */
const MAX_INTERFACES = 65_536;

const SECTION = PCAPNG_MAGIC;
const INTERFACE = 1;
const PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;

const OPTION_END = 0;
const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;

interface Interface {
  readonly linktype: number;
  readonly snaplen: number;
  /** `if_tsresol` as stored: 10⁻ⁿ, or 2⁻ⁿ with the top bit. */
  readonly resolution: number;
  readonly offsetUs: number;
}

/** Blocks of a pcapng file (draft-ietf-opsawg-pcapng): any number of sections and interfaces, unknown blocks skipped. */
export class PcapngParser implements RecordParser {
  damage: string | null = null;
  private littleEndian = true;
  private blocks = 0;
  private readonly interfaces: Interface[] = [];
  /** Index in `interfaces` of the section's first one. */
  private sectionBase = 0;

  constructor(private readonly handler: PacketHandler) {}

  need(view: DataView, pos: number, end: number): number {
    if (end - pos < LEAST_BLOCK) return LEAST_BLOCK;
    return Math.max(LEAST_BLOCK, Math.min(this.blockLength(view, pos), MAX_BLOCK_BYTES));
  }

  parse(buffer: Uint8Array, view: DataView, pos: number, end: number): number {
    while (end - pos >= LEAST_BLOCK) {
      const length = this.blockLength(view, pos);
      if (this.damage) return pos;
      if (length < LEAST_BLOCK || length % 4 !== 0 || length > MAX_BLOCK_BYTES)
        return this.fail(pos, `has length ${length}`);
      if (end - pos < length) return pos;
      if (view.getUint32(pos + length - 4, this.littleEndian) !== length)
        return this.fail(pos, 'has two different lengths');
      this.block(buffer, view, pos, pos + length - 4);
      if (this.damage) return pos;
      this.blocks++;
      pos += length;
      if (buffer.length === 0) return pos;
    }
    return pos;
  }

  /** Length of the block at `pos`; a section header first tells the byte order. */
  private blockLength(view: DataView, pos: number): number {
    if (view.getUint32(pos) === SECTION) {
      if (view.getUint32(pos + 8, true) === BYTE_ORDER) this.littleEndian = true;
      else if (view.getUint32(pos + 8, false) === BYTE_ORDER) this.littleEndian = false;
      else this.fail(pos, 'is a section header without byte order');
    }
    return view.getUint32(pos + 4, this.littleEndian);
  }

  private fail(pos: number, what: string): number {
    this.damage ??= `block ${this.blocks + 1} ${what}`;
    return pos;
  }

  private block(buffer: Uint8Array, view: DataView, pos: number, end: number): void {
    const body = pos + BLOCK_HEADER;
    switch (view.getUint32(pos, this.littleEndian)) {
      case SECTION:
        if (end - body < 16) this.fail(pos, 'is a section header cut short');
        this.sectionBase = this.interfaces.length;
        return;
      case INTERFACE:
        if (end - body < 8) this.fail(pos, 'is an interface description cut short');
        else if (this.interfaces.length >= MAX_INTERFACES) this.fail(pos, 'is one interface too many');
        else this.interfaces.push(this.describe(view, body, end));
        return;
      case ENHANCED_PACKET:
        return this.timed(buffer, view, body, end, view.getUint32(body, this.littleEndian));
      case PACKET:
        return this.timed(buffer, view, body, end, view.getUint16(body, this.littleEndian));
      case SIMPLE_PACKET:
        return this.simple(buffer, view, body, end);
      default:
        return;
    }
  }

  /** Enhanced packets and the obsolete packet block, which differ in the first four bytes only. */
  private timed(buffer: Uint8Array, view: DataView, body: number, end: number, id: number): void {
    if (end - body < 20) return void this.fail(body, 'is a packet cut short');
    const iface = this.sectionBase + id;
    const from = this.interfaces[iface];
    if (!from) return void this.fail(body, `names interface ${id}, which is not described`);
    const captured = view.getUint32(body + 12, this.littleEndian);
    if (captured > MAX_PACKET_BYTES || captured > end - body - 20)
      return void this.fail(body, `claims a packet of ${captured} bytes`);
    const time = timeUs(
      view.getUint32(body + 4, this.littleEndian),
      view.getUint32(body + 8, this.littleEndian),
      from.resolution,
    );
    const original = view.getUint32(body + 16, this.littleEndian);
    this.handler(buffer, body + 20, captured, original, time + from.offsetUs, from.linktype, iface);
  }

  /** A simple packet has neither time nor interface: time 0, the section's first interface. */
  private simple(buffer: Uint8Array, view: DataView, body: number, end: number): void {
    const from = this.interfaces[this.sectionBase];
    if (end - body < 4 || !from) return void this.fail(body, 'is a simple packet without an interface');
    const original = view.getUint32(body, this.littleEndian);
    const captured = Math.min(original, from.snaplen > 0 ? from.snaplen : original, end - body - 4);
    if (captured > MAX_PACKET_BYTES) return void this.fail(body, `claims a packet of ${captured} bytes`);
    this.handler(buffer, body + 4, captured, original, 0, from.linktype, this.sectionBase);
  }

  private describe(view: DataView, body: number, end: number): Interface {
    let resolution = 6;
    let offsetUs = 0;
    for (let pos = body + 8; end - pos >= 4;) {
      const code = view.getUint16(pos, this.littleEndian);
      const length = view.getUint16(pos + 2, this.littleEndian);
      const value = pos + 4;
      if (code === OPTION_END || end - value < length) break;
      if (code === OPTION_TSRESOL && length >= 1) resolution = view.getUint8(value);
      if (code === OPTION_TSOFFSET && length >= 8)
        offsetUs = Number(view.getBigInt64(value, this.littleEndian)) * 1_000_000;
      pos = value + ((length + 3) & ~3);
    }
    return {
      linktype: view.getUint16(body, this.littleEndian),
      snaplen: view.getUint32(body + 4, this.littleEndian),
      resolution,
      offsetUs,
    };
  }
}

/** Ticks of 10⁻ⁿ or 2⁻ⁿ seconds → µs, truncated. */
function timeUs(high: number, low: number, resolution: number): number {
  if (resolution === 6) return high * 4_294_967_296 + low;
  if (resolution === 9) {
    // Exact where the 64-bit count of nanoseconds does not fit into a double.
    const rest = high % 1000;
    return ((high - rest) / 1000) * 4_294_967_296 + Math.floor((rest * 4_294_967_296 + low) / 1000);
  }
  const ticks = (BigInt(high) << 32n) | BigInt(low);
  const perSecond = resolution & 0x80 ? 1n << BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
  return Number((ticks * 1_000_000n) / perSecond);
}
