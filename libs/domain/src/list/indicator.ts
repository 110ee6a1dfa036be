import type { ListAction, ListKind } from '@wireledger/events';
import { formatIp, parseIp, parsePrefix } from '@wireledger/kernel';

import { ipv4Bytes, ipv6Prefix } from './address-words';

/** An entry in its one way of being written: `198.51.100.0/24`, `bad.example`, a JA3 or JA4. */
export interface Indicator {
  readonly text: string;
  /** Of addresses: bytes, and how many bits of them count. */
  readonly prefix: { readonly bytes: Uint8Array; readonly length: number } | null;
  /** What came with it and is not matched, '' when nothing did: `port 443`. */
  readonly aside: string;
}

/** Why a text is no entry, and what to do about it. */
export interface Refusal {
  readonly problem: string;
  readonly mend: string;
}

/** `other`: it is an entry of a list of another kind. */
export type ReadIndicator = Indicator | Refusal | 'other';

/** What a reader must know of the list that entries are for. */
export interface ListFor {
  readonly kind: ListKind;
  readonly action: ListAction;
}

const MAX = 300;
/** Shortest prefixes that are taken: whatever is shorter holds more than anybody can know to be bad. */
const SHORTEST = { 4: 8, 16: 16 } as const;
const NAME = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.|$))+$/;
const JA3 = /^[0-9a-f]{32}$/;
/** Of TLS (`13`), SSL (`s3`) or DTLS (`d2`). */
const JA4 = /^[tqd](?:[0-9]{2}|s[23]|d[1-3])[di][0-9]{4}[0-9a-z]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/;
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\//i;

/** Networks that are nobody's but one's own, and those that no single host has: RFC 1918, 3927, 4193, 4291, 5771, 6598. */
const OWN = [
  ...(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16', '100.64.0.0/10'] as const),
  ...(['0.0.0.0/8', '224.0.0.0/3', 'fc00::/7', 'fe80::/10', '::/127', 'ff00::/8'] as const),
].map((text) => ({ text, ...(parsePrefix(text) as NonNullable<ReturnType<typeof parsePrefix>>) }));

export const isRefusal = (read: ReadIndicator): read is Refusal => typeof read === 'object' && 'problem' in read;

/** Reads an entry as files and people write it: defanged (`1.2.3[.]4`), in capitals, with `*.` before or a dot behind a name. */
export function readIndicator(given: string, list: ListFor): ReadIndicator {
  const text = given.trim().replaceAll('[.]', '.').replaceAll('[:]', ':').toLowerCase();
  if (text === '') return { problem: 'nothing stands here', mend: 'write an entry, or take the line out' };
  if (text.length > MAX)
    return { problem: `it has ${text.length} characters`, mend: `no entry is longer than ${MAX}: take it out` };
  const kind = kindOf(text);
  if (kind === 'url') return list.kind === 'fingerprints' ? 'other' : urlRefusal();
  if (kind !== null && kind !== list.kind && !(kind === 'names' && list.kind === 'addresses' && !isName(text)))
    return 'other';
  if (list.kind === 'addresses') return readPrefix(text, list.action);
  return list.kind === 'names' ? readName(text, list.action) : readFingerprint(text);
}

const urlRefusal = (): Refusal => ({
  problem: 'it is an address of the web, and only a part of it can be seen',
  mend: 'write its host alone if all of that is meant',
});

/** What a text is by its looks; null when it is nothing that a list can hold. */
function kindOf(text: string): ListKind | 'url' | null {
  if (text.includes('://') && URL_LIKE.test(text)) return 'url';
  if (isFingerprint(text)) return 'fingerprints';
  if (/^[0-9.]+(?:\/|:|$)/.test(text) || (text.includes(':') && /^[0-9a-f:./[\]]+$/.test(text))) return 'addresses';
  return text.includes('.') ? 'names' : null;
}

const isName = (text: string): boolean => NAME.test(text) && !text.endsWith('.');
const isFingerprint = (text: string): boolean =>
  (text.length === 32 && JA3.test(text)) || (text.length === 36 && JA4.test(text));

function readPrefix(text: string, action: ListAction): Indicator | Refusal {
  const address = ipv4Bytes(text);
  if (address) return checkedPrefix({ bytes: address, length: 32 }, text, '', action);
  const prefix = text.includes(':') ? ipv6Prefix(text) : null;
  return prefix ? checkedPrefix(prefix, written(prefix), '', action) : readAnyPrefix(text, action);
}

function readAnyPrefix(text: string, action: ListAction): Indicator | Refusal {
  const { address, aside } = withoutPort(text);
  const prefix = unmapped(parsePrefix(address));
  if (!prefix)
    return { problem: 'it is no address and no prefix', mend: 'write 198.51.100.7, 198.51.100.0/24 or 2001:db8::/32' };
  return checkedPrefix(prefix, written(prefix), aside, action);
}

/** The one way of writing a prefix; a whole address without its length. */
const written = ({ bytes, length }: Prefix): string =>
  length === bytes.length * 8 ? formatIp(bytes) : `${formatIp(bytes)}/${length}`;

/** `text`: its one way of being written. */
function checkedPrefix(prefix: Prefix, text: string, aside: string, action: ListAction): Indicator | Refusal {
  const { bytes, length } = prefix;
  const shortest = SHORTEST[bytes.length as 4 | 16];
  if (length < shortest)
    return { problem: `a /${length} holds far too much`, mend: `write prefixes of /${shortest} or longer` };
  const own = action === 'threat' ? OWN.find((one) => overlaps(one, prefix)) : undefined;
  if (own)
    return {
      problem: `it lies in ${own.text}, and a threat list there would accuse one’s own network`,
      mend: 'take it out, or put it on a list to watch',
    };
  return { text, prefix, aside };
}

/** `198.51.100.7:443`, `[2001:db8::1]:443`: the port is kept as a word. */
function withoutPort(text: string): { readonly address: string; readonly aside: string } {
  const found = /^(?:([0-9.]+)|\[([0-9a-f:.]+)\]):(\d{1,5})$/.exec(text);
  const address = found?.[1] ?? found?.[2];
  return address === undefined || !parseIp(address)
    ? { address: text, aside: '' }
    : { address, aside: `port ${found?.[3]}` };
}

interface Prefix {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** A prefix of IPv4 addresses mapped into IPv6 (`::ffff:198.51.100.0/120`) as one of IPv4. */
function unmapped(prefix: Prefix | null): Prefix | null {
  if (!prefix || prefix.bytes.length === 4 || prefix.length < 96) return prefix;
  const { bytes, length } = prefix;
  const mapped = bytes.every((byte, i) => i >= 12 || byte === (i < 10 ? 0 : 0xff));
  return mapped ? { bytes: bytes.slice(12), length: length - 96 } : prefix;
}

/** One holds the other. */
function overlaps(a: Prefix, b: Prefix): boolean {
  if (a.bytes.length !== b.bytes.length) return false;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i * 8 < length; i++) {
    const mask = length - i * 8 >= 8 ? 0xff : (0xff << (8 - (length - i * 8))) & 0xff;
    if ((((a.bytes[i] as number) ^ (b.bytes[i] as number)) & mask) !== 0) return false;
  }
  return true;
}

function readName(text: string, action: ListAction): Indicator | Refusal {
  const name = ascii(text.replace(/^\*?\./, '').replace(/\.$/, ''));
  if (name.length > 253 || !isName(name) || /(?:^|\.)\d+$/.test(name))
    return { problem: 'it is no name of the DNS', mend: 'write bad.example; names below it are meant as well' };
  if (!name.includes('.') && action === 'threat')
    return {
      problem: `everything under .${name} would be accused`,
      mend: 'name a domain, or put it on a list to watch',
    };
  return { text: name, prefix: null, aside: '' };
}

/** A name with other letters as the DNS has it (IDNA). */
function ascii(name: string): string {
  if (/^[\x00-\x7f]*$/.test(name)) return name;
  return URL.canParse(`http://${name}/`) ? new URL(`http://${name}/`).hostname : name;
}

function readFingerprint(text: string): Indicator | Refusal {
  if (isFingerprint(text)) return { text, prefix: null, aside: '' };
  return {
    problem: 'it is no fingerprint of a TLS client',
    mend: 'write a JA3 (32 hex digits) or a JA4 (t13d1516h2_8daaf6152771_b186095e22b6)',
  };
}
