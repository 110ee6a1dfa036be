import type { ObservedKind } from '@wireledger/events';
import { formatIp, parseIp, parsePrefix } from '@wireledger/kernel';

import { storableKey } from '../sql/storable';

/** Keys from `from` on and before `to`: all that an entry of a list holds. */
export interface KeyRange {
  readonly from: Buffer;
  readonly to: Buffer;
}

const DOT = 0x2e;
const FAMILY = { 4: 4, 16: 6 } as const;
const MAPPED = Buffer.from('00000000000000000000ffff', 'hex');

/**
 * A text of a record in its one way of being written, so that equal texts have equal keys and others do not: an address in canonical form, a name in lower
 * case without a dot at the end; none is longer than an index takes. '' when there is nothing to observe.
 */
export function observedValue(kind: ObservedKind, text: string): string {
  if (kind === 'names') return storableKey(text.toLowerCase().replace(/\.$/, ''));
  if (kind === 'fingerprints') return storableKey(text);
  const bytes = parseIp(text);
  return bytes ? formatIp(own(bytes)) : '';
}

/**
 * Key of a value: an address as its family (4 or 6) and its bytes, a name as its bytes from the last to the first with a dot behind, a fingerprint as it is.
 * Null when it is no address.
 */
export function observedKey(kind: ObservedKind, value: string): Buffer | null {
  if (kind === 'fingerprints') return Buffer.from(value);
  if (kind === 'names') return Buffer.concat([Buffer.from(value).reverse(), Buffer.of(DOT)]);
  const bytes = parseIp(value);
  return bytes && withFamily(own(bytes));
}

/** Where the values that an entry holds lie: a prefix its addresses, a name itself and what is below. Null when it is no entry. */
export function keyRange(kind: ObservedKind, entry: string): KeyRange | null {
  if (kind === 'addresses') return prefixRange(entry);
  const from = observedKey(kind, entry) as Buffer;
  if (kind === 'fingerprints') return { from, to: Buffer.concat([from, Buffer.of(0)]) };
  const to = Buffer.from(from);
  to[to.length - 1] = DOT + 1;
  return { from, to };
}

/** Addresses of IPv4 mapped into IPv6 are those of IPv4. */
const own = (bytes: Uint8Array): Uint8Array =>
  bytes.length === 16 && MAPPED.equals(bytes.subarray(0, 12)) ? bytes.subarray(12) : bytes;

const withFamily = (bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.of(FAMILY[bytes.length as keyof typeof FAMILY]), bytes]);

function prefixRange(entry: string): KeyRange | null {
  const prefix = parsePrefix(entry);
  if (!prefix) return null;
  const bytes = own(prefix.bytes);
  const length = prefix.length - (prefix.bytes.length - bytes.length) * 8;
  const last = Uint8Array.from(bytes, (byte, i) => byte | (0xff >> Math.min(8, Math.max(0, length - i * 8))));
  // Keys of one family are equally long: nothing lies between the last one and itself with a byte more.
  return { from: withFamily(bytes), to: Buffer.concat([withFamily(last), Buffer.of(0)]) };
}
