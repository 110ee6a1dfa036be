import { parseIp } from '@wireledger/kernel';

/** Whether traffic samples call an address internal: RFC 1918, RFC 4193, link-local, loopback, multicast. */
export function isInside(address: string): boolean {
  const [a = 0, b = 0, ...rest] = parseIp(address) ?? [];
  if (rest.length === 2)
    return (
      a === 10 ||
      a === 127 ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168) ||
      (a === 169 && b === 254) ||
      (a >= 224 && a < 240)
    );
  const loopback = a === 0 && b === 0 && rest.slice(0, -1).every((byte) => byte === 0) && rest.at(-1) === 1;
  return (a & 0xfe) === 0xfc || (a === 0xfe && (b & 0xc0) === 0x80) || a === 0xff || loopback;
}
