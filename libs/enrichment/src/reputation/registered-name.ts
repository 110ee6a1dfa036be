import { getDomain } from 'tldts';

/** The domain that a registry knows a name by: the public-suffix list without what private owners have put there. Null when the name is a suffix itself. */
export const registeredName = (name: string): string | null =>
  getDomain(name, { validateHostname: false, extractHostname: false });
