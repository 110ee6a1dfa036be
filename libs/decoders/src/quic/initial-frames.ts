import type { CryptoStream } from './crypto-stream';
import { VarInt } from './long-header';

/** Frames that Initial packets may hold (RFC 9000 §17.2.2, §19). */
const PADDING = 0x00;
const PING = 0x01;
const ACK = 0x02;
const ACK_ECN = 0x03;
const CRYPTO = 0x06;
const ECN_COUNTS = 3;

const integer = new VarInt();

/** Puts the CRYPTO frames of an opened Initial packet into `stream`. Stops at a frame of another kind or one that is cut. */
export function readCryptoFrames(frames: Uint8Array, stream: CryptoStream): void {
  const end = frames.length;
  let at = 0;
  while (at < end) {
    const type = frames[at] as number;
    if (type === PADDING || type === PING) {
      at++;
      continue;
    }
    if (type === ACK || type === ACK_ECN) {
      at = ackEnd(frames, at + 1, type === ACK_ECN);
      if (at < 0) return;
      continue;
    }
    if (type !== CRYPTO) return;
    const offset = integer.read(frames, at + 1, end);
    const length = offset < 0 ? -1 : integer.read(frames, integer.next, end);
    if (length < 0 || length > end - integer.next) return;
    at = integer.next + length;
    if (!stream.put(offset, frames, integer.next, at)) return;
  }
}

/** Where an ACK frame whose fields begin at `at` ends, -1 when it is cut (RFC 9000 §19.3). */
function ackEnd(frames: Uint8Array, at: number, ecn: boolean): number {
  const end = frames.length;
  const skip = (count: number): number => {
    for (let i = 0; i < count && at >= 0; i++) at = integer.read(frames, at, end) < 0 ? -1 : integer.next;
    return at;
  };
  // Largest acknowledged and delay, then the number of ranges, the first range, and two numbers a range.
  if (skip(2) < 0) return -1;
  const ranges = integer.read(frames, at, end);
  if (ranges < 0 || ranges > end) return -1;
  at = integer.next;
  return skip(1 + ranges * 2 + (ecn ? ECN_COUNTS : 0));
}
