/** What is kept of a DHCP message of either version; '' and [] where it says nothing. Texts from the wire are escaped as `wireText` does. */
export interface DhcpMessage {
  readonly version: 4 | 6;
  /** Message type on the wire (RFC 2132 §9.6, RFC 8415 §7.3); 0 = a BOOTP message without one, or cut before it. */
  readonly type: number;
  /** Transaction id. */
  readonly xid: number;
  /** Hardware address of the client: `chaddr`, or what its DUID holds. */
  readonly clientMac: string;
  /** Client identifier (option 61) or DUID, hex. */
  readonly clientId: string;
  /** Host name (option 12), or client FQDN (RFC 4702, RFC 4704). */
  readonly hostname: string;
  readonly vendorClass: string;
  /** Addresses that the client asks for or has: option 50, `ciaddr`, IA addresses in its messages. */
  readonly requested: readonly string[];
  /** Addresses that the server gives: `yiaddr`, IA addresses in its messages. */
  readonly given: readonly string[];
  /** Server identifier: option 54, or the server's DUID in hex. */
  readonly serverId: string;
  /** Relay agent, '' when none. */
  readonly relay: string;
  /** Lease (valid lifetime of the first address), seconds, -1 = not said. */
  readonly lease: number;
  /** Options that the client wants, in its order: a fingerprint of its software. */
  readonly wants: readonly number[];
  /** Routers and name servers that the server hands out. */
  readonly routers: readonly string[];
  readonly resolvers: readonly string[];
}

/** Most addresses kept of one kind. */
export const MAX_ADDRESSES = 8;
/** Most option codes kept of what a client wants. */
export const MAX_WANTED = 64;
/** Longest texts and identifiers, bytes. */
export const MAX_TEXT = 255;
export const MAX_ID = 130;

const V4_TYPES: readonly string[] = ['', 'DISCOVER', 'OFFER', 'REQUEST', 'DECLINE', 'ACK', 'NAK', 'RELEASE', 'INFORM', 'FORCERENEW', 'LEASEQUERY', 'LEASEUNASSIGNED', 'LEASEUNKNOWN', 'LEASEACTIVE', 'BULKLEASEQUERY', 'LEASEQUERYDONE', 'ACTIVELEASEQUERY', 'LEASEQUERYSTATUS', 'TLS']; // prettier-ignore
const V6_TYPES: readonly string[] = ['', 'SOLICIT', 'ADVERTISE', 'REQUEST', 'CONFIRM', 'RENEW', 'REBIND', 'REPLY', 'RELEASE', 'DECLINE', 'RECONFIGURE', 'INFORMATION-REQUEST', 'RELAY-FORW', 'RELAY-REPL', 'LEASEQUERY', 'LEASEQUERY-REPLY', 'LEASEQUERY-DONE', 'LEASEQUERY-DATA', 'RECONFIGURE-REQUEST', 'RECONFIGURE-REPLY', 'DHCPV4-QUERY', 'DHCPV4-RESPONSE']; // prettier-ignore

/** Type of a DHCPv4 message by its name (`DISCOVER` …, in any case), null when it is none. */
export function dhcpTypeOf(name: string): number | null {
  const type = V4_TYPES.indexOf(name.toUpperCase());
  return type > 0 ? type : null;
}

/** `DISCOVER`, `SOLICIT` …; types without a name as `TYPE99`; `BOOTP` for 0. */
export function dhcpTypeName(version: number, type: number): string {
  if (type === 0) return 'BOOTP';
  return (version === 6 ? V6_TYPES : V4_TYPES)[type] ?? `TYPE${type}`;
}
