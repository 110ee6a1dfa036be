import { FrameKind, IpProto, type Packet } from '@wireledger/decoders';
import { parseIp } from '@wireledger/kernel';

const WITH_PORTS: ReadonlySet<number> = new Set([IpProto.TCP, IpProto.UDP, IpProto.SCTP]);

const mixed = (hash: number, word: number): number => {
  const h = Math.imul(hash ^ word, 0x9e3779b1);
  return h ^ (h >>> 15);
};

/** Hash of an end of a conversation: an address of 4 or 16 bytes, and a port. */
function endHash(bytes: Uint8Array, at: number, length: number, port: number): number {
  let hash = mixed(0x3c6ef372, port);
  for (let n = at; n < at + length; n += 4)
    hash = mixed(
      hash,
      ((bytes[n] as number) << 24) |
        ((bytes[n + 1] as number) << 16) |
        ((bytes[n + 2] as number) << 8) |
        (bytes[n + 3] as number),
    );
  return hash;
}

const keyOf = (a: number, b: number, proto: number): number => mixed(mixed(0x85ebca77, (a + b) | 0), proto);

/** The ends of a conversation, either one first. */
export interface Conversation {
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly proto: number;
}

/**
 * A 32-bit key of a packet's conversation, the same for both directions; null when it has none. Ports count where every packet of the
 * conversation has them: of ICMP and later fragments the addresses and the protocol alone are hashed. Two conversations may share a key.
 */
export function conversationKey(packet: Packet): number | null {
  const { kind, bytes, src, dst, version, proto } = packet;
  if (kind !== FrameKind.IP && kind !== FrameKind.LATER_FRAGMENT) return null;
  const length = version === 4 ? 4 : 16;
  const ports = kind === FrameKind.IP && WITH_PORTS.has(proto);
  return keyOf(
    endHash(bytes, src, length, ports ? packet.srcPort : 0),
    endHash(bytes, dst, length, ports ? packet.dstPort : 0),
    proto,
  );
}

/** The keys that packets of a conversation may have: with its ports, and without. @throws RangeError when an address is none */
export function conversationKeys({ src, dst, srcPort, dstPort, proto }: Conversation): ReadonlySet<number> {
  const [a, b] = [parseIp(src), parseIp(dst)];
  if (!a || !b || a.length !== b.length) throw new RangeError(`not addresses: ${src}, ${dst}`);
  const key = (from: number, to: number) => keyOf(endHash(a, 0, a.length, from), endHash(b, 0, b.length, to), proto);
  return new Set(WITH_PORTS.has(proto) ? [key(srcPort, dstPort), key(0, 0)] : [key(0, 0)]);
}
