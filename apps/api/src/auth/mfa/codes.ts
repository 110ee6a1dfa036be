import { randomBytes } from 'node:crypto';

import { base32, DIGITS } from './totp';

/** Codes that are given out at a time. */
export const RECOVERY_CODES = 10;
/** 80 bit. */
const CODE_BYTES = 10;

/** What somebody typed, as far as it can be a code at all. */
export type TypedCode =
  | { readonly is: 'totp'; readonly code: string }
  | { readonly is: 'recovery'; readonly code: string }
  | { readonly is: 'none' };

/** Reads digits of an app, or a recovery code; spaces, dashes and the case of letters do not matter. */
export function readCode(text: string): TypedCode {
  const code = text.slice(0, 64).replace(/[\s-]/g, '').toUpperCase();
  if (new RegExp(`^\\d{${DIGITS}}$`).test(code)) return { is: 'totp', code };
  return /^[A-Z2-7]{16}$/.test(code) ? { is: 'recovery', code } : { is: 'none' };
}

/** Ten new recovery codes as {@link readCode} reads them. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: RECOVERY_CODES }, () => base32(randomBytes(CODE_BYTES)));

/** `ABCD-EFGH-IJKL-MNOP`: as people see it. */
export const shownCode = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-');
