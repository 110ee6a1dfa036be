import { BlockList, isIP } from 'node:net';

/** Networks that Zeek takes for local unless told otherwise (`Site::private_address_space`, since Zeek 5.1). */
const PRIVATE: readonly (readonly [address: string, length: number])[] = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['::1', 128],
];

const list = new BlockList();
for (const [address, length] of PRIVATE) list.addSubnet(address, length, isIP(address) === 6 ? 'ipv6' : 'ipv4');

export const isLocal = (address: string): boolean => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
