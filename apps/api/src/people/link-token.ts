import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '@wireledger/kernel';

/** What the link of an invitation or of a new password carries: 256 random bits. */
export const newLinkToken = (): string => randomBytes(32).toString('base64url');

/** SHA-256 of it, hex: all that is stored. */
export const linkHash = (token: string): string => createHash('sha256').update(token).digest('hex');

/** The same for every reason, so that a link tells nothing of what became of it. `hours`: how long such links are good. */
export const linkRefused = (hours: number): DomainError =>
  new DomainError(
    'LINK_REFUSED',
    `This link was used, withdrawn or replaced already, or is older than ${hours} hours. Ask an administrator for a new one.`,
  );
