import { formatIp, parseIp } from '@wireledger/kernel';

import { PrefixPreserving } from './prefix-preserving';

/** Key and pairs of the sample that comes with Crypto-PAn. */
const KEY = Buffer.from([
  ...[21, 34, 23, 141, 51, 164, 207, 128, 19, 10, 91, 22, 73, 144, 125, 16],
  ...[216, 152, 143, 131, 121, 121, 101, 39, 98, 87, 76, 45, 42, 132, 34, 2],
]);
const one = new PrefixPreserving(KEY);
const bytes = (text: string): Uint8Array => parseIp(text) as Uint8Array;
const mask = (text: string) => formatIp(one.mask(bytes(text)));
const unmask = (text: string) => formatIp(one.unmask(bytes(text)));

/** Leading bits that two addresses have in common. */
function common(a: Uint8Array, b: Uint8Array): number {
  let n = 0;
  while (n < a.length * 8 && (((a[n >> 3] ?? 0) ^ (b[n >> 3] ?? 0)) & (0x80 >> (n & 7))) === 0) n++;
  return n;
}

describe('prefix-preserving masking', () => {
  it.each([
    ['128.11.68.132', '135.242.180.132'],
    ['129.118.74.4', '134.136.186.123'],
    ['130.132.252.244', '133.68.164.234'],
    ['141.223.7.43', '141.167.8.160'],
    ['141.233.145.108', '141.129.237.235'],
    ['192.102.249.13', '252.138.62.131'],
    ['192.215.32.125', '252.43.47.189'],
    ['198.51.77.238', '249.18.186.254'],
  ])('is that of Crypto-PAn: %s', (address, masked) => {
    expect([mask(address), unmask(masked)]).toEqual([masked, address]);
  });

  it('keeps of every two addresses as many leading bits equal as they have, and comes back, in both families', () => {
    // A generator of its own, so that a failure comes back.
    let seed = 7;
    const next = () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) >> 8;
    for (const length of [4, 16])
      for (let i = 0; i < 60; i++) {
        const a = Uint8Array.from({ length }, () => next() & 255);
        const b = Uint8Array.from(a);
        const at = next() % (length * 8);
        b[at >> 3] = (b[at >> 3] ?? 0) ^ (0x80 >> (at & 7));
        const [maskedA, maskedB] = [one.mask(a), one.mask(b)];
        expect(common(maskedA, maskedB)).toBe(at);
        expect([one.unmask(maskedA), one.unmask(maskedB)]).toEqual([a, b]);
        expect(one.unmask(maskedA, at)).toEqual(
          a.map((byte, n) => byte & ~(0xff >> Math.max(0, Math.min(8, at - n * 8)))),
        );
      }
  });

  it('is of one key alone, and wants a whole one', () => {
    const other = new PrefixPreserving(Buffer.alloc(32, 9));
    expect(formatIp(other.mask(bytes('192.0.2.1')))).not.toBe(mask('192.0.2.1'));
    expect(() => new PrefixPreserving(Buffer.alloc(16))).toThrow('32 bytes');
  });
});
