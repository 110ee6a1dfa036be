const [ZERO, NINE, DOT] = [48, 57, 46];

/** The number in front of the first dot from `start` on; -1 when there is no such number. Cheaper than to cut an address into pieces. */
function octet(address: string, start: number): number {
  let value = 0;
  for (let i = start; i < address.length; i++) {
    const code = address.charCodeAt(i);
    if (code === DOT) return i > start ? value : -1;
    if (code < ZERO || code > NINE) return -1;
    value = value * 10 + code - ZERO;
  }
  return -1;
}

/** RFC 1918, RFC 4193, link-local and loopback addresses: what the samples call internal, without multicast. Canonical text. */
export function isInternal(address: string): boolean {
  const a = octet(address, 0);
  if (a < 0) return isInternalV6(address);
  if (a === 10 || a === 127) return true;
  if (a !== 172 && a !== 192 && a !== 169) return false;
  const b = octet(address, address.indexOf('.') + 1);
  if (a === 172) return b >= 16 && b < 32;
  return a === 192 ? b === 168 : b === 254;
}

const isInternalV6 = (address: string): boolean => /^(?:f[cd]|fe[89ab])/.test(address) || address === '::1';

/** Multicast, limited broadcast and unspecified addresses; directed broadcast (last octet 255 of IPv4), as the prefix length is not known. */
export function isMany(address: string): boolean {
  const first = octet(address, 0);
  if (first < 0) return address === '' || address === '::' || address.startsWith('ff');
  return first >= 224 || first === 0 || address.endsWith('.255');
}

/** True when a unicast address is not one's own network's. */
export const isExternal = (address: string): boolean => !isInternal(address) && !isMany(address);
