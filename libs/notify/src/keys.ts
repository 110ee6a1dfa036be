import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const NONCE = 12;
const TAG = 16;

/** What channels need to keep secret, made from one key of the installation (32 bytes): none of it stands in the log in clear. */
export class NotifyKeys {
  private readonly key: Buffer;
  /** The one that is to take its place: what was sealed with it already opens as well. */
  private readonly next: NotifyKeys | null;

  /** `secret`, `next`: 64 hex digits. @throws when one is something else */
  constructor(secret: string, next: string | null = null) {
    if (!/^[0-9a-f]{64}$/.test(secret.trim())) throw new Error('the key of notifications is not 64 hex digits');
    this.key = Buffer.from(secret.trim(), 'hex');
    this.next = next === null ? null : new NotifyKeys(next);
  }

  /** Tells one key from another: 16 hex digits that say nothing of it. */
  get id(): string {
    return this.derive('id').toString('hex').slice(0, 16);
  }

  /** The secret of a webhook as it is in force; null when it was sealed with a key that is gone. */
  secretOf(
    channel: string,
    { generation, sealed }: { readonly generation: number; readonly sealed?: string | undefined },
  ) {
    return sealed === undefined ? this.webhookSecret(channel, generation) : this.open(channel, sealed);
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
    return this.opened(channel, sealed) ?? this.next?.open(channel, sealed) ?? null;
  }

  private opened(channel: string, sealed: string): string | null {
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
