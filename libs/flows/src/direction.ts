import * as decoders from '@wireledger/decoders';
import type { Packet } from '@wireledger/decoders';
import { isServicePort } from './app-ports';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { IpProto, TcpFlag } = decoders;

const DNS = 53;
const NTP = 123;
const DHCP_SERVER = 67;
const DHCP_CLIENT = 68;
const NTP_SERVER_MODE = 4;
const DHCP_REPLY = 2;
const FIRST_EPHEMERAL = 1024;

/** Who began, told by a flow's first packet. */
export const Direction = { SENDER: 0, SENDER_SURE: 1, RECEIVER_SURE: 2 } as const;
export type Direction = (typeof Direction)[keyof typeof Direction];

/**
 * The sender of the first packet began, unless it says that it answers: SYN-ACK, or (no SYN seen) a known service sending to a port from 1024 on,
 * or an answer of DNS, DHCP or NTP. Answers to many (broadcast, multicast) begin a flow of their own.
 */
export function directionOf(packet: Packet): Direction {
  const { proto, srcPort, dstPort, tcpFlags } = packet;
  if (proto === IpProto.TCP) {
    if (tcpFlags & TcpFlag.SYN) return tcpFlags & TcpFlag.ACK ? Direction.RECEIVER_SURE : Direction.SENDER_SURE;
  } else if (proto !== IpProto.UDP) return Direction.SENDER;
  const from = isServicePort(proto, srcPort);
  const to = isServicePort(proto, dstPort);
  if (toMany(packet)) return to ? Direction.SENDER_SURE : Direction.SENDER;
  if (from && dstPort >= FIRST_EPHEMERAL && !to) return Direction.RECEIVER_SURE;
  if (proto === IpProto.UDP && isAnswer(packet)) return Direction.RECEIVER_SURE;
  return to ? Direction.SENDER_SURE : Direction.SENDER;
}

function toMany({ bytes, version, dst }: Packet): boolean {
  const first = bytes[dst] as number;
  return version === 6 ? first === 0xff : first >= 224;
}

function isAnswer({ bytes, srcPort, dstPort, payload, payloadEnd }: Packet): boolean {
  const length = payloadEnd - payload;
  if (srcPort === DNS) return length >= 3 && ((bytes[payload + 2] as number) & 0x80) !== 0;
  if (srcPort === NTP) return length >= 1 && ((bytes[payload] as number) & 7) === NTP_SERVER_MODE;
  if (srcPort === DHCP_SERVER && dstPort === DHCP_CLIENT) return length >= 1 && bytes[payload] === DHCP_REPLY;
  return false;
}
