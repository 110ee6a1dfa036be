import { createHash, randomBytes } from 'node:crypto';

/** What the link of an invitation or of a new password carries: 256 random bits. */
export const newLinkToken = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of it, hex: all that is stored. */
export const linkHash = (token: string): string => createHash('sha256').update(token).digest('hex');
