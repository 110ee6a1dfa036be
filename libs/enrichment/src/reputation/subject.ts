import { isOnInternet, parseIp, formatIp } from '@wireledger/kernel';

import type { Subject } from './source';

/** Ends of names that nobody outside knows: RFC 6761, 6762, 8375, 2606, 7686, and what networks call themselves. */
const OWN = [
  ...['local', 'localhost', 'internal', 'intranet', 'lan', 'home', 'corp', 'private', 'localdomain', 'test', 'invalid'],
  ...['example', 'onion', 'alt', 'home.arpa', 'in-addr.arpa', 'ip6.arpa'],
];
const NAME = /^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** Why something is not asked for outside. */
export type NotAsked = 'private' | 'nothing';

/** What may be asked for outside, in its one way of being written. `private`: it is an address or a name of one's own, which is never told to anybody. */
export function readSubject(given: string): Subject | NotAsked {
  const text = given.trim().toLowerCase().replace(/\.$/, '');
  const bytes = parseIp(text);
  if (bytes) return isOnInternet(bytes) ? { kind: 'address', value: formatIp(bytes) } : 'private';
  if (OWN.some((end) => text === end || text.endsWith(`.${end}`))) return 'private';
  if (NAME.test(text)) return { kind: 'name', value: text };
  // A name without a dot is one of the own network.
  return /^[a-z0-9_-]{1,63}$/.test(text) ? 'private' : 'nothing';
}
