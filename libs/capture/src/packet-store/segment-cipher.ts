import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const MAGIC = Buffer.from('WLPKTS1\n', 'latin1');
const SALT_BYTES = 32;
const CHECK_BYTES = 8;
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const INFO = 'wireledger packet store 1';

/** Bytes of the head of an encrypted file: a mark, its salt, and a check that tells another key from damage. */
export const CIPHER_HEAD = MAGIC.length + SALT_BYTES + CHECK_BYTES;
/** Bytes of a frame before what is sealed, and behind it. */
export const FRAME_HEAD = 5;
export const FRAME_ROOM = FRAME_HEAD + TAG_BYTES;
/** No frame is longer. */
const MOST_SEALED = 64 * 1024 * 1024;

/** What a frame holds: blocks of pcapng, the mark that a file was closed, an index. */
export const FrameOf = { BLOCKS: 1, END: 2, INDEX: 3 } as const;
export type FrameOf = (typeof FrameOf)[keyof typeof FrameOf];

/** A file or frame that cannot be read; the message says why. */
export class UnreadableSegment extends Error {}

/** Whether a file begins as an encrypted one. */
export const isEncrypted = (head: Uint8Array): boolean => MAGIC.equals(head.subarray(0, MAGIC.length));

/** Length of the frame at a place, with all that belongs to it; null when its head is not whole or cannot be one. */
export function frameLength(bytes: Buffer, at: number): number | null {
  if (bytes.length - at < FRAME_HEAD) return null;
  const sealed = bytes.readUInt32LE(at + 1);
  return sealed > MOST_SEALED ? null : sealed + FRAME_ROOM;
}

/**
 * AES-256-GCM for one file, under a key that HKDF-SHA-256 makes of the store's key and a salt of the file's own. Each frame is sealed with its
 * number as nonce and its kind and length authenticated: a frame that was changed, moved or left out before another one is noticed. A file
 * is written once and never gone on with, so no number is used twice under a key.
 */
export class SegmentCipher {
  private constructor(
    private readonly key: Buffer,
    readonly head: Buffer,
  ) {}

  /** For a new file. @param master 32 bytes */
  static create(master: Buffer): SegmentCipher {
    const salt = randomBytes(SALT_BYTES);
    const { key, check } = derived(master, salt);
    return new SegmentCipher(key, Buffer.concat([MAGIC, salt, check]));
  }

  /** For a file that begins like this. @throws UnreadableSegment when there is no key or another one */
  static of(head: Buffer, master: Buffer | null): SegmentCipher {
    if (!master)
      throw new UnreadableSegment(
        'is encrypted and no key is set. Give PACKET_STORE_KEY_FILE the key that it was written with.',
      );
    const salt = head.subarray(MAGIC.length, MAGIC.length + SALT_BYTES);
    const { key, check } = derived(master, salt);
    if (head.length < CIPHER_HEAD || !timingSafeEqual(check, head.subarray(MAGIC.length + SALT_BYTES, CIPHER_HEAD)))
      throw new UnreadableSegment('was written with another key than that of PACKET_STORE_KEY_FILE.');
    return new SegmentCipher(key, Buffer.from(head.subarray(0, CIPHER_HEAD)));
  }

  /** A frame: kind, length, what is sealed, tag. `number` counts the frames of the file from 0. */
  seal(kind: FrameOf, number: number, plain: Uint8Array): Buffer {
    const head = Buffer.alloc(FRAME_HEAD);
    head.writeUInt8(kind);
    head.writeUInt32LE(plain.length, 1);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonceOf(number)).setAAD(head);
    return Buffer.concat([head, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** What a whole frame holds. @throws UnreadableSegment when it is not the frame of that number as it was written */
  open(number: number, frame: Buffer): { readonly kind: number; readonly plain: Buffer } {
    const head = frame.subarray(0, FRAME_HEAD);
    const decipher = createDecipheriv('aes-256-gcm', this.key, nonceOf(number)).setAAD(head);
    decipher.setAuthTag(frame.subarray(frame.length - TAG_BYTES));
    try {
      const plain = decipher.update(frame.subarray(FRAME_HEAD, frame.length - TAG_BYTES));
      decipher.final();
      return { kind: head.readUInt8(), plain };
    } catch {
      throw new UnreadableSegment(`was changed on the disk: its frame ${number} is not what was written.`);
    }
  }
}

function derived(master: Buffer, salt: Buffer): { readonly key: Buffer; readonly check: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', master, salt, INFO, KEY_BYTES + CHECK_BYTES));
  return { key: bytes.subarray(0, KEY_BYTES), check: bytes.subarray(KEY_BYTES) };
}

function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 8);
  return nonce;
}
