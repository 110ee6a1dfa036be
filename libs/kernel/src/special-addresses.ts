import { parsePrefix } from './addresses';

/** A prefix as `parsePrefix` reads it: 4 or 16 bytes, bits behind `length` clear. */
export interface Prefix {
  readonly bytes: Uint8Array;
  readonly length: number;
}

const prefixes = (...texts: string[]): readonly Prefix[] => texts.map((text) => parsePrefix(text) as Prefix);

/** Addresses that are not on the Internet, or stand for others that may not be (IANA special-purpose registries, RFC 6890). */
const SPECIAL: readonly Prefix[] = prefixes(
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4', '2001::/32', '2001:2::/48', '2001:db8::/32', '2002::/16', '3fff::/20'],
);
const GLOBAL_V6 = parsePrefix('2000::/3') as Prefix;

/** Whether an address of 4 or 16 bytes lies in a prefix of the same family. */
export function liesIn(bytes: Uint8Array, { bytes: prefix, length }: Prefix): boolean {
  if (bytes.length !== prefix.length) return false;
  for (let bit = 0; bit < length; bit += 8) {
    const mask = length - bit >= 8 ? 0xff : 0xff << (8 - (length - bit));
    if ((((bytes[bit >> 3] as number) ^ (prefix[bit >> 3] as number)) & mask & 0xff) !== 0) return false;
  }
  return true;
}

/** The IPv4 address inside an IPv4-mapped one (RFC 4291 §2.5.5.2); others as they are. */
export function unmapped(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 16 || bytes[10] !== 0xff || bytes[11] !== 0xff) return bytes;
  return bytes.subarray(0, 10).every((byte) => byte === 0) ? bytes.slice(12) : bytes;
}

/** Whether an address of 4 or 16 bytes is one of the public Internet: none of a private network, of documentation, multicast … */
export function isOnInternet(bytes: Uint8Array): boolean {
  const own = unmapped(bytes);
  return !SPECIAL.some((prefix) => liesIn(own, prefix)) && (own.length === 4 || liesIn(own, GLOBAL_V6));
}
