import { wireText } from '../wire-text';

const HEADER = 48;
/** Bytes of a control message (RFC 9327 §2) and of ntpd's private ones at least. */
const LEAST_CONTROL = 12;
const LEAST_PRIVATE = 8;
const CONTROL = 6;
const PRIVATE = 7;
/** MON_GETLIST and MON_GETLIST_1 of ntpd's private messages: the last 600 peers, which is what amplification lives from. */
const MONLISTS: ReadonlySet<number> = new Set([20, 42]);
export const MAX_STRATUM = 16;
const VERSION_1 = 1;
const VERSION_4 = 4;
const CLIENT = 3;
const SERVER = 4;
/** Seconds since 1900 at the end of 2002: no clock that is set says less, and the era ends in 2036. */
const PLAUSIBLE = 0xc2;

/** What an NTP message says (RFC 5905 §7.3). */
export interface NtpMessage {
  /** 1 to 4. */
  readonly version: number;
  /** 1, 2 symmetric, 3 client, 4 server, 5 broadcast, 6 control, 7 private. */
  readonly mode: number;
  /** Of modes 1 to 5: 0 unspecified (a kiss code), 1 primary, 2 to 15 secondary, 16 not synchronised; else -1. */
  readonly stratum: number;
  /** What the clock is set by: of stratum 0 and 1 a code (`GPS`, `RATE`), else an IPv4 address or the beginning of a hash in its form; '' in modes 6 and 7. */
  readonly reference: string;
  /** Mode 7 that asks for, or tells, the list of peers. */
  readonly isMonlist: boolean;
}

/** Reads the NTP message in `[start, end)`; null when it is none. */
export function readNtp(bytes: Uint8Array, start: number, end: number): NtpMessage | null {
  const length = end - start;
  if (length < LEAST_PRIVATE) return null;
  const first = bytes[start] as number;
  const version = (first >> 3) & 7;
  const mode = first & 7;
  if (version < VERSION_1 || version > VERSION_4 || mode === 0) return null;
  if (mode === PRIVATE) {
    const isMonlist = MONLISTS.has(bytes[start + 3] as number);
    return { version, mode, stratum: -1, reference: '', isMonlist };
  }
  if (mode === CONTROL)
    return length < LEAST_CONTROL ? null : { version, mode, stratum: -1, reference: '', isMonlist: false };
  const stratum = bytes[start + 1] as number;
  if (length < HEADER || stratum > MAX_STRATUM) return null;
  return { version, mode, stratum, reference: reference(bytes, start + 12, stratum), isMonlist: false };
}

/**
 * True when a datagram on whatever port can hardly be anything else: a question or an answer of 48 bytes, versions 3 and 4, with a delay below a second's
 * fraction of the field's range and a time of sending between 2003 and 2036.
 */
export function looksLikeNtp(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== HEADER) return false;
  const first = bytes[start] as number;
  const version = (first >> 3) & 7;
  const mode = first & 7;
  if ((mode !== CLIENT && mode !== SERVER) || version < CLIENT || version > VERSION_4) return false;
  if ((bytes[start + 1] as number) > MAX_STRATUM || bytes[start + 4] !== 0 || bytes[start + 8] !== 0) return false;
  return (bytes[start + 40] as number) >= PLAUSIBLE;
}

function reference(bytes: Uint8Array, at: number, stratum: number): string {
  if (stratum > 1) return `${bytes[at]}.${bytes[at + 1]}.${bytes[at + 2]}.${bytes[at + 3]}`;
  let end = at + 4;
  while (end > at && bytes[end - 1] === 0) end--;
  return wireText(bytes, at, end, 4);
}
