import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import path from 'node:path';

import { beginNextSecret, nextSecret, putNextSecret, secretFile } from '../secret-file/secret-file';

const [IV_BYTES, TAG_BYTES, KEY_BYTES] = [12, 16, 32] as const;
const FILE = 'personal.key';

/** The file of the master key does not hold one, or another one than what was wrapped. */
export class MasterKeyMismatch extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MasterKeyMismatch';
  }
}

/** Wraps the keys of people: what the database keeps of them is of no use without it. */
export class MasterKey {
  /** Tells one master key from another: 16 hex digits of its SHA-256. */
  readonly id: string;

  /**
   * @param key 32 bytes
   * @param next the one that is to take its place: what it wrapped already is unwrapped as well
   * @throws MasterKeyMismatch
   */
  constructor(
    private readonly key: Buffer,
    private readonly next: MasterKey | null = null,
  ) {
    if (key.length !== KEY_BYTES)
      throw new MasterKeyMismatch(`the master key of personal data has ${key.length} bytes instead of ${KEY_BYTES}`);
    this.id = createHash('sha256').update('wireledger personal master 1\n').update(key).digest('hex').slice(0, 16);
  }

  /** AES-256-GCM over a subject's key, with the subject as additional data: initialisation vector, tag, ciphertext. */
  wrap(subject: string, key: Buffer): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(subject, 'utf8'));
    const wrapped = Buffer.concat([cipher.update(key), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), wrapped]);
  }

  /** @throws MasterKeyMismatch when it was wrapped by another key, for another subject, or changed since */
  unwrap(subject: string, wrapped: Buffer): Buffer {
    const opened = this.opened(subject, wrapped) ?? this.next?.opened(subject, wrapped);
    if (opened) return opened;
    throw new MasterKeyMismatch(
      `the key of ${subject} was not wrapped by master key ${this.id}. Put the file that belongs to this database back: personal/keys/${FILE} of the data folder`,
    );
  }

  private opened(subject: string, wrapped: Buffer): Buffer | null {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, wrapped.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(subject, 'utf8')).setAuthTag(wrapped.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(wrapped.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    } catch {
      return null;
    }
  }
}

const folder = (dataDir: string): string => path.join(dataDir, 'personal');
const make = (): string => randomBytes(KEY_BYTES).toString('base64url');
const ofText = (text: string, next: MasterKey | null = null): MasterKey =>
  new MasterKey(Buffer.from(text, 'base64url'), next);

/**
 * Reads the master key, made at the first call: `personal/keys/personal.key` of the data folder, mode 0600, outside the database and its copies. It
 * has a folder of its own, so that processes on several machines can share it alone. While it is being replaced, what the next one wrapped is
 * unwrapped too. @throws MasterKeyMismatch
 */
export function masterKey(dataDir: string): MasterKey {
  const next = nextSecret(folder(dataDir), FILE);
  return ofText(secretFile(folder(dataDir), FILE, make), next === null ? null : ofText(next));
}

/** The one that is to take its place: a replacement begins, or goes on. @throws MasterKeyMismatch */
export const beginNextMasterKey = (dataDir: string): MasterKey => ofText(beginNextSecret(folder(dataDir), FILE, make));

/** The next one is in force from here on, and the other is gone. */
export const putNextMasterKey = (dataDir: string): void => putNextSecret(folder(dataDir), FILE);
