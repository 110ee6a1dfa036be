import { formatIpv6 } from '@wireledger/kernel';
import { macText } from '../link/mac';
import { wireHex, wireText } from '../wire-text';
import { MAX_ADDRESSES, MAX_ID, MAX_TEXT, MAX_WANTED, type DhcpMessage } from './dhcp-message';
import { labels } from './dhcpv4';

const RELAY_FORWARD = 12;
const RELAY_REPLY = 13;
const LAST_TYPE = 36;
/** Relays around a message (RFC 8415 §7.6, HOP_COUNT_LIMIT). */
const MAX_RELAYS = 8;
const RELAY_HEADER = 34;
const HEADER = 4;

const Option = {
  CLIENT_ID: 1,
  SERVER_ID: 2,
  IA_NA: 3,
  IA_TA: 4,
  IA_ADDRESS: 5,
  WANTS: 6,
  RELAYED: 9,
  VENDOR_CLASS: 16,
  RESOLVERS: 23,
  IA_PD: 25,
  IA_PREFIX: 26,
  FQDN: 39,
} as const;

const DUID_LLT = 1;
const DUID_LL = 3;
const ETHERNET = 1;
/** Messages of servers (RFC 8415 §7.3). */
const FROM_SERVER = new Set([2, 7, 10]);

interface Draft extends Omit<{ -readonly [K in keyof DhcpMessage]: DhcpMessage[K] }, 'requested' | 'given'> {
  readonly requested: string[];
  readonly given: string[];
}

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) * 65_536 + u16(bytes, at + 2);

/** Calls `take` for each whole option of `[at, end)`. */
function eachOption(
  bytes: Uint8Array,
  at: number,
  end: number,
  take: (code: number, at: number, end: number) => void,
): void {
  while (at + 4 <= end) {
    const next = at + 4 + u16(bytes, at + 2);
    if (next > end) return;
    take(u16(bytes, at), at + 4, next);
    at = next;
  }
}

/** Reads the DHCPv6 message `[start, end)` (RFC 8415), the relayed one inside relay messages. Null when it cannot be one. */
export function readDhcpv6(bytes: Uint8Array, start: number, end: number): DhcpMessage | null {
  let relay = '';
  for (let relays = 0; ; relays++) {
    if (end - start < HEADER) return null;
    const type = bytes[start] as number;
    if (type < 1 || type > LAST_TYPE) return null;
    if (type !== RELAY_FORWARD && type !== RELAY_REPLY) return message(bytes, start, end, relay);
    if (relays === MAX_RELAYS || end - start < RELAY_HEADER) return null;
    // The relay next to the client comes last.
    relay = formatIpv6(bytes, start + 2);
    let inside = -1;
    let insideEnd = -1;
    eachOption(bytes, start + RELAY_HEADER, end, (code, at, next) => {
      if (code !== Option.RELAYED || inside >= 0) return;
      inside = at;
      insideEnd = next;
    });
    if (inside < 0) return null;
    start = inside;
    end = insideEnd;
  }
}

function message(bytes: Uint8Array, start: number, end: number, relay: string): DhcpMessage {
  const type = bytes[start] as number;
  const draft: Draft = {
    version: 6,
    type,
    xid: ((bytes[start + 1] as number) << 16) | u16(bytes, start + 2),
    clientMac: '',
    clientId: '',
    hostname: '',
    vendorClass: '',
    requested: [],
    given: [],
    serverId: '',
    relay,
    lease: -1,
    wants: [],
    routers: [],
    resolvers: [],
  };
  const addresses = FROM_SERVER.has(type) ? draft.given : draft.requested;
  eachOption(bytes, start + HEADER, end, (code, at, next) => option(bytes, code, at, next, draft, addresses));
  return draft;
}

function option(bytes: Uint8Array, code: number, at: number, end: number, draft: Draft, addresses: string[]): void {
  switch (code) {
    case Option.CLIENT_ID:
      draft.clientId = wireHex(bytes, at, end, MAX_ID);
      draft.clientMac = macOfDuid(bytes, at, end);
      return;
    case Option.SERVER_ID:
      draft.serverId = wireHex(bytes, at, end, MAX_ID);
      return;
    case Option.IA_NA:
    case Option.IA_PD:
    case Option.IA_TA: {
      const header = code === Option.IA_TA ? 4 : 12;
      eachOption(bytes, at + header, end, (inner, from, to) => lease(bytes, inner, from, to, draft, addresses));
      return;
    }
    case Option.WANTS:
      for (let i = at; i + 2 <= end && draft.wants.length < MAX_WANTED; i += 2)
        draft.wants = [...draft.wants, u16(bytes, i)];
      return;
    case Option.VENDOR_CLASS:
      // Enterprise number, then texts with their lengths (RFC 8415 §21.16); the first is kept.
      if (end - at > 6)
        draft.vendorClass = wireText(bytes, at + 6, Math.min(end, at + 6 + u16(bytes, at + 4)), MAX_TEXT);
      return;
    case Option.FQDN:
      if (end - at > 1) draft.hostname = labels(bytes, at + 1, end);
      return;
    case Option.RESOLVERS:
      for (let i = at; i + 16 <= end && draft.resolvers.length < MAX_ADDRESSES; i += 16)
        draft.resolvers = [...draft.resolvers, formatIpv6(bytes, i)];
      return;
    default:
      return;
  }
}

/** An address or prefix of an identity association (RFC 8415 §21.6, §21.22). */
function lease(bytes: Uint8Array, code: number, at: number, end: number, draft: Draft, addresses: string[]): void {
  if (addresses.length >= MAX_ADDRESSES) return;
  if (code === Option.IA_ADDRESS && end - at >= 24) {
    addresses.push(formatIpv6(bytes, at));
    if (draft.lease < 0) draft.lease = u32(bytes, at + 20);
  } else if (code === Option.IA_PREFIX && end - at >= 25) {
    addresses.push(`${formatIpv6(bytes, at + 9)}/${bytes[at + 8] as number}`);
    if (draft.lease < 0) draft.lease = u32(bytes, at + 4);
  }
}

/** A DUID based on a link-layer address, with or without time (RFC 8415 §11.2, §11.4). */
function macOfDuid(bytes: Uint8Array, at: number, end: number): string {
  if (end - at < 4 || u16(bytes, at + 2) !== ETHERNET) return '';
  const type = u16(bytes, at);
  const mac = type === DUID_LLT ? at + 8 : type === DUID_LL ? at + 4 : -1;
  return mac >= 0 && end - mac === 6 ? macText(bytes, mac) : '';
}
