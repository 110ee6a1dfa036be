import { formatIpv4 } from '@wireledger/kernel';
import { macText } from '../link/mac';
import { wireHex, wireText } from '../wire-text';
import { MAX_ADDRESSES, MAX_ID, MAX_TEXT, MAX_WANTED, type DhcpMessage } from './dhcp-message';

/** Fixed part up to and with the client's hardware address (RFC 2131 §2); server name and file follow, then the cookie. */
const FIXED = 44;
const COOKIE_AT = 236;
const COOKIE = 0x63825363;
const BOOT_REQUEST = 1;
const BOOT_REPLY = 2;
const ETHERNET = 1;
const MAC = 6;

const Option = {
  PAD: 0,
  ROUTERS: 3,
  RESOLVERS: 6,
  HOST_NAME: 12,
  REQUESTED: 50,
  LEASE: 51,
  MESSAGE_TYPE: 53,
  SERVER: 54,
  WANTS: 55,
  VENDOR_CLASS: 60,
  CLIENT_ID: 61,
  FQDN: 81,
  END: 255,
} as const;

type Draft = { -readonly [K in keyof DhcpMessage]: DhcpMessage[K] };

/** True when `[start, end)` can be a message of DHCPv4 or BOOTP; another cookie belongs to another protocol on these ports. */
export function isDhcpv4(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < FIXED) return false;
  const operation = bytes[start] as number;
  if ((operation !== BOOT_REQUEST && operation !== BOOT_REPLY) || (bytes[start + 2] as number) > 16) return false;
  return end - start < COOKIE_AT + 4 || u32(bytes, start + COOKIE_AT) === COOKIE;
}

/** Reads the DHCPv4 or BOOTP message `[start, end)` (RFC 2131, RFC 2132). Options behind a cut are left out; null when it cannot be one. */
export function readDhcpv4(bytes: Uint8Array, start: number, end: number): DhcpMessage | null {
  if (!isDhcpv4(bytes, start, end)) return null;
  const hardwareLength = bytes[start + 2] as number;
  const fromServer = bytes[start] === BOOT_REPLY;
  const address = (at: number): string => (u32(bytes, at) === 0 ? '' : formatIpv4(bytes, at));
  const clientAddress = address(start + 12);
  const message: Draft = {
    version: 4,
    type: 0,
    xid: u32(bytes, start + 4),
    clientMac: bytes[start + 1] === ETHERNET && hardwareLength === MAC ? macText(bytes, start + 28) : '',
    clientId: '',
    hostname: '',
    vendorClass: '',
    requested: clientAddress === '' ? [] : [clientAddress],
    given: fromServer ? [address(start + 16)].filter((text) => text !== '') : [],
    serverId: '',
    relay: address(start + 24),
    lease: -1,
    wants: [],
    routers: [],
    resolvers: [],
  };
  readOptions(bytes, start + COOKIE_AT + 4, end, message);
  return message;
}

function readOptions(bytes: Uint8Array, at: number, end: number, message: Draft): void {
  while (at < end) {
    const code = bytes[at] as number;
    if (code === Option.END) return;
    if (code === Option.PAD) {
      at++;
      continue;
    }
    if (at + 2 > end) return;
    const data = at + 2;
    const next = data + (bytes[at + 1] as number);
    if (next > end) return;
    option(bytes, code, data, next, message);
    at = next;
  }
}

function option(bytes: Uint8Array, code: number, at: number, end: number, message: Draft): void {
  const length = end - at;
  switch (code) {
    case Option.MESSAGE_TYPE:
      if (length === 1) message.type = bytes[at] as number;
      return;
    case Option.HOST_NAME:
      message.hostname = wireText(bytes, at, end, MAX_TEXT);
      return;
    case Option.FQDN:
      // Flags and two result codes precede the name (RFC 4702 §2); a host name option says it better.
      if (length > 3 && message.hostname === '') message.hostname = fqdn(bytes, at, end);
      return;
    case Option.VENDOR_CLASS:
      message.vendorClass = wireText(bytes, at, end, MAX_TEXT);
      return;
    case Option.CLIENT_ID:
      message.clientId = wireHex(bytes, at, end, MAX_ID);
      return;
    case Option.REQUESTED:
      if (length === 4) message.requested = [formatIpv4(bytes, at), ...message.requested];
      return;
    case Option.SERVER:
      if (length === 4) message.serverId = formatIpv4(bytes, at);
      return;
    case Option.LEASE:
      if (length === 4) message.lease = u32(bytes, at);
      return;
    case Option.WANTS:
      message.wants = [...bytes.subarray(at, Math.min(end, at + MAX_WANTED))];
      return;
    case Option.ROUTERS:
      message.routers = addresses(bytes, at, end);
      return;
    case Option.RESOLVERS:
      message.resolvers = addresses(bytes, at, end);
      return;
    default:
      return;
  }
}

/** The E flag says that the name is in the wire form of DNS. */
function fqdn(bytes: Uint8Array, at: number, end: number): string {
  if (((bytes[at] as number) & 4) === 0) return wireText(bytes, at + 3, end, MAX_TEXT);
  return labels(bytes, at + 3, end);
}

/** Uncompressed labels, with or without the closing zero. */
export function labels(bytes: Uint8Array, at: number, end: number): string {
  const parts: string[] = [];
  let length = 0;
  while (at < end) {
    const label = bytes[at] as number;
    if (label === 0 || label > 63 || at + 1 + label > end || (length += label + 1) > MAX_TEXT) break;
    parts.push(wireText(bytes, at + 1, at + 1 + label, label));
    at += 1 + label;
  }
  return parts.join('.');
}

function addresses(bytes: Uint8Array, at: number, end: number): string[] {
  const list: string[] = [];
  for (; at + 4 <= end && list.length < MAX_ADDRESSES; at += 4) list.push(formatIpv4(bytes, at));
  return list;
}

function u32(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  return high * 65_536 + (((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number));
}
