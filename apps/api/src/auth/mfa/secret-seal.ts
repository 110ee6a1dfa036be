import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

import { secretFile } from '@wireledger/platform';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/** Encrypts the secrets of second factors for the database (AES-256-GCM), each bound to its owner, with a key that the database never sees. */
export class SecretSeal {
  private constructor(private readonly key: Buffer) {}

  /** Key in `<dataDir>/keys/second-factor.key`, made on first use. */
  static open(dataDir: string): SecretSeal {
    const text = secretFile(dataDir, 'second-factor.key', () => randomBytes(32).toString('base64url'));
    return new SecretSeal(Buffer.from(text, 'base64url'));
  }

  seal(secret: Uint8Array, owner: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.key, nonce).setAAD(Buffer.from(owner));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return `${VERSION}.${Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')}`;
  }

  /** @throws Error when it was sealed for another owner, with another key, or was changed */
  open(text: string, owner: string): Buffer {
    const [version, body = ''] = text.split('.', 2);
    const bytes = Buffer.from(body, 'base64url');
    if (version !== VERSION || bytes.length <= NONCE_BYTES + TAG_BYTES)
      throw new Error('a stored second factor is malformed');
    const decipher = createDecipheriv(CIPHER, this.key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(owner))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  }

  /** Sixteen bits of a code that tell which stored hash is worth the work of comparing; without the key they tell nothing. */
  tag(code: string, owner: string): string {
    return createHmac('sha256', this.key).update(`recovery\n${owner}\n${code}`).digest('hex').slice(0, 4);
  }
}
