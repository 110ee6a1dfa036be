import { formatIp, formatIpv4, parseIp } from '@wireledger/kernel';

/** Where a data connection is awaited. */
export interface FtpEndpoint {
  /** In the form that `formatIp` writes; '' = the address of the server that says it (EPSV). */
  readonly address: string;
  readonly port: number;
}

const COMMA = 0x2c;
/** Address and port are six numbers. */
const NUMBERS = 6;
/** Address families of EPRT (RFC 2428 §2), by their number's digit. */
const FAMILIES: readonly (readonly [digit: number, bytes: number])[] = [
  [0x31, 4],
  [0x32, 16],
];
/** Longest text of an address. */
const MAX_ADDRESS = 45;

/** `h1,h2,h3,h4,p1,p2` as PORT says it (RFC 959 §5.3.2), from `at` on; null when it is none. */
export function readHostPort(bytes: Uint8Array, at: number, end: number): FtpEndpoint | null {
  const numbers = new Uint8Array(NUMBERS);
  for (let i = 0; i < NUMBERS; i++) {
    if (i > 0 && (at >= end || bytes[at++] !== COMMA)) return null;
    const number = readNumber(bytes, at, end, 255);
    if (number === null) return null;
    numbers[i] = number.value;
    at = number.end;
  }
  return endpoint(formatIpv4(numbers), (numbers[4] as number) * 256 + (numbers[5] as number));
}

/** The same somewhere in the text of a 227 reply; servers differ in what stands around it (RFC 1123 §4.1.2.6). */
export function readPassive(bytes: Uint8Array, start: number, end: number): FtpEndpoint | null {
  for (let at = start; at < end; at++) {
    if (!isDigit(bytes[at] as number) || (at > start && isDigit(bytes[at - 1] as number))) continue;
    const found = readHostPort(bytes, at, end);
    if (found) return found;
  }
  return null;
}

/** `|family|address|port|` as EPRT says it (RFC 2428 §2); null when it is none. */
export function readExtendedPort(bytes: Uint8Array, at: number, end: number): FtpEndpoint | null {
  const delimiter = bytes[at] as number;
  if (end - at < 7 || !isDelimiter(delimiter)) return null;
  const family = FAMILIES.find(([digit]) => digit === bytes[at + 1]);
  if (!family || bytes[at + 2] !== delimiter) return null;
  const from = at + 3;
  const to = indexOf(bytes, delimiter, from, Math.min(end, from + MAX_ADDRESS + 1));
  if (to < 0) return null;
  const address = parseIp(String.fromCharCode(...bytes.subarray(from, to)));
  const port = readNumber(bytes, to + 1, end, 65_535);
  if (address?.length !== family[1] || !port || port.end >= end || bytes[port.end] !== delimiter) return null;
  return endpoint(formatIp(address), port.value);
}

/** `(|||port|)` somewhere in the text of a 229 reply (RFC 2428 §3): the server's own address. */
export function readExtendedPassive(bytes: Uint8Array, start: number, end: number): FtpEndpoint | null {
  const open = indexOf(bytes, 0x28, start, end);
  if (open < 0 || end - open < 6) return null;
  const delimiter = bytes[open + 1] as number;
  if (!isDelimiter(delimiter) || bytes[open + 2] !== delimiter || bytes[open + 3] !== delimiter) return null;
  const port = readNumber(bytes, open + 4, end, 65_535);
  if (!port || port.end >= end || bytes[port.end] !== delimiter) return null;
  return endpoint('', port.value);
}

const endpoint = (address: string, port: number): FtpEndpoint | null => (port === 0 ? null : { address, port });

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
/** Any printable character but a digit (RFC 2428 §2). */
const isDelimiter = (byte: number): boolean => byte >= 33 && byte <= 126 && !isDigit(byte);

function readNumber(bytes: Uint8Array, at: number, end: number, most: number): { value: number; end: number } | null {
  if (at >= end || !isDigit(bytes[at] as number)) return null;
  let value = 0;
  while (at < end && isDigit(bytes[at] as number)) {
    value = value * 10 + (bytes[at] as number) - 0x30;
    if (value > most) return null;
    at++;
  }
  return { value, end: at };
}

function indexOf(bytes: Uint8Array, byte: number, at: number, end: number): number {
  for (; at < end; at++) if (bytes[at] === byte) return at;
  return -1;
}
