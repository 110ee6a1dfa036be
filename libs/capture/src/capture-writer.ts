import { writeSync } from 'node:fs';

export type CaptureFormat = 'pcap' | 'pcapng';
export type TimeResolution = 'us' | 'ns';

const PCAP_US = 0xa1b2c3d4;
const PCAP_NS = 0xa1b23c4d;
const SNAPLEN = 262_144;
const ROOM = 1024 * 1024;
const SECOND_US = 1_000_000;

export interface CaptureWriterOptions {
  readonly format: CaptureFormat;
  /** Default `us`. */
  readonly resolution?: TimeResolution;
  /** Default 1, Ethernet. */
  readonly linktype?: number;
}

/** Writes packets as pcap or pcapng, little-endian, in blocks of about 1 MiB to a sink. The same packets give the same bytes. */
export class CaptureWriter {
  private buffer = Buffer.allocUnsafe(ROOM);
  private used = 0;
  private readonly nanoseconds: boolean;

  /** `sink` gets bytes that are valid only during the call. */
  constructor(
    private readonly options: CaptureWriterOptions,
    private readonly sink: (bytes: Uint8Array) => void,
  ) {
    this.nanoseconds = options.resolution === 'ns';
    if (options.format === 'pcap') this.pcapHeader();
    else this.pcapngHeader();
  }

  /** `timeUs` since 1970 UTC; `original` is the length on the wire when the bytes are cut. */
  write(bytes: Uint8Array, timeUs: number, original = bytes.length): void {
    this.room(bytes.length + 64);
    if (this.options.format === 'pcap') {
      const seconds = Math.floor(timeUs / SECOND_US);
      const micros = timeUs - seconds * SECOND_US;
      this.u32(seconds);
      this.u32(this.nanoseconds ? micros * 1000 : micros);
      this.u32(bytes.length);
      this.u32(original);
      this.put(bytes);
      return;
    }
    const padding = -bytes.length & 3;
    const length = 32 + bytes.length + padding;
    const ticks = this.nanoseconds ? BigInt(timeUs) * 1000n : BigInt(timeUs);
    this.u32(6);
    this.u32(length);
    this.u32(0);
    this.u32(Number(ticks >> 32n));
    this.u32(Number(ticks & 0xffffffffn));
    this.u32(bytes.length);
    this.u32(original);
    this.put(bytes);
    this.buffer.fill(0, this.used, this.used + padding);
    this.used += padding;
    this.u32(length);
  }

  /** Hands over what is still held. */
  end(): void {
    if (this.used > 0) this.sink(this.buffer.subarray(0, this.used));
    this.used = 0;
  }

  private pcapHeader(): void {
    this.u32(this.nanoseconds ? PCAP_NS : PCAP_US);
    this.u32(0x0004_0002);
    this.u32(0);
    this.u32(0);
    this.u32(SNAPLEN);
    this.u32(this.options.linktype ?? 1);
  }

  private pcapngHeader(): void {
    for (const word of [0x0a0d0d0a, 28, 0x1a2b3c4d, 0x0000_0001, 0xffffffff, 0xffffffff, 28]) this.u32(word);
    const linktype = this.options.linktype ?? 1;
    // Option 9, if_tsresol, one byte: 10⁻⁶ or 10⁻⁹.
    for (const word of [1, 32, linktype, SNAPLEN, 0x0001_0009, this.nanoseconds ? 9 : 6, 0, 32]) this.u32(word);
  }

  private room(bytes: number): void {
    if (this.used + bytes <= this.buffer.length) return;
    this.end();
    if (bytes > this.buffer.length) this.buffer = Buffer.allocUnsafe(bytes);
  }

  private u32(value: number): void {
    this.used = this.buffer.writeUInt32LE(value >>> 0, this.used);
  }

  private put(bytes: Uint8Array): void {
    this.buffer.set(bytes, this.used);
    this.used += bytes.length;
  }
}

/** A sink that writes to an open file. */
export function fileSink(fd: number): (bytes: Uint8Array) => void {
  return (bytes) => {
    for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
  };
}
