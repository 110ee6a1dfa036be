import type { ListKind } from '@wireledger/events';

/** What a made-up list is of. */
export const MADE = ['names', 'IPv4 prefixes', 'IPv6 prefixes', 'fingerprints'] as const;
export type Made = (typeof MADE)[number];

export const kindOf = (made: Made): ListKind =>
  made === 'names' ? 'names' : made === 'fingerprints' ? 'fingerprints' : 'addresses';

/** Entry `i` of a made-up list: no two are alike, neighbours lie far apart. */
export function madeEntry(made: Made, i: number): string {
  const mixed = Math.imul(i, 0x9e3779b1) >>> 0;
  switch (made) {
    case 'names':
      return `${mixed.toString(36)}.${i % 3 === 0 ? 'cdn.' : ''}host-${i.toString(36)}.example`;
    case 'IPv4 prefixes': {
      // 11.0.0.0 to 99.255.255.255, every tenth a /24 of a part of its own.
      if (i % 10 === 0) return `${193 + ((i / 10) >>> 16)}.${((i / 10) >>> 8) & 255}.${(i / 10) & 255}.0/24`;
      const number = mixed % (89 << 24);
      return `${11 + (number >>> 24)}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
    }
    case 'IPv6 prefixes': {
      const [high, low] = [(mixed >>> 16).toString(16), (mixed & 0xffff).toString(16)];
      return i % 10 === 0 ? `2001:db8:${high}:${low}::/64` : `2a00:${high}:${low}::${(i & 0xffff).toString(16)}`;
    }
    case 'fingerprints':
      return mixed.toString(16).padStart(8, '0').repeat(3) + i.toString(16).padStart(8, '0');
  }
}

/** Something as what is looked for: address, longer name, fingerprint; every second one is on the list. */
export function wanted(made: Made, i: number, entries: number): string {
  const entry = madeEntry(made, i % 2 === 0 ? i % entries : entries + i);
  if (made === 'names') return i % 4 === 0 ? `www.${entry}` : entry;
  return entry.replace(/0\/24$/, '77').replace(/::\/64$/, '::77');
}
