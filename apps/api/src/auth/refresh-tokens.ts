import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { secretFile } from '@wireledger/platform';

/** A refresh token that this system made, of whatever age. */
export interface RefreshToken {
  readonly session: string;
  readonly generation: number;
}

/**
 * Opaque refresh tokens `<session>.<generation>.<256-bit secret>`. The secret is a keyed hash of the rest, so the database holds nothing that
 * could be used, a repeated answer is the same answer, and an old genuine token is told from a guess.
 */
export class RefreshTokens {
  private constructor(private readonly key: Buffer) {}

  /** Key in `<dataDir>/keys/refresh-token.key`, made on first use. */
  static open(dataDir: string): RefreshTokens {
    const text = secretFile(dataDir, 'refresh-token.key', () => randomBytes(32).toString('base64url'));
    return new RefreshTokens(Buffer.from(text, 'base64url'));
  }

  format({ session, generation }: RefreshToken): string {
    return `${session}.${generation}.${this.secret(session, generation).toString('base64url')}`;
  }

  /** Null when it is not one of ours. */
  parse(text: string): RefreshToken | null {
    const match = /^([0-9a-f-]{36})\.(\d{1,9})\.([A-Za-z0-9_-]{43})$/.exec(text);
    if (!match) return null;
    const [, session = '', generation = '', secret = ''] = match;
    const given = Buffer.from(secret, 'base64url');
    const wanted = this.secret(session, Number(generation));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
    return { session, generation: Number(generation) };
  }

  private secret(session: string, generation: number): Buffer {
    return createHmac('sha256', this.key).update(`refresh\n${session}\n${generation}`).digest();
  }
}
