import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, jwtVerify, SignJWT } from 'jose';

import { secretFile } from '@wireledger/platform';

const ISSUER = 'wireledger';
const AUDIENCE = 'wireledger-api';
const TYPE = 'at+jwt';
export const ACCESS_TOKEN_SECONDS = 300;

/** What an access token says. */
export interface AccessClaims {
  readonly user: string;
  readonly session: string;
  readonly sessionVersion: number;
  /** When the session's user proved himself with a second factor, ms since 1970 UTC to the second; null = not at all. */
  readonly factorAt: number | null;
  /** ms since 1970 UTC. */
  readonly expiresAt: number;
}

/** Short-lived tokens of a session: EdDSA (RFC 8037), one own key, nothing taken from the token's header but its claim to that key. */
export class AccessTokens {
  private constructor(
    private readonly privateKey: KeyObject,
    private readonly publicKey: KeyObject,
    private readonly keyId: string,
    private readonly clock: () => number,
  ) {}

  /** Key in `<dataDir>/keys/access-token.pem`, made on first use. */
  static async open(dataDir: string, clock: () => number): Promise<AccessTokens> {
    const pem = secretFile(dataDir, 'access-token.pem', () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
    const privateKey = createPrivateKey(pem);
    const publicKey = createPublicKey(privateKey);
    return new AccessTokens(privateKey, publicKey, await calculateJwkThumbprint(await exportJWK(publicKey)), clock);
  }

  async sign(claims: Omit<AccessClaims, 'expiresAt'>): Promise<string> {
    const now = Math.floor(this.clock() / 1000);
    const factor = claims.factorAt === null ? {} : { mfa_at: Math.floor(claims.factorAt / 1000) };
    return new SignJWT({ sid: claims.session, sv: claims.sessionVersion, ...factor })
      .setProtectedHeader({ alg: 'EdDSA', typ: TYPE, kid: this.keyId })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(claims.user)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now)
      .setExpirationTime(now + ACCESS_TOKEN_SECONDS)
      .sign(this.privateKey);
  }

  /** The claims of a good token, else null; never says why. */
  async verify(token: string): Promise<AccessClaims | null> {
    try {
      const { payload } = await jwtVerify(
        token,
        (header) => {
          if (header.kid !== this.keyId) throw new Error('unknown key');
          return this.publicKey;
        },
        {
          algorithms: ['EdDSA'],
          typ: TYPE,
          issuer: ISSUER,
          audience: AUDIENCE,
          requiredClaims: ['sub', 'sid', 'sv', 'exp', 'iat', 'jti'],
          currentDate: new Date(this.clock()),
        },
      );
      const { sub, sid, sv, exp, mfa_at: mfaAt } = payload;
      if (typeof sub !== 'string' || typeof sid !== 'string' || typeof sv !== 'number') return null;
      const factorAt = typeof mfaAt === 'number' ? mfaAt * 1000 : null;
      return { user: sub, session: sid, sessionVersion: sv, factorAt, expiresAt: (exp as number) * 1000 };
    } catch {
      return null;
    }
  }
}
