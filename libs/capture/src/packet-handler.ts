/**
 * Takes one packet: `captured` bytes of `buffer` from `offset`, `original` bytes on the wire, its time in µs since 1970 UTC, its link type
 * (tcpdump.org link-layer header types) and the ordinal of its interface in the input. The bytes are valid only during the call: nothing is
 * allocated per packet.
 */
export type PacketHandler = (
  buffer: Uint8Array,
  offset: number,
  captured: number,
  original: number,
  timeUs: number,
  linktype: number,
  iface: number,
) => void;

/** No tool writes longer packets; a greater length is damage, not data (the limit of Wireshark and libpcap). */
export const MAX_PACKET_BYTES = 262_144;

/** Reads records of one file format out of chunks. */
export interface RecordParser {
  /** Bytes that must be at hand from `pos` on before `parse` can take a step; never more than one record. */
  need(view: DataView, pos: number, end: number): number;
  /**
   * Takes all whole records of `[pos, end)`; returns the position after the last one. Sets `damage` and stops when one cannot be right; stops as well when
   * whoever took a packet has moved the bytes, so that `buffer` is empty: whoever gave them gives them again.
   */
  parse(buffer: Uint8Array, view: DataView, pos: number, end: number): number;
  /** Why reading stopped, or null. */
  readonly damage: string | null;
}
