import { quicVersion } from './quic-versions';

const LONG = 0xc0;
const MAX_CONNECTION_ID = 20;
/** First byte, version, lengths of both connection ids. */
const LEAST = 7;

/** Unsigned 32-bit number at `at`. */
const u32 = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)) >>>
  0;

/** Version of a datagram that begins with a long header of a version known here (RFC 9000 §17.2), 0 otherwise. Allocates nothing. */
export function quicVersionOf(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < LEAST || ((bytes[start] as number) & LONG) !== LONG) return 0;
  const version = u32(bytes, start + 1);
  return quicVersion(version) !== null && (bytes[start + 5] as number) <= MAX_CONNECTION_ID ? version : 0;
}

/** A variable-length integer (RFC 9000 §16) and where it ends; -1 when it is cut or beyond 2^53. */
export class VarInt {
  value = -1;
  next = 0;

  /** Reads the one at `at` of `[at, end)`. @returns its value, -1 when it is cut */
  read(bytes: Uint8Array, at: number, end: number): number {
    this.value = -1;
    if (at >= end) return -1;
    const first = bytes[at] as number;
    const length = 1 << (first >> 6);
    if (length > end - at) return -1;
    let value = first & 0x3f;
    for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] as number);
    this.next = at + length;
    if (value <= Number.MAX_SAFE_INTEGER) this.value = value;
    return this.value;
  }
}

/** True when a datagram begins with a whole Initial packet of a known version. */
export const isQuicInitial = (bytes: Uint8Array, start: number, end: number): boolean =>
  quicVersionOf(bytes, start, end) !== 0 && probe.read(bytes, start, end) && probe.initial;

/** A packet with a long header; offsets count in the datagram's bytes. One object is used for all. */
export class LongHeader {
  version = 0;
  /** An Initial packet: the only kind whose keys everybody can derive. */
  initial = false;
  /** Destination connection id: `[dcid, dcidEnd)`. */
  dcid = 0;
  dcidEnd = 0;
  /** Where the (protected) packet number begins, and where the packet ends: the next one of the datagram begins there. */
  number = 0;
  end = 0;
  private readonly integer = new VarInt();

  /**
   * Reads the header at `at` of the datagram `[at, end)`. False when it is none of a known version, is cut, or has no length (Retry, version
   * negotiation): nothing behind it can be found then.
   */
  read(bytes: Uint8Array, at: number, end: number): boolean {
    this.version = quicVersionOf(bytes, at, end);
    const parameters = quicVersion(this.version);
    if (!parameters) return false;
    const type = ((bytes[at] as number) >> 4) & 3;
    this.initial = type === parameters.initialType;
    // The types of v2 are those of v1 turned by one.
    if (((type - parameters.initialType) & 3) === 3) return false;
    this.dcid = at + 6;
    this.dcidEnd = this.dcid + (bytes[at + 5] as number);
    if (this.dcidEnd >= end) return false;
    const sourceLength = bytes[this.dcidEnd] as number;
    let position = this.dcidEnd + 1 + sourceLength;
    if (sourceLength > MAX_CONNECTION_ID || position > end) return false;
    const { integer } = this;
    if (this.initial) {
      const token = integer.read(bytes, position, end);
      if (token < 0 || token > end - integer.next) return false;
      position = integer.next + token;
    }
    const length = integer.read(bytes, position, end);
    if (length < 0 || length > end - integer.next) return false;
    this.number = integer.next;
    this.end = integer.next + length;
    return true;
  }
}

const probe = new LongHeader();
