import { formatIp, parseIp } from '@wireledger/kernel';

import { wireText } from '../wire-text';

/** Longest texts kept, bytes. */
export const MAX_TEXT = 1024;
export const MAX_NAME_TEXT = 255;
/** Greatest counter that is believed: 256 TiB. */
export const MAX_COUNT = 2 ** 48 - 1;
/** The year 2255: later times are not whole µs in a double. */
const MAX_US = Number.MAX_SAFE_INTEGER;

/** An address in the one form that facts have; null when it is none. */
export function addressOf(text: string | null): string | null {
  if (text === null || text.length > 45) return null;
  const bytes = parseIp(text);
  return bytes === null ? null : formatIp(bytes);
}

/** A whole number from 0 to `most`; null when it is none. */
export function wholeOf(text: string | null, most = MAX_COUNT): number | null {
  if (text === null || !/^\d{1,16}$/.test(text)) return null;
  const value = Number(text);
  return value <= most ? value : null;
}

export const portOf = (text: string | null): number | null => wholeOf(text, 65_535);

/** Seconds with a decimal point → µs, without a double's rounding; null when it is no such number. */
export function secondsOf(text: string | null): number | null {
  const match = text === null ? null : /^(\d{1,10})(?:\.(\d{0,18}))?$/.exec(text);
  if (match) return Number(match[1]) * 1_000_000 + Number((match[2] ?? '').slice(0, 6).padEnd(6, '0'));
  // JSON writers turn small numbers to 7.2e-05.
  const value = text !== null && /^\d+(?:\.\d+)?e[+-]?\d{1,2}$/i.test(text) ? Math.round(Number(text) * 1e6) : NaN;
  return value <= MAX_US ? value : null;
}

/** Whole milliseconds since 1970, as Zeek writes times with `LogAscii::json_timestamps = JSON::TS_MILLIS`: as seconds they would be past the year 5000. */
const MILLISECONDS = /^\d{12,13}$/;

/** Times as logs write them: seconds, milliseconds, ISO 8601 with any zone (`+0000`, `+00:00`, `Z`), or none = UTC → µs; null when it is none. */
export function timeOf(text: string | null): number | null {
  if (text === null) return null;
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (!match) return MILLISECONDS.test(text) ? Number(text) * 1000 : secondsOf(text);
  const [, date, clock, fraction = '', zone = 'Z'] = match;
  const ms = Date.parse(`${date}T${clock}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  const us = ms * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
  return us >= 0 && us <= MAX_US ? us : null;
}

/** A JA4 as logs have it: of TLS (`13`), SSL (`s3`) or DTLS (`d2`). */
export const JA4 = /^[tqd](?:\d\d|s[23]|d[1-3])[di][0-9A-Za-z_]{6,32}$/;

const PRINTABLE = /^[\x20-\x7e]*$/;
const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/;

/** A text as facts have it: bytes outside 0x20–0x7e and `\` as `\DDD`; at most `most` bytes. `bytes` = one character a byte. */
export function textOf(bytes: string, most = MAX_TEXT): string {
  if (PLAIN.test(bytes)) return bytes.length <= most ? bytes : bytes.slice(0, most);
  const raw = Buffer.from(bytes, 'latin1');
  return wireText(raw, 0, raw.length, most);
}

/** A distinguished name as facts have it (RFC 4514): its own `\\` stays. */
export const distinguishedName = (text: string): string => text.replaceAll('\\092', '\\');

/** Part of a name as facts have it: lower case, bytes outside 0x21–0x7e and `\` as `\DDD`. */
export const namePart = (bytes: string): string => textOf(bytes, MAX_NAME_TEXT).replaceAll(' ', '\\032').toLowerCase();

/** A name as facts have it: its parts, no dot at the end; '.' for the root. */
export function nameOf(bytes: string): string {
  if (bytes === '' || bytes === '.') return '.';
  return namePart(bytes.endsWith('.') ? bytes.slice(0, -1) : bytes);
}

/** Characters of a text that was decoded as UTF-8, as bytes, one character each. */
export const bytesOf = (text: string): string =>
  PRINTABLE.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');

/** Names of DNS over the ports that are its variants'. */
export const dnsServiceOf = (port: number): 'dns' | 'mdns' | 'llmnr' =>
  port === 5353 ? 'mdns' : port === 5355 ? 'llmnr' : 'dns';

/** Names → numbers, of a table of numbers → names. */
export const inverse = (names: Readonly<Record<number, string>>): ReadonlyMap<string, number> =>
  new Map(Object.entries(names).map(([number, name]) => [name, Number(number)]));

/** A hardware address as facts have it, '' when it is none. */
export const macOf = (text: string | null): string =>
  text !== null && /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(text) ? text.toLowerCase() : '';

/** Who asks for an address and has none yet, and whom he asks (RFC 2131 §4.1). */
export const NOWHERE = '0.0.0.0';
export const BROADCAST = '255.255.255.255';
export const DHCP_PORTS = { srcPort: 68, dstPort: 67, proto: 17 } as const;
const OF_SERVERS = new Set(['OFFER', 'ACK', 'NAK', 'FORCERENEW', 'LEASEUNASSIGNED', 'LEASEUNKNOWN', 'LEASEACTIVE']);
/** Whether a server sends messages of this type. */
export const isOfServer = (type: string): boolean => OF_SERVERS.has(type);

/** Longest names of users and of software, bytes. */
export const MAX_USER_BYTES = 128;
export const MAX_SOFTWARE = 128;
const FTP_SIGNED_IN: ReadonlySet<number> = new Set([202, 230, 232]);

/** What a reply to PASS says (RFC 959 §4.2): 0 = none came, 332 wants an account as well. */
export const ftpOutcome = (code: number): 'success' | 'failure' | 'unknown' =>
  FTP_SIGNED_IN.has(code) ? 'success' : code >= 400 ? 'failure' : 'unknown';
