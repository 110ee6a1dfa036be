import type { FrameBytes } from './frame-bytes';

const END = 0;
const NOP = 1;

/** IPv4 options that lead with a pointer and hold addresses of four bytes from their fourth byte on (RFC 791 §3.1). */
const ROUTES = new Set([7, 131, 137]);
const TIMESTAMP = 68;
const ROUTER_ALERT = 148;

const ROUTER_ALERT_VALUE = 2;

/** TCP options that tell of the connection alone, by the bytes of their value: segment size, window scale, SACK permitted, times (RFC 9293, 7323, 2018). */
const TCP_KEPT: Readonly<Record<number, number>> = { 2: 2, 3: 1, 4: 0, 8: 8 };
/** Pairs of sequence numbers. */
const SACK = 5;

const PAD1 = 0;
/** IPv6, by the bytes of their value: tunnel encapsulation limit, router alert, jumbo payload (RFC 2473, 2711, 2675). */
const IPV6_KEPT: Readonly<Record<number, number>> = { 0x04: 1, 0x05: 2, 0xc2: 4 };
/** RFC 6275 §6.3. */
const HOME_ADDRESS = 0xc9;

/** Masks one option whose value is `[value, to)`. */
type MaskOption = (kind: number, value: number, to: number) => void;

/** Options of IPv4 and TCP: kind, length of all of it, value. A length that cannot be ends them: what follows is cleared. */
function optionsOf(frame: FrameBytes, from: number, to: number, mask: MaskOption): void {
  let at = from;
  while (at < to) {
    const kind = frame.u8(at);
    if (kind === END) break;
    if (kind === NOP) {
      at++;
      continue;
    }
    const length = to - at >= 2 ? frame.u8(at + 1) : 0;
    if (length < 2 || length > to - at) break;
    mask(kind, at + 2, at + length);
    at += length;
  }
  frame.clear(at, to);
}

/** Options of an IPv4 header in `[from, to)`: addresses are masked, what is not known is cleared. */
export function maskIpv4Options(frame: FrameBytes, from: number, to: number): void {
  optionsOf(frame, from, to, (kind, value, end) => {
    if (ROUTES.has(kind)) maskSlots(frame, value + 1, end, 4);
    else if (kind === TIMESTAMP && end - value >= 2) maskTimestamps(frame, value, end);
    else if (kind !== ROUTER_ALERT || end - value !== ROUTER_ALERT_VALUE) frame.clear(value, end);
  });
}

/** Addresses of four bytes, `step` bytes from one to the next; what is no whole one is cleared. */
function maskSlots(frame: FrameBytes, from: number, to: number, step: number): void {
  let at = from;
  for (; to - at >= step; at += step) frame.addresses.ip(frame.bytes, at, 4);
  frame.clear(at, to);
}

/** Its flag says whether an address stands before each time. */
function maskTimestamps(frame: FrameBytes, value: number, end: number): void {
  const flag = frame.u8(value + 1) & 0x0f;
  if (flag === 1 || flag === 3) maskSlots(frame, value + 2, end, 8);
  else if (flag !== 0) frame.clear(value + 2, end);
}

/** Options of a TCP header in `[from, to)`. Those of Multipath TCP hold addresses, cookies are made of them: cleared as all that is not known. */
export const maskTcpOptions = (frame: FrameBytes, from: number, to: number): void =>
  optionsOf(frame, from, to, (kind, value, end) => {
    const known = kind === SACK ? (end - value) % 8 === 0 : TCP_KEPT[kind] === end - value;
    if (!known) frame.clear(value, end);
  });

/**
 * Options of a hop-by-hop or destination header in `[from, to)` (RFC 8200 §4.2). Padding is cleared as well.
 * @returns whether one says that the sender is somebody else than the header has it (home address)
 */
export function maskIpv6Options(frame: FrameBytes, from: number, to: number): boolean {
  let elsewhere = false;
  let at = from;
  while (at < to) {
    const kind = frame.u8(at);
    if (kind === PAD1) {
      at++;
      continue;
    }
    if (to - at < 2) break;
    const [value, end] = [at + 2, at + 2 + frame.u8(at + 1)];
    if (end > to) break;
    if (kind === HOME_ADDRESS) {
      frame.addresses6(value, end);
      elsewhere = true;
    } else if (IPV6_KEPT[kind] !== end - value) frame.clear(value, end);
    at = end;
  }
  frame.clear(at, to);
  return elsewhere;
}
