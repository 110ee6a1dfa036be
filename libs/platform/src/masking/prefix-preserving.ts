import { type Cipheriv, createCipheriv } from 'node:crypto';

const BLOCK = 16;

/** Bit `i` of the bytes, the first one being the most significant. */
const bitOf = (bytes: Uint8Array, i: number): number => ((bytes[i >> 3] ?? 0) >> (7 - (i & 7))) & 1;

/**
 * Addresses to addresses, one to one, so that two that share a prefix share one of the same length afterwards (Xu, Fan, Ammar, Moon: Prefix-preserving
 * IP address anonymization, 2002; as their Crypto-PAn does it, and the same over 128 bits for IPv6). AES is the pseudo-random function: each block is
 * enciphered for one bit, nothing is hidden by the mode.
 */
export class PrefixPreserving {
  private readonly cipher: Cipheriv;
  private readonly pad: Buffer;

  /** @param key 32 bytes: 16 of AES, 16 that the pad is made of */
  constructor(key: Buffer) {
    if (key.length !== 2 * BLOCK) throw new Error('a key of prefix-preserving masking has 32 bytes');
    this.cipher = createCipheriv('aes-128-ecb', key.subarray(0, BLOCK), null).setAutoPadding(false);
    this.pad = this.cipher.update(key.subarray(BLOCK));
  }

  /** Masked form of an address; 4 or 16 bytes. */
  mask(address: Uint8Array): Uint8Array {
    const bits = address.length * 8;
    const blocks = Buffer.alloc(bits * BLOCK);
    for (let i = 0; i < bits; i++) this.block(address, i, blocks.subarray(i * BLOCK, (i + 1) * BLOCK));
    const flips = this.cipher.update(blocks);
    const masked = Uint8Array.from(address);
    for (let i = 0; i < bits; i++)
      if ((flips[i * BLOCK] ?? 0) & 0x80) masked[i >> 3] = (masked[i >> 3] ?? 0) ^ (1 << (7 - (i & 7)));
    return masked;
  }

  /** The address behind a masked one; of a prefix only its first `length` bits, the others are 0. */
  unmask(masked: Uint8Array, length = masked.length * 8): Uint8Array {
    const address = new Uint8Array(masked.length);
    const block = Buffer.alloc(BLOCK);
    for (let i = 0; i < length; i++) {
      this.block(address, i, block);
      const flip = (this.cipher.update(block)[0] ?? 0) >> 7;
      if (bitOf(masked, i) !== flip) address[i >> 3] = (address[i >> 3] ?? 0) | (1 << (7 - (i & 7)));
    }
    return address;
  }

  /** The first `length` bits of the address, then those of the pad. */
  private block(address: Uint8Array, length: number, into: Buffer): void {
    this.pad.copy(into);
    const whole = length >> 3;
    for (let i = 0; i < whole; i++) into[i] = address[i] ?? 0;
    const rest = length & 7;
    if (rest === 0) return;
    const high = (0xff00 >> rest) & 0xff;
    into[whole] = ((address[whole] ?? 0) & high) | ((this.pad[whole] ?? 0) & ~high & 0xff);
  }
}
