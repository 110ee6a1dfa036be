import {
  type CaptureFormat,
  CaptureParser,
  CaptureWriter,
  interfaceBlock,
  packetBlockLength,
  sectionBlock,
  writePacketBlock,
} from '@wireledger/capture';

import type { PacketMask } from './packet-mask';

/** Link types of one file at most: more are in no capture of this world. */
const MOST_LINK_TYPES = 4096;

/** Takes masked packets, gives what is to be written. */
interface Packets {
  add(bytes: Uint8Array, us: number, original: number, linktype: number): void;
  /** What is ready; all of it at the end. */
  take(atEnd: boolean): Buffer[];
}

/** pcap: one link type, that of the first packet. */
class PcapPackets implements Packets {
  private ready: Buffer[] = [];
  private writer: CaptureWriter | null = null;
  private linktype = 1;

  /** @throws Error when the packet is of another link type than those before */
  add(bytes: Uint8Array, us: number, original: number, linktype: number): void {
    if (!this.writer) this.linktype = linktype;
    if (linktype !== this.linktype) throw new Error(`packets of the link types ${this.linktype} and ${linktype}`);
    this.begun().write(bytes, us, original);
  }

  take(atEnd: boolean): Buffer[] {
    if (atEnd) this.begun().end();
    const { ready } = this;
    this.ready = [];
    return ready;
  }

  private begun(): CaptureWriter {
    const { linktype } = this;
    this.writer ??= new CaptureWriter(
      { format: 'pcap', linktype },
      (bytes) => void this.ready.push(Buffer.from(bytes)),
    );
    return this.writer;
  }
}

/** pcapng: an interface for each link type, without name, description and comments. */
class PcapngPackets implements Packets {
  private ready: Buffer[] = [sectionBlock()];
  private readonly interfaces = new Map<number, number>();

  add(bytes: Uint8Array, us: number, original: number, linktype: number): void {
    const block = Buffer.allocUnsafe(packetBlockLength(bytes.length));
    const packet = { buffer: bytes, offset: 0, captured: bytes.length, original, us };
    writePacketBlock(block, 0, { ...packet, iface: this.interfaceOf(linktype) });
    this.ready.push(block);
  }

  take(): Buffer[] {
    const { ready } = this;
    this.ready = [];
    return ready.length === 0 ? ready : [Buffer.concat(ready)];
  }

  private interfaceOf(linktype: number): number {
    const known = this.interfaces.get(linktype);
    if (known !== undefined) return known;
    if (this.interfaces.size >= MOST_LINK_TYPES) throw new Error('packets of too many link types');
    const iface = this.interfaces.size;
    this.interfaces.set(linktype, iface);
    this.ready.push(interfaceBlock(linktype));
    return iface;
  }
}

/**
 * A capture (pcap or pcapng, of any size) with its packets masked, in pieces: what a reader gets who is shown no addresses. Of a damaged one what comes before
 * the damage. Comments, names, secrets and statistics of pcapng are left out, times are those of the packets in µs, lengths on the wire those that were.
 * @param format pcap where all packets have one link type. @throws Error when it is no capture, when pcap has a second link type, and what `chunks` throws
 */
export async function* maskedCapture(
  chunks: AsyncIterable<Uint8Array>,
  mask: PacketMask,
  format: CaptureFormat,
): AsyncGenerator<Buffer> {
  const packets: Packets = format === 'pcap' ? new PcapPackets() : new PcapngPackets();
  const parser = new CaptureParser((buffer, offset, captured, original, timeUs, linktype) => {
    const kept = mask.of(buffer, offset, captured, original, linktype);
    const us = timeUs >= 0 && timeUs <= Number.MAX_SAFE_INTEGER ? Math.floor(timeUs) : 0;
    packets.add(kept, us, Math.max(original, kept.length), linktype);
  });
  for await (const chunk of chunks) {
    parser.feed(chunk);
    yield* packets.take(false);
    if (parser.stopped) break;
  }
  const { error } = parser.end();
  if (error !== null) throw new Error(`the file ${error}`);
  yield* packets.take(true);
}
