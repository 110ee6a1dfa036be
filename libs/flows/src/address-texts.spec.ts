import { formatIpv4, formatIpv6 } from '@wireledger/kernel';
import { ipv4Text, ipv6Text } from './address-texts';

/** Words of an address, those that come first in the text last. */
const wordsOf = (bytes: Buffer) => [12, 8, 4, 0].map((at) => bytes.readInt32BE(at)) as [number, number, number, number];

describe('texts of addresses', () => {
  it('are those of IPv4, more than are kept, and the first ones again', () => {
    const bytes = Buffer.alloc(4);
    const wrong: string[] = [];
    for (let round = 0; round < 2; round++)
      for (let n = 0; n < 40_000; n++) {
        bytes.writeUInt32BE(Math.imul(n, 0x10001) >>> 0);
        if (ipv4Text(bytes.readInt32BE(0)) !== formatIpv4(bytes)) wrong.push(formatIpv4(bytes));
      }
    expect(wrong).toEqual([]);
    expect([ipv4Text(0), ipv4Text(-1), ipv4Text(0xc0000201)]).toEqual(['0.0.0.0', '255.255.255.255', '192.0.2.1']);
  });

  it('are those of IPv6 that differ in one word', () => {
    const bytes = Buffer.alloc(16);
    const wrong: string[] = [];
    for (let round = 0; round < 2; round++)
      for (let n = 0; n < 20_000; n++) {
        bytes.fill(0).writeUInt32BE(n, (n % 4) * 4);
        if (ipv6Text(...wordsOf(bytes)) !== formatIpv6(bytes)) wrong.push(formatIpv6(bytes));
      }
    expect(wrong).toEqual([]);
    expect(ipv6Text(0, 0, 0, 0)).toBe('::');
  });
});
