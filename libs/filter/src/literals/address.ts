import { formatIp, parseIp, parsePrefix } from '@wireledger/kernel';

import { quoted, refuse, type TextSpan } from '../problem';
import type { AddressValue } from '../ast';

/** Whether a word is meant as an address, prefix or range of addresses. */
export function looksLikeAddress(text: string): boolean {
  const [first = ''] = text.split(/\.\.|\//);
  return parseIp(first) !== null || /^(?:\d{1,3}\.){3}\d+$/.test(first);
}

/** Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32` or `10.0.0.1..10.0.0.9`. @throws Refusal */
export function readAddresses(text: string, at: TextSpan): AddressValue {
  const range = text.split('..');
  if (range.length === 2) return readRange(range[0] as string, range[1] as string, at);
  const prefix = parsePrefix(text);
  if (prefix) return { is: 'prefix', address: formatIp(prefix.bytes), bits: prefix.length };
  if (/[*?]/.test(text)) {
    const wildcard = prefixOfWildcard(text);
    const mend = wildcard ?? '10.0.0.0/8';
    return refuse(
      'value',
      at,
      `Addresses take no wildcards. Write a prefix such as \`${mend}\`.`,
      wildcard ?? undefined,
    );
  }
  const [address = '', bits] = text.split('/');
  if (bits !== undefined && parseIp(address))
    return refuse(
      'value',
      at,
      `${quoted(text)}: the length of this prefix is 0 to ${address.includes(':') ? 128 : 32}.`,
      `${address}/${address.includes(':') ? 64 : 24}`,
    );
  return refuse(
    'value',
    at,
    `${quoted(text)} is not an address. Write one such as \`192.0.2.1\`, \`192.0.2.0/24\`, \`2001:db8::/32\` or \`10.0.0.1..10.0.0.9\`.`,
  );
}

function readRange(from: string, to: string, at: TextSpan): AddressValue {
  const [least, most] = [parseIp(from), parseIp(to)];
  if (!least || !most)
    return refuse(
      'value',
      at,
      `${quoted(least ? to : from)} is not an address. A range goes from one address to another: \`10.0.0.1..10.0.0.9\`.`,
    );
  if (least.length !== most.length)
    return refuse('value', at, 'Both ends of a range must be IPv4 or both IPv6. Write two conditions with `or`.');
  if (compareBytes(least, most) > 0)
    return refuse(
      'value',
      at,
      'This range is empty: its end comes before its start. Swap them.',
      `${formatIp(most)}..${formatIp(least)}`,
    );
  return { is: 'range', from: formatIp(least), to: formatIp(most) };
}

/** `10.1.*` → `10.1.0.0/16`; null when it is none. */
function prefixOfWildcard(text: string): string | null {
  const match = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(text);
  if (!match) return null;
  const octets = (match[1] as string).split('.').slice(0, -1);
  const address = [...octets, '0', '0', '0'].slice(0, 4).join('.');
  return parseIp(address) ? `${address}/${octets.length * 8}` : null;
}

/** Order of two addresses of one family. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length; i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const writeAddresses = (value: AddressValue): string => {
  if (value.is === 'range') return `${value.from}..${value.to}`;
  const whole = value.address.includes(':') ? 128 : 32;
  return value.bits === whole ? value.address : `${value.address}/${value.bits}`;
};
