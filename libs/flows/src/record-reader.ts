import type { RecordRun } from '@wireledger/capture';
import * as decoders from '@wireledger/decoders';
import type { Packet } from '@wireledger/decoders';
import * as places from './core-layout';
import type { AppReader } from './core-layout';
import type { FlowStore } from './flow-store';
import type { DatagramHints } from './protocols/datagram-hints';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const {
  ACK,
  CAPTURED,
  COPY,
  COPY_BYTES,
  DST,
  DST_PORT,
  FIRST_BYTES,
  FLOW,
  FRAME_PROTO,
  INPUT,
  INPUT_BYTES,
  OFFSET,
  ORIGINAL,
  PAYLOAD,
  PAYLOAD_END,
  PAYLOAD_LENGTH,
  POSITION,
  READ_APPS,
  SECOND_BYTES,
  SEQ,
  SOURCE_MAC,
  SRC,
  SRC_PORT,
  TAKEN,
  TAKEN_BYTES,
  TARGET_MAC,
  TCP_FLAGS,
  TIME_US,
  TRANSPORT,
  VERSION,
  VLAN,
  WIRE_END,
} = places;
const { FrameKind } = decoders;

/** The least bytes of a packet that begins a flow: a header of pcap and one of IP, rounded down. */
const LEAST_BYTES = 32;

/** What somebody outside of the core must see. */
export interface Watched {
  /** Added to every packet's time, µs. */
  readonly shiftUs: number;
  readonly everyPacket: boolean;
  /** By application: who reads its datagrams. */
  readonly readers: readonly AppReader[];
  readonly hints: DatagramHints;
}

/** Lets the core read runs of records, and shows what it hands over. */
export class RecordReader {
  /** Packets and bytes on the wire that the core has added to flows. */
  get packets(): number {
    return this.store.frameDoubles[TAKEN] as number;
  }

  get bytes(): number {
    return this.store.frameDoubles[TAKEN_BYTES] as number;
  }

  /** Address in the core's memory of the run's first byte. */
  private origin = 0;
  private readonly everyPacket: number;
  private watchesBegins = false;
  private to = 0;

  constructor(
    private readonly store: FlowStore,
    { shiftUs, everyPacket, readers, hints }: Watched,
  ) {
    const { core, bytes } = store;
    core.setShift(shiftUs);
    this.everyPacket = everyPacket ? 1 : 0;
    core.setWatching(this.everyPacket, 0);
    bytes.set(readers, READ_APPS);
    bytes.set(hints.first, FIRST_BYTES);
    bytes.set(hints.second, SECOND_BYTES);
    core.setLengthAt(hints.lengthAt);
  }

  /** Whether each packet that begins a flow is handed over. */
  watch(begins: boolean): void {
    if (begins === this.watchesBegins) return;
    this.watchesBegins = begins;
    this.store.core.setWatching(this.everyPacket, begins ? 1 : 0);
  }

  /** Where a capture may be read to so that nothing is copied. Valid until it is asked for again. */
  input(): Uint8Array {
    this.store.core.reserve(INPUT_BYTES / LEAST_BYTES);
    return this.store.bytes.subarray(INPUT, INPUT + INPUT_BYTES);
  }

  /** Begins with what is left of the run. False when nothing of it can be read here. */
  open(run: RecordRun): boolean {
    const { buffer, pos, end, bigEndian, nanoseconds, recordHeader, linktype } = run;
    const { bytes, core } = this.store;
    if (end - pos < recordHeader) return false;
    const inPlace = buffer.buffer === bytes.buffer;
    this.to = inPlace ? end : Math.min(end, pos + COPY_BYTES);
    this.origin = inPlace ? buffer.byteOffset : COPY - pos;
    if (!inPlace) bytes.set(buffer.subarray(pos, this.to), COPY);
    core.openRun(
      this.origin + pos,
      this.origin + this.to,
      bigEndian ? 1 : 0,
      nanoseconds ? 1 : 0,
      recordHeader,
      linktype,
    );
    return true;
  }

  /** `Handover` of the next packet that the core does not see to alone; `from` ≤ time of those that it does < `border`, µs. */
  next(from: number, border: number): number {
    return this.store.core.next(from, border);
  }

  /** The core has read what it was given: says so in the run. True when there is more to be read. */
  readOn(run: RecordRun): boolean {
    const pos = (this.store.frame[POSITION] as number) - this.origin;
    const advanced = pos > run.pos;
    run.pos = pos;
    return advanced && this.to < run.end;
  }

  /** Of the packet that was handed over: base of its flow; where its bytes begin, how many there are, captured and on the wire; its time. */
  get flow(): number {
    return this.store.frame[FLOW] as number;
  }

  get offset(): number {
    return this.store.frame[OFFSET] as number;
  }

  get captured(): number {
    return this.store.frame[CAPTURED] as number;
  }

  get original(): number {
    return this.store.frameDoubles[ORIGINAL] as number;
  }

  get us(): number {
    return this.store.frameDoubles[TIME_US] as number;
  }

  /** What the core has decoded of it. */
  show(packet: Packet): void {
    const { bytes, frame, frameDoubles } = this.store;
    if (packet.bytes !== bytes) packet.use(bytes);
    packet.kind = FrameKind.IP;
    packet.vlan = frame[VLAN] as number;
    packet.sourceMac = frame[SOURCE_MAC] as number;
    packet.targetMac = frame[TARGET_MAC] as number;
    packet.macDepth = 0;
    packet.version = frame[VERSION] as number;
    packet.src = frame[SRC] as number;
    packet.dst = frame[DST] as number;
    packet.proto = frame[FRAME_PROTO] as number;
    packet.transport = frame[TRANSPORT] as number;
    packet.srcPort = frame[SRC_PORT] as number;
    packet.dstPort = frame[DST_PORT] as number;
    packet.payload = frame[PAYLOAD] as number;
    packet.payloadEnd = frame[PAYLOAD_END] as number;
    packet.payloadLength = frameDoubles[PAYLOAD_LENGTH] as number;
    packet.tcpFlags = frame[TCP_FLAGS] as number;
    packet.seq = frame[SEQ] as number;
    packet.ack = frame[ACK] as number;
    packet.fragment = false;
    packet.depth = 0;
    packet.wireEnd = frameDoubles[WIRE_END] as number;
  }
}
