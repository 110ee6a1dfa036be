import { createHash, randomBytes } from 'node:crypto';

/** What one way to the provider is bound with. All of it follows from what the browser's cookie holds, so the database keeps a hash alone. */
export interface FlowSecrets {
  /** 256 bits, in the cookie and nowhere else. */
  readonly cookie: string;
  /** SHA-256 of it, hex: under this the way is stored. */
  readonly hash: string;
  /** RFC 6749, section 10.12. */
  readonly state: string;
  /** OpenID Connect Core 1.0, section 3.1.2.1. */
  readonly nonce: string;
  /** RFC 7636, section 4.1: 43 characters. */
  readonly verifier: string;
}

const part = (cookie: string, name: string): string =>
  createHash('sha256').update(`wireledger oidc ${name}\n${cookie}`).digest('base64url');

/** The secrets of a cookie; null when it cannot be one of ours. */
export function secretsOf(cookie: string): FlowSecrets | null {
  if (!/^[A-Za-z0-9_-]{43}$/.test(cookie)) return null;
  return {
    cookie,
    hash: createHash('sha256').update(cookie).digest('hex'),
    ...{ state: part(cookie, 'state'), nonce: part(cookie, 'nonce'), verifier: part(cookie, 'verifier') },
  };
}

export const newSecrets = (): FlowSecrets => secretsOf(randomBytes(32).toString('base64url')) as FlowSecrets;
