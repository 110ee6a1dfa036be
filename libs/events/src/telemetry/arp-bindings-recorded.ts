import { defineRecordKind } from './record-kind';

/**
 * Columns of `telemetry.ArpBindingsRecorded` v1: which hardware address (EUI-48, `00:1b:44:11:3a:b7`) speaks for which IP address. Equal ARP
 * messages of one packet-time second are one record with their `count`. IP traffic is recorded only when it contradicts what was seen: the first
 * packet of a direction of a flow comes from a hardware address that is neither of the last two of its sender; at most 200 such records a second.
 * Times are relative to `t0`.
 */
export interface ArpColumns {
  /** Virtual second of emission. */
  readonly at: readonly number[];
  /** First and last message. */
  readonly time: readonly number[];
  readonly last: readonly number[];
  readonly iface: readonly number[];
  /** Outermost VLAN id, 0 = none. */
  readonly vlan: readonly number[];
  /** `request`, `reply`, `other` (an ARP message of another operation, such as RARP), `traffic`. */
  readonly via: readonly string[];
  /** Operation code of the message (RFC 826: 1 request, 2 reply), 0 for traffic. */
  readonly op: readonly number[];
  /** The binding: the sender's IP address and the hardware address that it names (of traffic: that it was sent from). */
  readonly sender: readonly string[];
  readonly senderMac: readonly string[];
  /** As the message names them, '' for traffic. */
  readonly target: readonly string[];
  readonly targetMac: readonly string[];
  /** Source and destination of the frame itself, '' when the link layer tells none. A forged message may differ from `senderMac`. */
  readonly frameMac: readonly string[];
  readonly frameTo: readonly string[];
  /** Hardware address that `sender` had before on this interface and VLAN, '' when the same, one of its last two, or not known. */
  readonly previousMac: readonly string[];
  /** 1 when a request or reply names one address as sender and target, else 0. */
  readonly gratuitous: readonly number[];
  /** Equal messages. */
  readonly count: readonly number[];
}

export const arpKind = defineRecordKind<ArpColumns>()({
  name: 'arp',
  type: 'telemetry.ArpBindingsRecorded',
  columns: {
    at: 'time',
    time: 'time',
    last: 'time',
    iface: 'number',
    vlan: 'number',
    via: 'text',
    op: 'number',
    sender: 'text',
    senderMac: 'text',
    target: 'text',
    targetMac: 'text',
    frameMac: 'text',
    frameTo: 'text',
    previousMac: 'text',
    gratuitous: 'number',
    count: 'number',
  },
});
