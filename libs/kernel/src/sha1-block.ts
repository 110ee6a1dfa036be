const BLOCK = 64;
/** Longest message of {@link Sha1Block}: one block less the padding's first byte and the 8 bytes of the length. */
export const SHA1_BLOCK_MAX = 55;

const schedule = new Int32Array(80);

/**
 * SHA-1 (RFC 3174) of messages of at most 55 bytes, which are one block. Flow and community ids are such hashes, two a flow
 * record; a call into OpenSSL costs several times what the block itself does. The message is written into `message`.
 */
export class Sha1Block {
  readonly message = Buffer.alloc(BLOCK);

  /** Hash of the first `length` bytes of `message`; they stay as they are. @throws RangeError above 55 */
  digest(length: number): Buffer {
    if (length > SHA1_BLOCK_MAX) throw new RangeError(`${length} bytes are more than one block of SHA-1`);
    const { message } = this;
    message.fill(0, length);
    message[length] = 0x80;
    message.writeUInt16BE(length * 8, BLOCK - 2);
    return compress(message);
  }
}

function compress(block: Buffer): Buffer {
  const w = schedule;
  for (let i = 0; i < 16; i++) {
    const at = i * 4;
    w[i] =
      ((block[at] as number) << 24) |
      ((block[at + 1] as number) << 16) |
      ((block[at + 2] as number) << 8) |
      (block[at + 3] as number);
  }
  for (let i = 16; i < 80; i++) {
    const x = (w[i - 3] as number) ^ (w[i - 8] as number) ^ (w[i - 14] as number) ^ (w[i - 16] as number);
    w[i] = (x << 1) | (x >>> 31);
  }
  let a = 0x67452301;
  let b = 0xefcdab89 | 0;
  let c = 0x98badcfe | 0;
  let d = 0x10325476;
  let e = 0xc3d2e1f0 | 0;
  for (let i = 0; i < 80; i++) {
    // Every sum is cut to 32 bits at once: it then stays an integer for the compiler.
    let mixed: number;
    if (i < 20) mixed = (((b & c) | (~b & d)) + 0x5a827999) | 0;
    else if (i < 40) mixed = ((b ^ c ^ d) + 0x6ed9eba1) | 0;
    else if (i < 60) mixed = (((b & c) | (b & d) | (c & d)) - 0x70e44324) | 0;
    else mixed = ((b ^ c ^ d) - 0x359d3e2a) | 0;
    const next = (((((a << 5) | (a >>> 27)) + e) | 0) + (((w[i] as number) + mixed) | 0)) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  const hash = Buffer.allocUnsafe(20);
  hash.writeInt32BE((a + 0x67452301) | 0, 0);
  hash.writeInt32BE((b + 0xefcdab89) | 0, 4);
  hash.writeInt32BE((c + 0x98badcfe) | 0, 8);
  hash.writeInt32BE((d + 0x10325476) | 0, 12);
  hash.writeInt32BE((e + 0xc3d2e1f0) | 0, 16);
  return hash;
}
