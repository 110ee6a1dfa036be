/** Who began, told by a flow's first packet; and what its ports say of the application. */
import {
  DST,
  DST_PORT,
  FRAME_PROTO,
  PAYLOAD,
  PAYLOAD_END,
  SRC_PORT,
  TCP_FLAGS,
  TCP_LABELS,
  UDP_LABELS,
  VERSION,
} from '../src/core-layout';
import { frame, icmpApp, otherApp } from './memory';
import { FLAG_ACK, FLAG_SYN, ICMP, ICMPV6, TCP, UDP } from './protocols';

export const SENDER = 0;
export const SENDER_SURE = 1;
export const RECEIVER_SURE = 2;

const DNS = 53;
const NTP = 123;
const DHCP_SERVER = 67;
const DHCP_CLIENT = 68;
const NTP_SERVER_MODE = 4;
const DHCP_REPLY = 2;
const FIRST_EPHEMERAL = 1024;

/**
 * The sender of the first packet began, unless it says that it answers: SYN-ACK, or (no SYN seen) a known service sending to a port from 1024 on, or an
 * answer of DNS, DHCP or NTP. Answers to many (broadcast, multicast) begin a flow of their own.
 */
export function directionOf(): i32 {
  const proto = frame(FRAME_PROTO);
  if (proto === TCP) {
    const flags = frame(TCP_FLAGS);
    if (flags & FLAG_SYN) return flags & FLAG_ACK ? RECEIVER_SURE : SENDER_SURE;
  } else if (proto !== UDP) return SENDER;
  const labels = proto === TCP ? TCP_LABELS : UDP_LABELS;
  const from = load<u8>(labels + frame(SRC_PORT)) !== otherApp;
  const to = load<u8>(labels + frame(DST_PORT)) !== otherApp;
  if (toMany()) return to ? SENDER_SURE : SENDER;
  if (from && frame(DST_PORT) >= FIRST_EPHEMERAL && !to) return RECEIVER_SURE;
  if (proto === UDP && isAnswer()) return RECEIVER_SURE;
  return to ? SENDER_SURE : SENDER;
}

function toMany(): bool {
  const first = <i32>load<u8>(frame(DST));
  return frame(VERSION) === 6 ? first === 0xff : first >= 224;
}

function isAnswer(): bool {
  const payload = frame(PAYLOAD);
  const length = frame(PAYLOAD_END) - payload;
  switch (frame(SRC_PORT)) {
    case DNS:
      return length >= 3 && (load<u8>(payload + 2) & 0x80) !== 0;
    case NTP:
      return length >= 1 && (load<u8>(payload) & 7) === NTP_SERVER_MODE;
    case DHCP_SERVER:
      return frame(DST_PORT) === DHCP_CLIENT && length >= 1 && load<u8>(payload) === DHCP_REPLY;
    default:
      return false;
  }
}

/** Label by port, the responder's before the originator's. */
export function appOfPorts(proto: i32, originator: i32, responder: i32): i32 {
  if (proto === ICMP || proto === ICMPV6) return icmpApp;
  if (proto !== TCP && proto !== UDP) return otherApp;
  const labels = proto === TCP ? TCP_LABELS : UDP_LABELS;
  const label = <i32>load<u8>(labels + responder);
  return label !== otherApp ? label : <i32>load<u8>(labels + originator);
}
