import { MAX_USER } from '../text';
import { wireText } from '../wire-text';
import { wireUtf16 } from '../wire-utf16';
import { u16, u32 } from './little-endian';

const SIGNATURE = [0x4e, 0x54, 0x4c, 0x4d, 0x53, 0x53, 0x50, 0] as const;
const CHALLENGE = 2;
const AUTHENTICATE = 3;
const UNICODE = 1;
const MAX_PAIRS = 16;
/** Of a challenge's target information (MS-NLMP §2.2.2.1). */
const COMPUTER = 1;
const DNS_COMPUTER = 3;

/** What an NTLM message names; texts are escaped as `wireText` does, '' when not said. Nothing of the responses is kept. */
export interface NtlmMessage {
  /** 1 negotiate, 2 challenge, 3 authenticate. */
  readonly type: number;
  /** Of the last message: who signs in, to which domain. */
  readonly user: string;
  readonly domain: string;
  /** The computer that the message is from: workstation of the last message, server of the challenge (its DNS name where it has one). */
  readonly host: string;
}

/** Finds and reads the NTLM message (MS-NLMP §2.2.1) that lies in `[start, end)`, in SPNEGO or not; null when there is none. */
export function readNtlm(bytes: Uint8Array, start: number, end: number): NtlmMessage | null {
  const at = signatureIn(bytes, start, end);
  if (at < 0) return null;
  const type = u32(bytes, at + 8);
  if (type === AUTHENTICATE && end - at >= 64) {
    const isUnicode = (u32(bytes, at + 60) & UNICODE) !== 0;
    const field = (place: number) => name(bytes, at, at + place, end, isUnicode);
    return { type, domain: field(28), user: field(36), host: field(44) };
  }
  const host = type === CHALLENGE && end - at >= 48 ? serverName(bytes, at, end) : '';
  return { type, user: '', domain: '', host };
}

function signatureIn(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; end - at >= 12; at++)
    if (bytes[at] === SIGNATURE[0] && SIGNATURE.every((byte, i) => bytes[at + i] === byte)) return at;
  return -1;
}

/** A field: length, room, offset from the message's beginning. */
function name(bytes: Uint8Array, message: number, field: number, end: number, isUnicode: boolean): string {
  const from = message + u32(bytes, field + 4);
  const to = from + u16(bytes, field);
  if (to > end) return '';
  return isUnicode ? wireUtf16(bytes, from, to, MAX_USER) : wireText(bytes, from, to, MAX_USER);
}

/** Of the target information: pairs of kind, length and text. */
function serverName(bytes: Uint8Array, message: number, end: number): string {
  let at = message + u32(bytes, message + 44);
  const stop = Math.min(end, at + u16(bytes, message + 40));
  let host = '';
  for (let i = 0; i < MAX_PAIRS && stop - at >= 4; i++) {
    const kind = u16(bytes, at);
    const next = at + 4 + u16(bytes, at + 2);
    if (kind === 0 || next > stop) break;
    const isDns = kind === DNS_COMPUTER && next > at + 4;
    if (isDns || (kind === COMPUTER && host === '')) host = wireUtf16(bytes, at + 4, next, MAX_USER);
    if (isDns) break;
    at = next;
  }
  return host;
}
