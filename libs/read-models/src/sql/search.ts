import { badInput } from './range';

const MAX_SEARCH = 255;

/** Pattern for LIKE: contains this text; with `*` in it, is this text and `*` stands for any. @throws DomainError BAD_USER_INPUT when it is too long */
export function containing(text: string): string {
  if (text.length > MAX_SEARCH) throw badInput(`search for at most ${MAX_SEARCH} characters, not ${text.length}`);
  const inert = text.replaceAll('\0', '').replace(/[\\%_]/g, '\\$&');
  return inert.includes('*') ? inert.replace(/\*+/g, '%') : `%${inert}%`;
}
