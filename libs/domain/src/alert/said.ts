import { DomainError } from '@wireledger/kernel';

// Control characters but tab and line feed: they have no meaning in a reason, and bend logs and mails.
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/**
 * Words of a person as they are kept: trimmed, NFC. `most` in characters.
 * @throws DomainError TEXT_NEEDED when nothing is left; TEXT_INVALID when it is too long or holds control characters
 */
export function said(what: string, text: string, most: number): string {
  const clean = text.normalize('NFC').trim();
  if (clean === '') throw new DomainError('TEXT_NEEDED', `${what} is empty. Write a word on why.`);
  if (clean.length > most)
    throw new DomainError(
      'TEXT_INVALID',
      `${what} has ${clean.length} characters, at most ${most} are kept. Shorten it.`,
    );
  if (CONTROL.test(clean.replace(/[\t\n]/g, '')))
    throw new DomainError('TEXT_INVALID', `${what} holds control characters. Leave them out.`);
  return clean;
}

/** {@link said}, or null when nothing was said. @throws DomainError TEXT_INVALID */
export const saidOrNull = (what: string, text: string | null, most: number): string | null =>
  text === null || text.trim() === '' ? null : said(what, text, most);
