import { defineRecordKind } from './record-kind';

/**
 * Columns of `telemetry.DhcpMessagesRecorded` v1: one record a message of DHCPv4 (BOOTP included) or DHCPv6. Texts from the wire have bytes outside
 * 0x20–0x7e and `\` as `\DDD`. Times are relative to `t0`.
 */
export interface DhcpColumns {
  /** Ordinal of the flow that carried it. */
  readonly flow: readonly number[];
  /** Virtual second of emission. */
  readonly at: readonly number[];
  readonly time: readonly number[];
  /** Who sent it to whom. */
  readonly src: readonly string[];
  readonly dst: readonly string[];
  readonly srcPort: readonly number[];
  readonly dstPort: readonly number[];
  /** 17, UDP. */
  readonly proto: readonly number[];
  /** 4 or 6. */
  readonly version: readonly number[];
  /** Message type: `DISCOVER`, `SOLICIT` …, `TYPE99`; `BOOTP` for a message without one, or cut before it. */
  readonly message: readonly string[];
  /** Transaction id. */
  readonly xid: readonly number[];
  /** Hardware address of the client, '' unknown. */
  readonly clientMac: readonly string[];
  /** Client identifier (option 61) or DUID, hex. */
  readonly clientId: readonly string[];
  readonly hostname: readonly string[];
  readonly vendorClass: readonly string[];
  /** Addresses that the client has or asks for; DHCPv6 prefixes as `2001:db8::/56`. At most 8 each here and below. */
  readonly requested: readonly (readonly string[])[];
  /** Addresses that the server gives. */
  readonly given: readonly (readonly string[])[];
  /** Server identifier: an address, or a DUID in hex. */
  readonly serverId: readonly string[];
  /** Relay agent, '' when none. */
  readonly relay: readonly string[];
  /** Lease of the first address, seconds, -1 not said. */
  readonly lease: readonly number[];
  /** Option codes that the client wants, in its order, at most 64: a fingerprint of its software. */
  readonly wants: readonly (readonly number[])[];
  /** Routers and name servers that the server hands out. */
  readonly routers: readonly (readonly string[])[];
  readonly resolvers: readonly (readonly string[])[];
}

export const dhcpKind = defineRecordKind<DhcpColumns>()({
  name: 'dhcp',
  type: 'telemetry.DhcpMessagesRecorded',
  ends: { src: 'src', dst: 'dst', srcPort: 'srcPort', dstPort: 'dstPort' },
  columns: {
    flow: 'number',
    at: 'time',
    time: 'time',
    src: 'text',
    dst: 'text',
    srcPort: 'number',
    dstPort: 'number',
    proto: 'number',
    version: 'number',
    message: 'text',
    xid: 'number',
    clientMac: 'text',
    clientId: 'text',
    hostname: 'text',
    vendorClass: 'text',
    requested: 'json',
    given: 'json',
    serverId: 'text',
    relay: 'text',
    lease: 'number',
    wants: 'json',
    routers: 'json',
    resolvers: 'json',
  },
});
