/** Counts the messages of DHCPv4 and BOOTP (RFC 2131, RFC 951) of datagrams where nobody asks for more; `isDhcpv4` of libs/decoders tells them in the same way. */
import { DST_PORT, SRC_PORT } from '../src/core-layout';
import { be32, frame } from './memory';

const V6_CLIENT = 546;
const V6_SERVER = 547;

const BOOT_REQUEST = 1;
const BOOT_REPLY = 2;
/** Up to and with the client's hardware address. */
const FIXED = 44;
const MAX_HARDWARE_ADDRESS = 16;
const COOKIE_AT = 236;
const COOKIE: i32 = 0x63825363;

let messages: i32 = 0;

export function dhcpMessages(): i32 {
  return messages;
}

/** Counts the datagram `[start, end)`, which is the packet in `FRAME`, or leaves it when it is no message. False when somebody else must read it: DHCPv6. */
export function countDhcp(start: i32, end: i32): bool {
  if (isV6(frame(SRC_PORT)) || isV6(frame(DST_PORT))) return false;
  if (end - start < FIXED) return true;
  const operation = load<u8>(start);
  if ((operation !== BOOT_REQUEST && operation !== BOOT_REPLY) || <i32>load<u8>(start + 2) > MAX_HARDWARE_ADDRESS)
    return true;
  if (end - start < COOKIE_AT + 4 || be32(start + COOKIE_AT) === COOKIE) messages++;
  return true;
}

function isV6(port: i32): bool {
  return port === V6_CLIENT || port === V6_SERVER;
}
