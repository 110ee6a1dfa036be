/** Names of link types (tcpdump.org link-layer header types), of those that captures of networks have. */
const NAMES: Readonly<Record<number, string>> = {
  0: 'Loopback',
  1: 'Ethernet',
  9: 'PPP',
  12: 'Raw IP',
  14: 'Raw IP',
  101: 'Raw IP',
  105: '802.11',
  108: 'Loopback',
  113: 'Linux cooked',
  127: '802.11 radiotap',
  228: 'Raw IPv4',
  229: 'Raw IPv6',
  276: 'Linux cooked 2',
};

/** Name of a link type for people; `link type 147` for one that has none here. */
export const linkTypeName = (linktype: number): string => NAMES[linktype] ?? `link type ${linktype}`;
