import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** Ed25519 (RFC 8032). A public key is its 32 bytes in base64url, a private one PKCS #8 in base64url. */
export interface SensorKeyPair {
  /** First half of the SHA-256 of the public key's 32 bytes, hex. */
  readonly id: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

const PUBLIC = /^[A-Za-z0-9_-]{43}$/;

export function makeKeyPair(): SensorKeyPair {
  const pair = generateKeyPairSync('ed25519');
  const publicKey = pair.publicKey.export({ format: 'jwk' }).x as string;
  const privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
  return { id: keyId(publicKey), publicKey, privateKey };
}

export const keyId = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex').slice(0, 32);

/** A key that verifies, or null when the text is none. */
export function readPublicKey(text: string): KeyObject | null {
  if (!PUBLIC.test(text)) return null;
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' });
  } catch {
    return null;
  }
}

/** A key that signs, or null when the text is none. */
export function readPrivateKey(text: string): KeyObject | null {
  try {
    const key = createPrivateKey({ key: Buffer.from(text, 'base64url'), format: 'der', type: 'pkcs8' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}
