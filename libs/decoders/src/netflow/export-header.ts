/** Protocols of flow exports. */
export const ExportProtocol = { NETFLOW5: 5, NETFLOW9: 9, IPFIX: 10 } as const;
export type ExportProtocol = (typeof ExportProtocol)[keyof typeof ExportProtocol];

export const NETFLOW5_HEADER = 24;
export const NETFLOW5_RECORD = 48;
const NETFLOW9_HEADER = 20;
const IPFIX_HEADER = 16;

/** Header of an export datagram. One object for all of them. */
export class ExportHeader {
  protocol: ExportProtocol = ExportProtocol.NETFLOW5;
  /** When it was exported by the exporter's clock, µs since 1970 UTC. */
  timeUs = 0;
  /** Milliseconds that the exporter was up then (v5, v9); flow times count from there. */
  uptimeMs = 0;
  /** v5: number of the first flow; v9: of the datagram; IPFIX: of the first data record. Modulo 2³². */
  sequence = 0;
  /** v5: engine type and id; v9: source id; IPFIX: observation domain. */
  domain = 0;
  /** v5: one packet in so many, 0 not said. */
  sampling = 0;
  /** v5: number of records that fit into the datagram. */
  count = 0;
  /** Where its content begins and ends. */
  body = 0;
  end = 0;

  /**
   * Reads the header of the datagram `[start, end)`: NetFlow v5, v9 (RFC 3954 §5.1) or IPFIX (RFC 7011 §3.1). False when it is none of them, or
   * shorter than it must be.
   */
  read(view: DataView, start: number, end: number): boolean {
    if (end - start < IPFIX_HEADER) return false;
    switch (view.getUint16(start)) {
      case ExportProtocol.NETFLOW5:
        return this.readV5(view, start, end);
      case ExportProtocol.NETFLOW9:
        return this.readV9(view, start, end);
      case ExportProtocol.IPFIX:
        return this.readIpfix(view, start, end);
      default:
        return false;
    }
  }

  private readV5(view: DataView, start: number, end: number): boolean {
    const whole = Math.floor((end - start - NETFLOW5_HEADER) / NETFLOW5_RECORD);
    if (whole < 1) return false;
    this.protocol = ExportProtocol.NETFLOW5;
    // What the header counts is not believed: exporters exist that write it in the wrong order.
    this.count = whole;
    this.uptimeMs = view.getUint32(start + 4);
    this.timeUs =
      view.getUint32(start + 8) * 1_000_000 + Math.floor(Math.min(view.getUint32(start + 12), 999_999_999) / 1000);
    this.sequence = view.getUint32(start + 16);
    this.domain = view.getUint16(start + 20);
    // Two bits of mode, fourteen of interval.
    this.sampling = view.getUint16(start + 22) & 0x3fff;
    this.body = start + NETFLOW5_HEADER;
    this.end = end;
    return true;
  }

  private readV9(view: DataView, start: number, end: number): boolean {
    if (end - start < NETFLOW9_HEADER) return false;
    this.protocol = ExportProtocol.NETFLOW9;
    this.count = 0;
    this.sampling = 0;
    this.uptimeMs = view.getUint32(start + 4);
    this.timeUs = view.getUint32(start + 8) * 1_000_000;
    this.sequence = view.getUint32(start + 12);
    this.domain = view.getUint32(start + 16);
    this.body = start + NETFLOW9_HEADER;
    this.end = end;
    return true;
  }

  private readIpfix(view: DataView, start: number, end: number): boolean {
    const length = view.getUint16(start + 2);
    if (length < IPFIX_HEADER) return false;
    this.protocol = ExportProtocol.IPFIX;
    this.count = 0;
    this.sampling = 0;
    this.uptimeMs = -1;
    this.timeUs = view.getUint32(start + 4) * 1_000_000;
    this.sequence = view.getUint32(start + 8);
    this.domain = view.getUint32(start + 12);
    this.body = start + IPFIX_HEADER;
    this.end = Math.min(end, start + length);
    return true;
  }
}
