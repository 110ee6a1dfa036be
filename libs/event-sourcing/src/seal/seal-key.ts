import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

import { canonicalExpiry, type ExpiryStatement, type SignedExpiry } from './expiry';
import { canonicalSeal, type SealStatement, type SignedSeal } from './verifier';

/** A new Ed25519 key as PKCS #8 PEM. */
export const newSealKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** Id of a public key: the beginning of the SHA-256 of its DER form. */
export const keyIdOf = (publicKey: KeyObject): string =>
  createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16);

/** The key that seals. It never leaves this object. */
export class SealKey {
  private readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly id: string;

  /** @throws when the text is not the PEM of an Ed25519 key */
  constructor(pem: string) {
    this.privateKey = createPrivateKey(pem);
    if (this.privateKey.asymmetricKeyType !== 'ed25519')
      throw new Error(`the seal key is ${this.privateKey.asymmetricKeyType}, it must be Ed25519`);
    this.publicKey = createPublicKey(this.privateKey);
    this.id = keyIdOf(this.publicKey);
  }

  /** PEM of the public half: what a verifier needs. */
  get publicPem(): string {
    return this.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  seal(statement: SealStatement): SignedSeal {
    return { ...statement, signature: this.sign(canonicalSeal(statement)) };
  }

  expiry(statement: ExpiryStatement): SignedExpiry {
    return { ...statement, signature: this.sign(canonicalExpiry(statement)) };
  }

  /** Ed25519 signature of a text, base64url. */
  sign(text: string): string {
    return sign(null, Buffer.from(text), this.privateKey).toString('base64url');
  }
}
