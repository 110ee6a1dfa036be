import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { formatIp, parseIp } from '@wireledger/kernel';

/** What a pseudonym stands for. */
export type PseudonymKind = 'addr' | 'name' | 'comm' | 'cur';

const TAG_BYTES = 8;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 §6 base 32, lower case, without padding. */
function toBase32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const char of text) {
    held = ((held << 5) | ALPHABET.indexOf(char)) & 0xffff;
    bits += 5;
    if (bits >= 8) bytes.push((held >> (bits -= 8)) & 0xff);
  }
  return Buffer.from(bytes);
}

/**
 * Keyed pseudonyms that only this system can read back: `<kind>-<base 32>` of a synthetic IV (the construction of RFC 5297, with HMAC-SHA-256
 * cut to 64 bits as the tag and AES-256-CTR). The same value has the same pseudonym; without the key none can be made, guessed or told from
 * chance; one of another kind is refused.
 */
export class Pseudonyms {
  private readonly tagKey: Buffer;
  private readonly cipherKey: Buffer;

  /** @param key 32 random bytes */
  constructor(key: Buffer) {
    const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', key, '', `wireledger masking ${purpose}`, 32));
    this.tagKey = derive('tag');
    this.cipherKey = derive('cipher');
  }

  /** Pseudonym of an address; what is none is treated as a name. */
  ofAddress(text: string): string {
    const bytes = parseIp(text);
    return bytes ? this.seal('addr', bytes) : this.of('name', text);
  }

  of(kind: Exclude<PseudonymKind, 'addr'>, text: string): string {
    return this.seal(kind, Buffer.from(text, 'utf8'));
  }

  /** What a pseudonym of this kind stands for, or null when it is none that this system made. */
  read(kind: PseudonymKind, text: string): string | null {
    const match = /^([a-z]+)-([a-z2-7]+)$/.exec(text);
    if (!match || match[1] !== kind) return null;
    const sealed = fromBase32(match[2] as string);
    if (sealed.length < TAG_BYTES) return null;
    const tag = sealed.subarray(0, TAG_BYTES);
    const cipher = createDecipheriv('aes-256-ctr', this.cipherKey, iv(tag));
    const plain = Buffer.concat([cipher.update(sealed.subarray(TAG_BYTES)), cipher.final()]);
    if (!timingSafeEqual(tag, this.tag(kind, plain))) return null;
    return kind === 'addr' ? formatIp(plain) : plain.toString('utf8');
  }

  private seal(kind: PseudonymKind, plain: Uint8Array): string {
    const tag = this.tag(kind, plain);
    const cipher = createCipheriv('aes-256-ctr', this.cipherKey, iv(tag));
    return `${kind}-${toBase32(Buffer.concat([tag, cipher.update(plain), cipher.final()]))}`;
  }

  private tag(kind: PseudonymKind, plain: Uint8Array): Buffer {
    return createHmac('sha256', this.tagKey).update(`${kind}\0`).update(plain).digest().subarray(0, TAG_BYTES);
  }
}

const iv = (tag: Uint8Array): Buffer => Buffer.concat([tag, Buffer.alloc(16 - TAG_BYTES)]);
