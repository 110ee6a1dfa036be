import { MAX_USER } from '../text';
import { wireText } from '../wire-text';
import { wireUtf16 } from '../wire-utf16';
import { u16, u32 } from './little-endian';

/** Head of the session service (RFC 1002 §4.3.1), which direct TCP (MS-SMB2 §2.1) keeps. */
export const SMB_FRAME = 4;
const SESSION_MESSAGE = 0x00;
const FIRST_SESSION_PACKET = 0x81;
const LAST_SESSION_PACKET = 0x85;
const SMB1 = 0xff;
const SMB2 = 0xfe;
const ENCRYPTED = 0xfd;
const COMPRESSED = 0xfc;
const NAME = [0x53, 0x4d, 0x42] as const;
const SMB1_HEADER = 32;
const SMB2_HEADER = 64;
const RESPONSE_1 = 0x80;
const RESPONSE_2 = 1;
const UNICODE_1 = 0x8000;
const MAX_SHARE = 256;
const MAX_DIALECTS = 64;
const MAX_DIALECT = 32;

/** Commands that are read, of version 1 (MS-CIFS §2.2.2.1) and of 2 (MS-SMB2 §2.2.1.2). */
const COMMANDS_1 = { negotiate: 0x72, sessionSetup: 0x73, treeConnect: 0x75 } as const;
const COMMANDS_2 = { negotiate: 0, sessionSetup: 1, treeConnect: 3 } as const;
export type SmbCommand = keyof typeof COMMANDS_2;

/** Head of a message of which more is read. */
export interface SmbHead {
  readonly version: 1 | 2;
  readonly command: SmbCommand;
  readonly isResponse: boolean;
  /** NTSTATUS of a response (MS-ERREF §2.3). */
  readonly status: number;
}

/** Bytes of the packet at `at`, its head of four bytes included: 0 when more of it is needed to tell, -1 when it is none of SMB's. */
export function smbLength(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < SMB_FRAME) return 0;
  const type = bytes[at] as number;
  const length = ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
  if (type >= FIRST_SESSION_PACKET && type <= LAST_SESSION_PACKET) return length < 65_536 ? SMB_FRAME + length : -1;
  if (type !== SESSION_MESSAGE) return -1;
  return end - at < 8 ? 0 : isSmb(bytes, at + SMB_FRAME, end) ? SMB_FRAME + length : -1;
}

/** True when `[start, end)` begins with a message of SMB. */
export const looksLikeSmb = (bytes: Uint8Array, start: number, end: number): boolean =>
  bytes[start] === SESSION_MESSAGE && end - start >= SMB_FRAME + SMB1_HEADER && isSmb(bytes, start + SMB_FRAME, end);

function isSmb(bytes: Uint8Array, at: number, end: number): boolean {
  const first = bytes[at] as number;
  return first >= COMPRESSED && end - at >= 4 && NAME.every((byte, i) => bytes[at + 1 + i] === byte);
}

/** Reads the head of the message in `[start, end)`; null when nothing more of it is read, `'closed'` when all that follows is encrypted. */
export function readSmbHead(bytes: Uint8Array, start: number, end: number): SmbHead | 'closed' | null {
  if (!isSmb(bytes, start, end)) return null;
  if (bytes[start] === ENCRYPTED) return 'closed';
  if (bytes[start] === SMB2 && end - start >= SMB2_HEADER) {
    const isResponse = ((bytes[start + 16] as number) & RESPONSE_2) !== 0;
    return head(2, COMMANDS_2, u16(bytes, start + 12), isResponse, u32(bytes, start + 8));
  }
  if (bytes[start] !== SMB1 || end - start < SMB1_HEADER) return null;
  const isResponse = ((bytes[start + 9] as number) & RESPONSE_1) !== 0;
  return head(1, COMMANDS_1, bytes[start + 4] as number, isResponse, u32(bytes, start + 5));
}

function head(version: 1 | 2, commands: Readonly<Record<SmbCommand, number>>, code: number, isResponse: boolean, status: number): SmbHead | null {
  for (const command of ['negotiate', 'sessionSetup', 'treeConnect'] as const)
    if (commands[command] === code) return { version, command, isResponse, status };
  return null;
} // prettier-ignore

/** Dialects that a request of version 1 offers, in its order (MS-CIFS §2.2.4.52.1); those of version 2 are told by the answer. */
export function smbDialects(bytes: Uint8Array, start: number, end: number): readonly string[] {
  const dialects: string[] = [];
  let at = start + SMB1_HEADER + 3;
  while (dialects.length < MAX_DIALECTS && at < end && bytes[at] === 2) {
    let stop = at + 1;
    while (stop < end && bytes[stop] !== 0) stop++;
    if (stop === end) break;
    dialects.push(wireText(bytes, at + 1, stop, MAX_DIALECT));
    at = stop + 1;
  }
  return dialects;
}

/** The dialect that a server of version 1 chose among those offered (MS-CIFS §2.2.4.52.2); '' when none. */
export const smb1Dialect = (bytes: Uint8Array, start: number, end: number, offered: readonly string[]): string =>
  end - start < SMB1_HEADER + 3 ? '' : (offered[u16(bytes, start + SMB1_HEADER + 1)] ?? '');

/** The dialect that a server of version 2 or 3 chose (MS-SMB2 §2.2.4): `2.0.2` to `3.1.1`; '' when it only says that there is one, or an unknown one. */
export function smb2Dialect(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < SMB2_HEADER + 6) return '';
  switch (u16(bytes, start + SMB2_HEADER + 4)) {
    case 0x0202:
      return '2.0.2';
    case 0x0210:
      return '2.1';
    case 0x0300:
      return '3.0';
    case 0x0302:
      return '3.0.2';
    case 0x0311:
      return '3.1.1';
    default:
      return '';
  }
}

/** The share that the request in `[start, end)` connects to, `server/share`, escaped as `wireText` does; '' when it cannot be read. */
export function smbShare(bytes: Uint8Array, start: number, end: number, version: 1 | 2): string {
  const path = version === 2 ? path2(bytes, start, end) : path1(bytes, start, end);
  // Backslashes are escaped by now.
  return path.replace(/^(\\092)+/, '').replaceAll('\\092', '/');
}

/** MS-SMB2 §2.2.9. */
function path2(bytes: Uint8Array, start: number, end: number): string {
  if (end - start < SMB2_HEADER + 8) return '';
  const from = start + u16(bytes, start + SMB2_HEADER + 4);
  const to = from + u16(bytes, start + SMB2_HEADER + 6);
  return to > end ? '' : wireUtf16(bytes, from, to, MAX_SHARE);
}

/** MS-CIFS §2.2.4.55.1: behind the password; Unicode begins at an even place of the message. */
function path1(bytes: Uint8Array, start: number, end: number): string {
  const words = start + SMB1_HEADER;
  if (end - words < 11 || bytes[words] !== 4) return '';
  let from = words + 11 + u16(bytes, words + 7);
  if ((u16(bytes, start + 10) & UNICODE_1) === 0) return wireText(bytes, from, zero(bytes, from, end, 1), MAX_SHARE);
  from += (from - start) & 1;
  return wireUtf16(bytes, from, zero(bytes, from, end, 2), MAX_SHARE);
}

/** User of a session setup of version 1 without extended security (MS-CIFS §2.2.4.53.1), behind its two passwords; '' when it has none. */
export function smb1User(bytes: Uint8Array, start: number, end: number): string {
  const words = start + SMB1_HEADER;
  if (end - words < 29 || bytes[words] !== 13) return '';
  let from = words + 29 + u16(bytes, words + 15) + u16(bytes, words + 17);
  if ((u16(bytes, start + 10) & UNICODE_1) === 0) return wireText(bytes, from, zero(bytes, from, end, 1), MAX_USER);
  from += (from - start) & 1;
  return wireUtf16(bytes, from, zero(bytes, from, end, 2), MAX_USER);
}

/** Where the text that begins at `from` ends: at a zero of `size` bytes, or at `end`. */
function zero(bytes: Uint8Array, from: number, end: number, size: 1 | 2): number {
  for (let at = from; at + size <= end; at += size)
    if (bytes[at] === 0 && (size === 1 || bytes[at + 1] === 0)) return at;
  return Math.max(from, end);
}
