import { wireText } from '../wire-text';

/** Longest identification line (RFC 4253 §4.2), with its line end. */
export const MAX_SSH_BANNER = 255;
/** Longest packet that a key exchange may need; RFC 4253 §6.1 asks for 35,000 bytes. */
const MAX_PACKET = 35_000;
const NEWKEYS = 21;
const LEAST_PACKET = 12;

const PREFIX = [0x53, 0x53, 0x48, 0x2d];

/** True when `[start, end)` begins as an SSH identification does, as far as it goes. */
export function isSshBanner(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < PREFIX.length || bytes[start] !== PREFIX[0]) return false;
  return PREFIX.every((byte, i) => bytes[start + i] === byte);
}

/** The identification in the line `[start, end)` without its line end: `SSH-2.0-OpenSSH_9.6`, escaped as `wireText` does; '' when it is none. */
export const sshBanner = (bytes: Uint8Array, start: number, end: number): string =>
  isSshBanner(bytes, start, end) ? wireText(bytes, start, end, MAX_SSH_BANNER) : '';

/** What a packet before encryption is. */
export interface SshPacket {
  /** Where the next one begins; may lie beyond what is there. */
  readonly next: number;
  /** True when the packets behind it are encrypted. */
  readonly isLast: boolean;
}

/** Reads the head of the unencrypted packet at `at` (RFC 4253 §6); null when it needs more bytes, `'broken'` when it cannot be one. */
export function readSshPacket(bytes: Uint8Array, at: number, end: number): SshPacket | 'broken' | null {
  if (end - at < 6) return null;
  const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  const length = high * 65_536 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
  const padding = bytes[at + 4] as number;
  if (length < LEAST_PACKET || length > MAX_PACKET || padding + 1 >= length) return 'broken';
  return { next: at + 4 + length, isLast: bytes[at + 5] === NEWKEYS };
}
