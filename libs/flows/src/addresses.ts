import { ipv4Text, ipv6Text } from './address-texts';
import * as layout from './flow-layout';
import type { FlowStore } from './flow-store';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { A0, B0, KEY_V6, PROTO, RARE_A1, RARE_B1 } = layout;

/** Text of A's (`side` 0) or B's address of the flow at `base`. */
export function addressText({ words, rare }: FlowStore, base: number, side: number): string {
  const last = words[base + (side === 0 ? A0 : B0)] as number;
  if (((words[base + PROTO] as number) & KEY_V6) === 0) return ipv4Text(last);
  const rest = (base >> 1) + (side === 0 ? RARE_A1 : RARE_B1);
  return ipv6Text(last, rare[rest] as number, rare[rest + 1] as number, rare[rest + 2] as number);
}

/** Text of the address of `version` at `offset` of a frame. */
export function frameAddress(bytes: Uint8Array, version: number, offset: number): string {
  if (version === 4) return ipv4Text(wordAt(bytes, offset));
  return ipv6Text(
    wordAt(bytes, offset + 12),
    wordAt(bytes, offset + 8),
    wordAt(bytes, offset + 4),
    wordAt(bytes, offset),
  );
}

const wordAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number);

/**
 * True for addresses that traffic samples call internal: RFC 1918, RFC 4193, link-local, loopback, multicast.
 * `first` are the address's first four bytes, `rest` is true when the bytes between them and `last` are 0 (IPv6 only).
 */
export function isInside(first: number, v6: boolean, rest: boolean, last: number): boolean {
  const a = first >>> 24;
  const b = (first >>> 16) & 255;
  if (v6)
    return (
      (a & 0xfe) === 0xfc || (a === 0xfe && (b & 0xc0) === 0x80) || a === 0xff || (first === 0 && rest && last === 1)
    );
  return (
    a === 10 ||
    a === 127 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254) ||
    (a >= 224 && a < 240)
  );
}
