import { formatIpv4 } from '@wireledger/kernel';
import { macText } from '../link/mac';

/** Operation codes (RFC 826, RFC 903; IANA ARP parameters). */
export const ArpOperation = { REQUEST: 1, REPLY: 2 } as const;

const MESSAGE = 28;
const HARDWARE_ETHERNET = 1;
const HARDWARE_IEEE802 = 6;
const PROTOCOL_IPV4 = 0x0800;
const MAC = 6;
const IPV4 = 4;

/**
 * Reads ARP messages (RFC 826) that bind IPv4 to 48-bit hardware addresses, one object for all of them; RARP has the same form.
 * The bytes must stay as they are until the next `read`. Total: any bytes give a result.
 */
export class ArpReader {
  /** See `ArpOperation`; other values as on the wire. */
  operation = 0;
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;

  /** @returns false when the message `[start, end)` is cut, or is about other kinds of addresses */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start < MESSAGE) return false;
    const u16 = (at: number) => ((bytes[start + at] as number) << 8) | (bytes[start + at + 1] as number);
    const hardware = u16(0);
    if ((hardware !== HARDWARE_ETHERNET && hardware !== HARDWARE_IEEE802) || u16(2) !== PROTOCOL_IPV4) return false;
    if (bytes[start + 4] !== MAC || bytes[start + 5] !== IPV4) return false;
    this.bytes = bytes;
    this.at = start;
    this.operation = u16(6);
    return true;
  }

  /** Where the sender's hardware and protocol addresses, and the target's, begin in the bytes read. */
  get senderMacAt(): number {
    return this.at + 8;
  }
  get senderAt(): number {
    return this.at + 14;
  }

  /** What the sender says its addresses are. */
  senderMac(): string {
    return macText(this.bytes, this.senderMacAt);
  }
  sender(): string {
    return formatIpv4(this.bytes, this.senderAt);
  }

  /** Whom it speaks to or asks for; a request leaves the hardware address open, mostly as zeros. */
  targetMac(): string {
    return macText(this.bytes, this.at + 18);
  }
  target(): string {
    return formatIpv4(this.bytes, this.at + 24);
  }

  /** True for a request or reply in which sender and target are the same address: an announcement (RFC 5944 §4.6). */
  get isGratuitous(): boolean {
    const { bytes, at, operation } = this;
    if (operation !== ArpOperation.REQUEST && operation !== ArpOperation.REPLY) return false;
    for (let i = 0; i < IPV4; i++) if (bytes[at + 14 + i] !== bytes[at + 24 + i]) return false;
    return true;
  }
}
