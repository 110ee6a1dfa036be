import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { PacketKeys } from './initial-keys';
import type { LongHeader } from './long-header';

const SAMPLE = 16;
const TAG = 16;
/** The sample begins as if the packet number had its greatest length. */
const MAX_NUMBER = 4;
/** Bits of a long header's first byte that are protected. */
const PROTECTED_BITS = 0x0f;
/** Zero in every packet that is well protected (RFC 9000 §17.2). With wrong keys three of four packets end here, before the dear part. */
const RESERVED_BITS = 0x0c;
/** Packet numbers grow by little. That they begin at 0 (RFC 9000 §12.3) is not what everybody does: mvfst's servers begin anywhere. */
const MAX_AHEAD = 65_536;

/** Takes the protection off Initial packets of one direction (RFC 9001 §5.3, §5.4); remembers the greatest packet number for the next one's. */
export class InitialPackets {
  private greatest = -1;

  constructor(private readonly keys: PacketKeys) {}

  /** The frames of the packet that `header` describes in `bytes`; null when these are not its keys, or it is damaged. */
  open(header: LongHeader, start: number, bytes: Uint8Array): Uint8Array | null {
    const { keys } = this;
    const { number: at, end } = header;
    if (end - at < MAX_NUMBER + SAMPLE) return null;
    const cipher = createCipheriv('aes-128-ecb', keys.hp, null).setAutoPadding(false);
    const mask = cipher.update(bytes.subarray(at + MAX_NUMBER, at + MAX_NUMBER + SAMPLE));
    const first = (bytes[start] as number) ^ ((mask[0] as number) & PROTECTED_BITS);
    if ((first & RESERVED_BITS) !== 0) return null;
    const length = (first & 3) + 1;
    const head = Buffer.from(bytes.subarray(start, at + length));
    head[0] = first;
    let truncated = 0;
    for (let i = 0; i < length; i++) {
      const byte = (bytes[at + i] as number) ^ (mask[1 + i] as number);
      head[at - start + i] = byte;
      truncated = truncated * 256 + byte;
    }
    const number = fullNumber(truncated, length, this.greatest);
    if (this.greatest >= 0 && number > this.greatest + MAX_AHEAD) return null;
    const decipher = createDecipheriv('aes-128-gcm', keys.key, nonceOf(keys.iv, number)).setAuthTag(
      bytes.subarray(end - TAG, end),
    );
    decipher.setAAD(head);
    const frames = decipher.update(bytes.subarray(at + length, end - TAG));
    try {
      decipher.final();
    } catch {
      // The only answer of the library to a tag that does not fit.
      return null;
    }
    if (number > this.greatest) this.greatest = number;
    return frames;
  }
}

/** IV xor packet number (RFC 9001 §5.3). */
function nonceOf(iv: Buffer, number: number): Buffer {
  const nonce = Buffer.from(iv);
  for (let i = nonce.length - 1, rest = number; rest > 0; i--, rest = Math.floor(rest / 256))
    nonce[i] = (nonce[i] as number) ^ (rest % 256);
  return nonce;
}

/** The packet number nearest to the one expected whose last `length` bytes are `truncated` (RFC 9000 §A.3). */
function fullNumber(truncated: number, length: number, greatest: number): number {
  const window = 256 ** length;
  const expected = greatest + 1;
  const candidate = expected - (expected % window) + truncated;
  if (candidate <= expected - window / 2) return candidate + window;
  if (candidate > expected + window / 2 && candidate >= window) return candidate - window;
  return candidate;
}
