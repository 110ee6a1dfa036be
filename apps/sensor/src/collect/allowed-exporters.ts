import { BlockList, isIP } from 'node:net';

const MAPPED = '::ffff:';

/** An address as exporters are known by: IPv4 also where a socket of IPv6 took it. */
export const plainAddress = (address: string): string =>
  address.startsWith(MAPPED) && isIP(address.slice(MAPPED.length)) === 4 ? address.slice(MAPPED.length) : address;

/** The exporters that are listened to: addresses and prefixes, all when there are none. */
export class AllowedExporters {
  private readonly list = new BlockList();
  private readonly all: boolean;

  constructor(prefixes: readonly string[]) {
    this.all = prefixes.length === 0;
    for (const prefix of prefixes) {
      const [address = '', length] = prefix.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      this.list.addSubnet(address, length === undefined ? (family === 'ipv6' ? 128 : 32) : Number(length), family);
    }
  }

  has(address: string): boolean {
    return this.all || this.list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
}
