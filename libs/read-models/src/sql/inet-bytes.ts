import { parseIp } from '@wireledger/kernel';

const MAX_CACHED = 65_536;
const HEAD = 4;
const PGSQL_AF_INET = 2;
const PGSQL_AF_INET6 = 3;

const DOT = 0x2e;
const ZERO = 0x30;

/**
 * Writes a dotted IPv4 address as PostgreSQL's binary `inet` (8 bytes) and answers true; false when the text is anything
 * else. Exactly what `parseIp` takes: four numbers up to 255 without leading zeros.
 */
export function writeIpv4(text: string, into: Buffer, at: number): boolean {
  let [parts, value, digits] = [0, 0, 0];
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : DOT;
    if (code === DOT) {
      if (digits === 0 || parts === 4) return false;
      into[at + HEAD + parts++] = value;
      value = digits = 0;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9 || (digits > 0 && value === 0)) return false;
    value = value * 10 + digit;
    digits++;
    if (value > 255) return false;
  }
  if (parts !== 4) return false;
  into[at] = PGSQL_AF_INET;
  into[at + 1] = 32;
  into[at + 2] = 0;
  into[at + 3] = 4;
  return true;
}

/**
 * Addresses → PostgreSQL's binary `inet` (family, bits, is_cidr, length, bytes). Remembers the last 65,536 IPv6 addresses;
 * reading an IPv4 address is faster than finding it.
 */
export class InetBytes {
  private readonly known = new Map<string, Buffer>();
  private readonly tried = Buffer.alloc(8);

  /** Whether the text is an address. */
  is(text: string): boolean {
    return writeIpv4(text, this.tried, 0) || this.known.has(text) || parseIp(text) !== null;
  }

  /** The 4 or 16 bytes of the address alone. @throws RangeError when the text is not an address */
  address(text: string): Buffer {
    return this.of(text).subarray(HEAD);
  }

  /** @throws RangeError when the text is not an address */
  of(text: string): Buffer {
    if (writeIpv4(text, this.tried, 0)) return Buffer.from(this.tried);
    const cached = this.known.get(text);
    if (cached) return cached;
    const bytes = parseIp(text);
    if (!bytes) throw new RangeError(`not an address: ${JSON.stringify(text)}`);
    const encoded = Buffer.concat([Buffer.from([PGSQL_AF_INET6, bytes.length * 8, 0, bytes.length]), bytes]);
    if (this.known.size >= MAX_CACHED) this.known.clear();
    this.known.set(text, encoded);
    return encoded;
  }
}
