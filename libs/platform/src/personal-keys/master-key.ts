import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import path from 'node:path';

import { secretFile } from '../secret-file/secret-file';

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

  /** @param key 32 bytes. @throws MasterKeyMismatch */
  constructor(private readonly key: Buffer) {
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
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, wrapped.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(subject, 'utf8')).setAuthTag(wrapped.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(wrapped.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
    } catch {
      throw new MasterKeyMismatch(
        `the key of ${subject} was not wrapped by master key ${this.id}. Put the file that belongs to this database back: personal/keys/${FILE} of the data folder`,
      );
    }
  }
}

/**
 * Reads the master key, made at the first call: `personal/keys/personal.key` of the data folder, mode 0600, outside the database and its copies. It
 * has a folder of its own, so that processes on several machines can share it alone. @throws MasterKeyMismatch
 */
export const masterKey = (dataDir: string): MasterKey =>
  new MasterKey(
    Buffer.from(
      secretFile(path.join(dataDir, 'personal'), FILE, () => randomBytes(KEY_BYTES).toString('base64url')),
      'base64url',
    ),
  );
