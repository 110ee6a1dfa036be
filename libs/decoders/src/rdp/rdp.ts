import { MAX_USER } from '../text';
import { wireText } from '../wire-text';

const TPKT = 3;
const LEAST = 11;
const MAX_LENGTH = 1024;
const REQUEST = 0xe0;
const CONFIRM = 0xd0;
const HEAD = 11;
const COOKIE = Buffer.from('Cookie: mstshash=', 'latin1');
const NEGOTIATION_REQUEST = 1;
const NEGOTIATION_RESPONSE = 2;
const NEGOTIATION_FAILURE = 3;

/** What protects the connection (MS-RDPBCGR §2.2.1.2.1). */
export type RdpSecurity = 'rdp' | 'tls' | 'credssp' | 'rdstls' | 'aad';
const SECURITIES = new Map<number, RdpSecurity>([
  [0, 'rdp'],
  [1, 'tls'],
  [2, 'credssp'],
  [4, 'rdstls'],
  [8, 'credssp'],
  [16, 'aad'],
]);

/** The client asks for a connection: the user that it names, at most 128 bytes, escaped as `wireText` does; '' when it names none. */
export interface RdpRequest {
  readonly user: string;
}

/** What the server says to it: what protects the connection, or why there is none (failureCode, MS-RDPBCGR §2.2.1.2.2). */
export interface RdpConfirm {
  readonly security: RdpSecurity;
  readonly failure: number;
}

/** Bytes of the TPKT (RFC 1006 §6) at `at`: 0 when more are needed to tell, -1 when it is none. */
export function tpktLength(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < 4) return 0;
  const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
  return bytes[at] === TPKT && bytes[at + 1] === 0 && length >= LEAST && length <= MAX_LENGTH ? length : -1;
}

/** True when `[start, end)` is the request that RDP begins with; others that begin with TPKT carry parameters of X.224 instead. */
export const looksLikeRdp = (bytes: Uint8Array, start: number, end: number): boolean =>
  bytes[start] === TPKT && tpktLength(bytes, start, end) === end - start && readRdpRequest(bytes, start, end) !== null;

/** Reads the X.224 connection request in the TPKT `[start, end)` (MS-RDPBCGR §2.2.1.1); null when it is none. */
export function readRdpRequest(bytes: Uint8Array, start: number, end: number): RdpRequest | null {
  if (!isTpdu(bytes, start, end, REQUEST)) return null;
  let at = start + HEAD;
  let user = '';
  const named = end - at >= COOKIE.length && COOKIE.every((byte, i) => bytes[at + i] === byte);
  if (named) {
    at += COOKIE.length;
    let stop = at;
    while (stop < end && bytes[stop] !== 0x0d) stop++;
    user = wireText(bytes, at, stop, MAX_USER);
    at = Math.min(end, stop + 2);
  }
  return named || isNegotiation(bytes, at, end, NEGOTIATION_REQUEST) ? { user } : null;
}

/** Reads the X.224 connection confirm in the TPKT `[start, end)` (§2.2.1.2); null when it is none. */
export function readRdpConfirm(bytes: Uint8Array, start: number, end: number): RdpConfirm | null {
  if (!isTpdu(bytes, start, end, CONFIRM)) return null;
  const at = start + HEAD;
  if (isNegotiation(bytes, at, end, NEGOTIATION_FAILURE)) return { security: 'rdp', failure: word(bytes, at + 4) };
  if (!isNegotiation(bytes, at, end, NEGOTIATION_RESPONSE)) return { security: 'rdp', failure: 0 };
  return { security: SECURITIES.get(word(bytes, at + 4)) ?? 'rdp', failure: 0 };
}

const isTpdu = (bytes: Uint8Array, start: number, end: number, type: number): boolean =>
  end - start >= LEAST && bytes[start] === TPKT && ((bytes[start + 5] as number) & 0xf0) === type;

const isNegotiation = (bytes: Uint8Array, at: number, end: number, type: number): boolean =>
  end - at >= 8 && bytes[at] === type && bytes[at + 2] === 8 && bytes[at + 3] === 0;

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);
