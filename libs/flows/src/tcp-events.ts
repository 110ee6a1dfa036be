/** What one side of a flow was seen doing; the order is that of the letters of a history. */
export enum Event {
  SYN = 1,
  SYN_ACK = 2,
  ACK = 4,
  DATA = 8,
  FIN = 16,
  RST = 32,
  RETRANS = 64,
  INCONSISTENT = 128,
  MULTI_FLAG = 256,
}
/** Bits of `SEEN` per side. */
export const SIDE_SHIFT = 12;
export const SIDE_MASK = 0xfff;
/** Code of the letter of data, and of the mark of a swapped direction. */
export const DATA_LETTER = 4;
export const SWAPPED = 10;
/** A letter takes so many bits of a word, of which the last of six begins here. */
export const CODE_BITS = 5;
export const LAST_SHIFT = 25;
/** Words behind the first one. */
export const MORE_WORDS = 2;
