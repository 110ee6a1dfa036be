export { dhcpTypeName, dhcpTypeOf, type DhcpMessage } from './dhcp-message';
export { isDhcpv4, readDhcpv4 } from './dhcpv4';
export { readDhcpv6 } from './dhcpv6';
