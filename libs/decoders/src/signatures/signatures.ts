const HEADER_DNS = 12;
const MAX_NAME = 255;
const MAX_LABEL = 63;
const NETBIOS_NAME = 32;
/** Types that are in use end below it (IANA), a few from 32,768 on aside. */
const MAX_TYPE = 300;
const IKE_HEADER = 28;
const NON_ESP = 4;
const MAX_POSTGRES = 10_000;
const POSTGRES_3 = 196_608;
const POSTGRES_CODES: ReadonlySet<number> = new Set([POSTGRES_3, 80_877_102, 80_877_103, 80_877_104]);
const MYSQL_10 = 10;
const LEAST_MYSQL = 33;

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 65_536 + u16(bytes, at + 2);
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

function begins(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start < text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

/**
 * True when `[start, end)` is a question of DNS (RFC 1035 §4.1) and nothing else, whatever its port: one question of class IN, no answer, and behind it the
 * end or one additional record of EDNS (RFC 6891).
 */
export function looksLikeDnsQuery(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < HEADER_DNS + 5) return false;
  // QR, opcode, AA, TC, RA, Z and rcode are 0; RD, AD and CD as one likes.
  if ((u16(bytes, start + 2) & 0xfecf) !== 0 || u16(bytes, start + 4) !== 1) return false;
  if (u16(bytes, start + 6) !== 0 || u16(bytes, start + 8) !== 0 || u16(bytes, start + 10) > 1) return false;
  let at = start + HEADER_DNS;
  for (let label = bytes[at] as number; label !== 0; label = bytes[at] as number) {
    at += label + 1;
    if (label > MAX_LABEL || at >= end || at - start - HEADER_DNS > MAX_NAME) return false;
  }
  if (end - at < 5) return false;
  const type = u16(bytes, at + 1);
  if (type === 0 || type === NETBIOS_NAME || type > MAX_TYPE || u16(bytes, at + 3) !== 1) return false;
  at += 5;
  if (u16(bytes, start + 10) === 0) return at === end;
  return end - at >= 11 && bytes[at] === 0 && u16(bytes, at + 1) === 41;
}

/** The same behind a length of two bytes, as over TCP (RFC 1035 §4.2.2). */
export const looksLikeDnsOverTcp = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start > HEADER_DNS && u16(bytes, start) === end - start - 2 && looksLikeDnsQuery(bytes, start + 2, end);

/** SSDP (UPnP Device Architecture 2.0 §1): `M-SEARCH * HTTP/1.1`, `NOTIFY * HTTP/1.1`. */
export const looksLikeSsdp = (bytes: Uint8Array, start: number, end: number): boolean =>
  begins(bytes, start, end, 'M-SEARCH * HTTP/1.') || begins(bytes, start, end, 'NOTIFY * HTTP/1.');

/** Syslog (RFC 3164, RFC 5424): `<0>` to `<191>`, then the version or the name of a month. */
export function looksLikeSyslog(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== 0x3c || end - start < 8) return false;
  let at = start + 1;
  let priority = 0;
  while (at < start + 4 && isDigit(bytes[at] as number)) priority = priority * 10 + (bytes[at++] as number) - 0x30;
  if (at === start + 1 || priority > 191 || bytes[at] !== 0x3e) return false;
  const [a, b, c] = [bytes[at + 1] as number, bytes[at + 2] as number, bytes[at + 3] as number];
  if (a === 0x31) return b === 0x20;
  if (end - at <= 4) return false;
  return a >= 0x41 && a <= 0x53 && b >= 0x61 && b <= 0x7a && c >= 0x61 && c <= 0x7a && bytes[at + 4] === 0x20;
}

/** IKE, versions 1 and 2 (RFC 2408 §3.1, RFC 7296 §3.1), behind the marker of RFC 3948 or not: the length is that of the datagram. */
export function looksLikeIke(bytes: Uint8Array, start: number, end: number): boolean {
  const at = end - start > NON_ESP && u32(bytes, start) === 0 ? start + NON_ESP : start;
  if (end - at < IKE_HEADER || u32(bytes, at) === 0) return false;
  const version = bytes[at + 17];
  const exchange = bytes[at + 18] as number;
  const fits =
    version === 0x10 ? exchange >= 1 && exchange <= 34 : version === 0x20 && exchange >= 34 && exchange <= 44;
  return fits && u32(bytes, at + 24) === end - at;
}

/** A server of MySQL or MariaDB greets: a packet with number 0 of protocol 10, whose version is text. */
export function looksLikeMysql(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < LEAST_MYSQL || bytes[start + 3] !== 0 || bytes[start + 4] !== MYSQL_10) return false;
  const length = (bytes[start] as number) | ((bytes[start + 1] as number) << 8) | ((bytes[start + 2] as number) << 16);
  const second = bytes[start + 6] as number;
  return length === end - start - 4 && isDigit(bytes[start + 5] as number) && (second === 0x2e || isDigit(second));
}

/** A client of PostgreSQL begins: version 3, or a request for TLS, GSS-API or to cancel, of the length that it says. */
export const looksLikePostgres = (bytes: Uint8Array, start: number, end: number): boolean =>
  bytes[start] === 0 &&
  end - start >= 8 &&
  end - start <= MAX_POSTGRES &&
  u32(bytes, start) === end - start &&
  POSTGRES_CODES.has(u32(bytes, start + 4));

/** A client of Redis begins with an array of bulk strings: `*2\\r\\n$4\\r\\nAUTH…`. */
export function looksLikeRedis(bytes: Uint8Array, start: number, end: number): boolean {
  if (bytes[start] !== 0x2a || end - start < 9 || !isDigit(bytes[start + 1] as number)) return false;
  const at = isDigit(bytes[start + 2] as number) ? start + 3 : start + 2;
  return bytes[at] === 0x0d && bytes[at + 1] === 0x0a && bytes[at + 2] === 0x24 && isDigit(bytes[at + 3] as number);
}
