/** RFC 1918, RFC 4193, link-local and loopback addresses: what the samples call internal, without multicast. */
export function isInternal(address: string): boolean {
  if (address.includes(':')) {
    const head = address.slice(0, 4);
    return /^f[cd]/.test(head) || /^fe[89ab]/.test(head) || address === '::1';
  }
  const [a, b] = address.split('.', 2).map(Number) as [number, number];
  if (a === 172) return b >= 16 && b < 32;
  return a === 10 || a === 127 || (a === 192 && b === 168) || (a === 169 && b === 254);
}

/** Multicast, limited broadcast and unspecified addresses; directed broadcast (last octet 255 of IPv4), as the prefix length is not known. */
export function isMany(address: string): boolean {
  if (address.includes(':')) return address.startsWith('ff') || address === '::';
  const first = Number(address.slice(0, address.indexOf('.')));
  return first >= 224 || first === 0 || address.endsWith('.255');
}

/** True when a unicast address is not one's own network's. */
export const isExternal = (address: string): boolean => !isInternal(address) && !isMany(address);
