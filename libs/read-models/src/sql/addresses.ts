import { INTERNAL_PREFIXES } from '@wireledger/filter';
import { formatIp, parseIp, parsePrefix } from '@wireledger/kernel';

import type { Params } from './params';
import { badInput } from './range';

/** An address from PostgreSQL in the canonical text form (RFC 5952), which differs for IPv4-compatible addresses. */
export function shownAddress(text: string): string {
  if (!text.includes(':')) return text;
  const bytes = parseIp(text);
  return bytes ? formatIp(bytes) : text;
}

/** One address. @throws DomainError BAD_USER_INPUT */
export function readAddress(text: string): string {
  const bytes = parseIp(text.trim());
  if (!bytes) throw badInput(`${JSON.stringify(text)} is not an address; write one such as 192.0.2.1 or 2001:db8::1`);
  return formatIp(bytes);
}

/** Condition "the column is one of these addresses or inside one of these prefixes". @throws DomainError BAD_USER_INPUT */
export function addressCondition(params: Params, columns: readonly string[], texts: readonly string[]): string {
  const exact: string[] = [];
  const within: string[] = [];
  for (const text of texts) {
    const prefix = parsePrefix(text.trim());
    if (!prefix)
      throw badInput(
        `${JSON.stringify(text)} is neither an address nor a prefix; write 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32`,
      );
    const address = formatIp(prefix.bytes);
    if (prefix.length === prefix.bytes.length * 8) exact.push(address);
    else within.push(`${address}/${prefix.length}`);
  }
  const conditions: string[] = [];
  const exactList = exact.length > 0 ? params.of(exact) : null;
  const prefixes = within.map((prefix) => params.of(prefix));
  for (const column of columns) {
    if (exactList) conditions.push(`${column} = ANY(${exactList}::inet[])`);
    for (const prefix of prefixes) conditions.push(`${column} <<= ${prefix}::inet`);
  }
  return conditions.length > 0 ? `(${conditions.join(' OR ')})` : 'true';
}

const within = (bytes: Uint8Array, prefix: string): boolean => {
  const parsed = parsePrefix(prefix);
  if (!parsed || parsed.bytes.length !== bytes.length) return false;
  return parsed.bytes.every((byte, i) => {
    const keep = Math.max(0, Math.min(8, parsed.length - i * 8));
    return ((bytes[i] as number) & (0xff << (8 - keep)) & 0xff) === byte;
  });
};

/** The ranges that `TrafficSampled` counts as internal, and filters call so. */
export const INTERNAL: readonly string[] = INTERNAL_PREFIXES;

/** Whether an address belongs to the own network by its range alone. */
export function isInternal(address: string): boolean {
  const bytes = parseIp(address);
  return bytes !== null && INTERNAL.some((prefix) => within(bytes, prefix));
}
