import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

/** What channels need to keep secret, made from one key of the installation (32 bytes): none of it stands in the log in clear. */
export class NotifyKeys {
  private readonly key: Buffer;

  /** `secret`: 64 hex digits. @throws when it is something else */
  constructor(secret: string) {
    if (!/^[0-9a-f]{64}$/.test(secret.trim())) throw new Error('the key of notifications is not 64 hex digits');
    this.key = Buffer.from(secret.trim(), 'hex');
  }

  /** What a webhook's bodies are signed with; another one for each generation. */
  webhookSecret(channel: string, generation: number): string {
    return `whsec_${this.derive(`webhook ${channel} ${generation}`).toString('base64url')}`;
  }

  /** Text that only this installation can read (AES-256-GCM), bound to its channel. */
  seal(channel: string, text: string): string {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.derive('seal'), nonce).setAAD(Buffer.from(channel));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** Null when it was sealed with another key or for another channel. */
  open(channel: string, sealed: string): string | null {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < NONCE + TAG) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.derive('seal'), bytes.subarray(0, NONCE), {
      authTagLength: TAG,
    });
    decipher.setAAD(Buffer.from(channel)).setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
    } catch {
      return null;
    }
  }

  private derive(what: string): Buffer {
    return createHmac('sha256', this.key).update(`wireledger notify: ${what}`).digest();
  }
}
