import { createHmac, timingSafeEqual } from 'node:crypto';

/** Seconds of a step and digits of a code (RFC 6238, as every authenticator app has them). */
export const STEP_SECONDS = 30;
export const DIGITS = 6;
/** 160 bit, the length of SHA-1's output (RFC 4226 §4, R6). */
export const SECRET_BYTES = 20;
/** How long into a step the code of the one before is still taken: people type slowly. A code is good for 40 s at most (ASVS 6.5.5). */
const GRACE_MS = 10_000;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 (RFC 4648) without padding. */
export function base32(bytes: Uint8Array): string {
  let text = '';
  let [held, bits] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31];
}

/** Number of the step that a moment lies in. `ms` since 1970 UTC. */
export const stepAt = (ms: number): number => Math.floor(ms / 1000 / STEP_SECONDS);

/** Code of a step: HMAC-SHA-1, truncated as RFC 4226 §5.3 says. */
export function codeOf(secret: Uint8Array, step: number, digits = DIGITS): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = (mac[mac.length - 1] ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 10 ** digits).padStart(digits, '0');
}

const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** Step of a code: the present one, or the one before in the first 10 s after it; else null. Looks at both, whichever fits. */
export function stepOfCode(secret: Uint8Array, code: string, ms: number): number | null {
  const now = stepAt(ms);
  const [present, before] = [now, now - 1].map((step) => same(codeOf(secret, step), code));
  if (present) return now;
  return before && ms - now * STEP_SECONDS * 1000 < GRACE_MS ? now - 1 : null;
}

/** What an authenticator app reads from the QR code (Key URI Format): `otpauth://totp/Wireledger:<name>?secret=…`. */
export function keyUri(secret: Uint8Array, account: string): string {
  return `otpauth://totp/Wireledger:${encodeURIComponent(account)}?secret=${base32(secret)}&issuer=Wireledger`;
}
