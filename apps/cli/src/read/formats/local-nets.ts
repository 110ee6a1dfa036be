import type { BlockList } from 'node:net';

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

/** Made when first asked for: to begin, most of `read` needs none of it. */
let known: BlockList | null = null;

const familyOf = (address: string): 'ipv4' | 'ipv6' => (address.includes(':') ? 'ipv6' : 'ipv4');

function privateNets(): BlockList {
  const list = new (process.getBuiltinModule('node:net').BlockList)();
  for (const [address, length] of PRIVATE) list.addSubnet(address, length, familyOf(address));
  return list;
}

export const isLocal = (address: string): boolean => (known ??= privateNets()).check(address, familyOf(address));
