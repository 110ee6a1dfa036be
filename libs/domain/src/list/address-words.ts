import { parseIp } from '@wireledger/kernel';

const [ZERO, NINE, DOT] = [48, 57, 46];

/**
 * Reads an address as text into four words, an IPv4 one into the first; one that is mapped into IPv6 is that IPv4 address.
 * Returns its bits: 32, 128, or 0 when it is none. Nothing is allocated for an IPv4 address.
 */
export function readAddress(text: string, words: Uint32Array): 0 | 32 | 128 {
  const v4 = readIpv4(text);
  if (v4 >= 0) {
    words.fill(0);
    words[0] = v4;
    return 32;
  }
  const bytes = text.includes(':') ? parseIp(text) : null;
  return bytes ? toWords(bytes, words) : 0;
}

/** The words of 4 or 16 bytes, as {@link readAddress}. */
export function toWords(bytes: Uint8Array, words: Uint32Array): 32 | 128 {
  words.fill(0);
  for (let i = 0; i < bytes.length; i++) words[i >> 2] = ((words[i >> 2] as number) << 8) | (bytes[i] as number);
  if (bytes.length === 4) return 32;
  if (words[0] !== 0 || words[1] !== 0 || words[2] !== 0xffff) return 128;
  words[0] = words[3] as number;
  words[2] = words[3] = 0;
  return 32;
}

/** -1 when it is no dotted IPv4 address. */
function readIpv4(text: string): number {
  if (text.length < 7 || text.length > 15) return -1;
  let [value, part, digits, dots] = [0, 0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      if (digits === 0 || part > 255 || ++dots > 3) return -1;
      value = value * 256 + part;
      part = digits = 0;
    } else {
      if (code < ZERO || code > NINE || (digits > 0 && part === 0) || ++digits > 3) return -1;
      part = part * 10 + code - ZERO;
    }
  }
  return dots === 3 && digits > 0 && part <= 255 ? value * 256 + part : -1;
}
