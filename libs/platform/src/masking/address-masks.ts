import { formatIp, parsePrefix } from '@wireledger/kernel';

import type { MaskingKeys } from './masking-keys';
import { PrefixPreserving } from './prefix-preserving';
import { Pseudonyms } from './pseudonyms';

/** What becomes of an address that is masked. */
export type AddressForm = 'truncate' | 'pseudonym' | 'prefix';

/** Masks addresses, and reads what readers of masked ones were shown. */
export interface AddressMask {
  /** Masked text of an address. */
  of(address: Uint8Array): string;
  /** What a masked text stands for: an address, or a network as `<address>/<bits>`; null when it is none of this form. */
  read(text: string): string | null;
}

/** Bits that stay of an address that is cut. */
const KEPT = { 4: 24, 16: 48 } as const;
/** Tells a masked address that looks like an address from one that is. */
const MARK = 'addr-';

const keptOf = (bytes: Uint8Array): number => (bytes.length === 4 ? KEPT[4] : KEPT[16]);

function cut(bytes: Uint8Array): string {
  const kept = keptOf(bytes);
  return `${formatIp(bytes.map((byte, i) => (i * 8 < kept ? byte : 0)))}/${kept}`;
}

/** The network that an address lies in, of 24 bits, 48 with IPv6. Nothing but such networks is read: everybody sees them anyway. */
const truncated: AddressMask = {
  of: cut,
  read(text) {
    const prefix = parsePrefix(text);
    return prefix && cut(prefix.bytes) === text ? text : null;
  },
};

const preserving = (prefixes: PrefixPreserving): AddressMask => ({
  of: (address) => `${MARK}${formatIp(prefixes.mask(address))}`,
  // Whoever was shown addresses was shown their networks: these are read too.
  read(text) {
    if (!text.startsWith(MARK) || !/[.:]/.test(text)) return null;
    const prefix = parsePrefix(text.slice(MARK.length));
    if (!prefix) return null;
    const clear = formatIp(prefixes.unmask(prefix.bytes, prefix.length));
    return prefix.length === prefix.bytes.length * 8 ? clear : `${clear}/${prefix.length}`;
  },
});

const keyed = (pseudonyms: Pseudonyms): AddressMask => ({
  of: (address) => pseudonyms.ofAddress(formatIp(address)),
  read: (text) => pseudonyms.read('addr', text),
});

/** The forms, by their keys. */
export function addressMasks({ pseudonyms, prefixes }: MaskingKeys): Readonly<Record<AddressForm, AddressMask>> {
  return {
    truncate: truncated,
    pseudonym: keyed(new Pseudonyms(pseudonyms)),
    prefix: preserving(new PrefixPreserving(prefixes)),
  };
}
