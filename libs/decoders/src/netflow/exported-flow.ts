/** Where the addresses of an `ExportedFlow` begin in its `bytes`, 4 or 16 bytes each. */
export const EXPORTED_SRC = 0;
export const EXPORTED_DST = 16;

/** Why an exporter ended a flow (IANA IPFIX flowEndReason): idle timeout, active timeout, end of flow detected, forced, lack of resources. */
export const ExportedEnd = { UNKNOWN: 0, IDLE: 1, ACTIVE: 2, DETECTED: 3, FORCED: 4, RESOURCES: 5 } as const;

/**
 * One flow record of an exporter, whatever its protocol. One object is used for all records: every field is overwritten by the next one. Counters are as
 * exported; `sampling` says by what they are to be multiplied.
 */
export class ExportedFlow {
  /** Source address at `EXPORTED_SRC`, destination at `EXPORTED_DST`. */
  readonly bytes = new Uint8Array(32);
  /** 4 or 6; 0 when the record named no pair of addresses. */
  version: 0 | 4 | 6 = 0;
  proto = 0;
  /** Of ICMP: type and code. */
  srcPort = 0;
  dstPort = 0;
  /** OR of the TCP flags of all packets, source to destination and back. */
  flags = 0;
  backFlags = 0;
  /** Packets and bytes of IP (layer 3) from source to destination. */
  packets = 0;
  octets = 0;
  /** The same back; 0 unless the exporter tells of both directions in one record (RFC 5103, or initiator and responder). */
  backPackets = 0;
  backOctets = 0;
  isTwoWay = false;
  /** First and last packet by the clock of the exporter, µs since 1970 UTC. */
  firstUs = 0;
  lastUs = 0;
  /** 0 none. */
  vlan = 0;
  /** Index of the interface that it came in on (ifIndex), 0 unknown. */
  ingress = 0;
  /** One packet in so many was looked at: 1 = all, 0 = the exporter has not said. */
  sampling = 0;
  /** One of `ExportedEnd`. */
  end = 0;

  /** Makes it say nothing. */
  clear(): void {
    this.version = 0;
    this.proto = 0;
    this.srcPort = 0;
    this.dstPort = 0;
    this.flags = 0;
    this.backFlags = 0;
    this.packets = 0;
    this.octets = 0;
    this.backPackets = 0;
    this.backOctets = 0;
    this.isTwoWay = false;
    this.firstUs = 0;
    this.lastUs = 0;
    this.vlan = 0;
    this.ingress = 0;
    this.sampling = 0;
    this.end = 0;
  }
}
