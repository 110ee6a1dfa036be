/** Link types that are decoded (tcpdump.org/linktypes). */
export const LinkType = {
  NULL: 0,
  ETHERNET: 1,
  PPP: 9,
  RAW_BSD: 12,
  RAW_OPENBSD: 14,
  RAW: 101,
  IEEE802_11: 105,
  LOOP: 108,
  LINUX_SLL: 113,
  IEEE802_11_RADIOTAP: 127,
  IPV4: 228,
  IPV6: 229,
  LINUX_SLL2: 276,
} as const;

const DECODED = new Set<number>(Object.values(LinkType));

/** False when frames of this link type are counted but not looked into. */
export const isDecoded = (linktype: number): boolean => DECODED.has(linktype);
