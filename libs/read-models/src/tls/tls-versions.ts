import { tlsVersionName } from '@wireledger/decoders';

import { badInput } from '../sql/range';

const [SSL_2, FIRST, LAST, DRAFTS] = [0x0002, 0x0300, 0x0304, 0x7f00];
/** 1.3, 1.2 and 1.0; there is no 1.1. */
const DTLS = [0xfefc, 0xfefd, 0xfeff];
const NAMED = [
  SSL_2,
  ...Array.from({ length: LAST - FIRST + 1 }, (_, i) => FIRST + i),
  ...Array.from({ length: 256 }, (_, i) => DRAFTS + i),
  ...DTLS,
];
const NUMBERS = new Map(NAMED.map((version) => [tlsVersionName(version).toLowerCase(), version]));

/** Number of a version by its name as it is shown, `TLS 1.3`, or `0x0304`. @throws DomainError BAD_USER_INPUT */
export function versionNumber(text: string): number {
  const found = NUMBERS.get(text.trim().toLowerCase());
  if (found !== undefined) return found;
  if (/^0x[0-9a-f]{4}$/i.test(text.trim())) return Number(text);
  throw badInput(`${JSON.stringify(text)} is not a version of TLS; write one such as "TLS 1.3" or 0x0304`);
}
