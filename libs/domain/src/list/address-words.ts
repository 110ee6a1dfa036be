import { parseIp } from '@wireledger/kernel';

const [ZERO, NINE, DOT, COLON] = [48, 57, 46, 58];

/**
 * Reads an address as text into four words, an IPv4 one into the first; one that is mapped into IPv6 is that IPv4 address.
 * Returns its bits: 32, 128, or 0 when it is none. Nothing is allocated for what is written in its one way.
 */
export function readAddress(text: string, words: Uint32Array): 0 | 32 | 128 {
  const v4 = readIpv4(text);
  if (v4 >= 0) {
    words.fill(0);
    words[0] = v4;
    return 32;
  }
  if (readIpv6(text, words)) return 128;
  const bytes = text.includes(':') ? parseIp(text) : null;
  return bytes ? toWords(bytes, words) : 0;
}

/** The four bytes of a dotted IPv4 address, null when it is none. */
export function ipv4Bytes(text: string): Uint8Array<ArrayBuffer> | null {
  const number = readIpv4(text);
  return number < 0 ? null : Uint8Array.of(number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255);
}

const WORDS = new Uint32Array(4);

/** The 16 bytes of an IPv6 prefix or address, those behind its length clear; null when it is none, or is left to the slower way as below. */
export function ipv6Prefix(text: string): { readonly bytes: Uint8Array<ArrayBuffer>; readonly length: number } | null {
  const slash = text.indexOf('/');
  const length = slash < 0 ? 128 : lengthOf(text, slash + 1);
  if (length < 0 || !readIpv6(slash < 0 ? text : text.slice(0, slash), WORDS)) return null;
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 16; i++) {
    const keep = Math.max(0, Math.min(8, length - i * 8));
    bytes[i] = ((WORDS[i >> 2] as number) >>> (24 - (i & 3) * 8)) & (0xff << (8 - keep));
  }
  return { bytes, length };
}

/** A number of bits, 0 to 128, in one to three digits up to the end; -1 when it is none. */
function lengthOf(text: string, from: number): number {
  let value = 0;
  for (let i = from; i < text.length; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9 || i - from > 2) return -1;
    value = value * 10 + digit;
  }
  return text.length === from || value > 128 ? -1 : value;
}

/** True for an IPv6 address of hex groups; what is left to the slower way (dots inside, mistakes, mapped ones) is false. */
function readIpv6(text: string, words: Uint32Array): boolean {
  words.fill(0);
  let [group, value, digits, gap] = [0, 0, 0, -1];
  for (let i = 0; i < text.length; i++) {
    const digit = hexOf(text.charCodeAt(i));
    if (digit >= 0) {
      if (++digits > 4 || group > 7) return false;
      value = value * 16 + digit;
    } else {
      if (text.charCodeAt(i) !== COLON) return false;
      if (digits > 0) put(words, group++, value);
      else if (gap >= 0 || (i > 0 && text.charCodeAt(i - 1) !== COLON)) return false;
      if (text.charCodeAt(i + 1) === COLON) {
        if (gap >= 0) return false;
        gap = group;
        i++;
      } else if (i === 0 || i === text.length - 1) return false;
      value = digits = 0;
    }
  }
  if (digits > 0) put(words, group++, value);
  if (gap < 0) return group === 8;
  if (group > 7) return false;
  for (let from = group - 1, to = 7; from >= gap; from--, to--) {
    put(words, to, take(words, from));
    put(words, from, 0);
  }
  return words[0] !== 0 || words[1] !== 0;
}

function hexOf(code: number): number {
  if (code >= ZERO && code <= NINE) return code - ZERO;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

const take = (words: Uint32Array, group: number): number =>
  ((words[group >> 1] as number) >>> (group & 1 ? 0 : 16)) & 0xffff;

function put(words: Uint32Array, group: number, value: number): void {
  const word = words[group >> 1] as number;
  words[group >> 1] = group & 1 ? (word & 0xffff0000) | value : (word & 0xffff) | (value << 16);
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

/** The 4 or 16 bytes of words as {@link readAddress} leaves them. */
export function toBytes(words: Uint32Array, of: 32 | 128): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(of / 8);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (words[i >> 2] as number) >>> (24 - (i & 3) * 8);
  return bytes;
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
