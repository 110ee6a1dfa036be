import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

const [IV_BYTES, TAG_BYTES, KEY_BYTES] = [12, 16, 32] as const;

/** Where a text stands: part of what its key is made from, so that a sealed text opens nowhere else. */
export interface SealPlace {
  readonly event: string;
  readonly type: string;
  readonly path: string;
}

/** Keys of one text: HKDF-SHA-256 (RFC 5869) over the keys of all its subjects, salted with the event's id. Without any one of them there is none. */
function keysOf({ event, type, path }: SealPlace, subjectKeys: readonly Buffer[]): { text: Buffer; iv: Buffer } {
  const made = Buffer.from(
    hkdfSync('sha256', Buffer.concat(subjectKeys), event, `wireledger personal 1\n${type}\n${path}`, 2 * KEY_BYTES),
  );
  return { text: made.subarray(0, KEY_BYTES), iv: made.subarray(KEY_BYTES) };
}

/**
 * AES-256-GCM, base64url of initialisation vector, tag and ciphertext. The vector is an HMAC of the text under a key of this place alone: a writer
 * that offers the same event again offers the same bytes, and no two texts share a vector.
 */
export function sealText(text: string, place: SealPlace, subjectKeys: readonly Buffer[]): string {
  const keys = keysOf(place, subjectKeys);
  const iv = createHmac('sha256', keys.iv).update(text).digest().subarray(0, IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keys.text, iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The text; null when it was not sealed with these keys at this place, or was changed since. */
export function openText(sealed: string, place: SealPlace, subjectKeys: readonly Buffer[]): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', keysOf(place, subjectKeys).text, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
