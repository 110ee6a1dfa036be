/** Greatest packet that the interfaces here say they have, bytes. */
const SNAPLEN = 262_144;
const TWO_32 = 4_294_967_296;

export const SECTION_BLOCK = 0x0a0d0d0a;
export const INTERFACE_BLOCK = 1;
export const PACKET_BLOCK = 6;
/** Bytes of an enhanced packet block before the packet. */
export const PACKET_HEAD = 28;

/** Bytes of the enhanced packet block of a packet with so many captured bytes. */
export const packetBlockLength = (captured: number): number => PACKET_HEAD + captured + (-captured & 3) + 4;

const wordsOf = (words: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(words.length * 4);
  words.forEach((word, n) => bytes.writeUInt32LE(word >>> 0, n * 4));
  return bytes;
};

/** A little-endian section header (draft-ietf-opsawg-pcapng §4.1) of unknown length. */
export const sectionBlock = (): Buffer =>
  wordsOf([SECTION_BLOCK, 28, 0x1a2b3c4d, 0x0000_0001, 0xffff_ffff, 0xffff_ffff, 28]);

/** Describes the section's next interface (§4.2): its link type, times in µs (option 9, if_tsresol). */
export const interfaceBlock = (linktype: number): Buffer =>
  wordsOf([INTERFACE_BLOCK, 32, linktype & 0xffff, SNAPLEN, 0x0001_0009, 6, 0, 32]);

/** One packet as it is written. */
export interface PacketToWrite {
  readonly buffer: Uint8Array;
  readonly offset: number;
  readonly captured: number;
  /** On the wire. */
  readonly original: number;
  /** µs since 1970 UTC, not negative. */
  readonly us: number;
  /** Ordinal of the interface in its section. */
  readonly iface: number;
}

/** Writes an enhanced packet block (§4.3) at a place of a buffer that has room for it; the place after it. */
export function writePacketBlock(into: Buffer, at: number, packet: PacketToWrite): number {
  const { buffer, offset, captured, original, us, iface } = packet;
  const length = packetBlockLength(captured);
  into.writeUInt32LE(PACKET_BLOCK, at);
  into.writeUInt32LE(length, at + 4);
  into.writeUInt32LE(iface, at + 8);
  into.writeUInt32LE(Math.floor(us / TWO_32), at + 12);
  into.writeUInt32LE(us % TWO_32, at + 16);
  into.writeUInt32LE(captured, at + 20);
  into.writeUInt32LE(original, at + 24);
  into.set(buffer.subarray(offset, offset + captured), at + PACKET_HEAD);
  const end = at + length;
  into.fill(0, at + PACKET_HEAD + captured, end - 4);
  into.writeUInt32LE(length, end - 4);
  return end;
}
