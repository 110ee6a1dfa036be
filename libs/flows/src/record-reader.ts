import * as decoders from '@wireledger/decoders';
import type { Packet, RecordRun } from '@wireledger/decoders';
import { APPS } from '@wireledger/events/telemetry';
import { HTTP, TLS } from './app-ports';
import * as places from './core-layout';
import type { FlowStore } from './flow-store';
import type { DatagramProtocol, StreamProtocol } from './protocols/protocol';
import type { Protocols } from './protocols/protocols';
import type { TrafficSampler } from './traffic-sampler';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const {
  ACK,
  AppReader,
  CAPTURED,
  COPY,
  COPY_BYTES,
  DST,
  DST_PORT,
  FIRST_BYTES,
  FLOW,
  FRAME_PROTO,
  Handover,
  INPUT,
  INPUT_BYTES,
  OFFSET,
  ORIGINAL,
  PAYLOAD,
  PAYLOAD_END,
  PAYLOAD_LENGTH,
  POSITION,
  READ_APPS,
  READ_STREAMS,
  SAMPLE_DOUBLES,
  SECOND_BYTES,
  SEQ,
  SOURCE_MAC,
  SRC,
  SRC_PORT,
  STREAM_HINTS,
  StreamReads,
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
const COUNTS = { dns: AppReader.DNS_COUNTS, dhcp: AppReader.DHCP_COUNTS, ntp: AppReader.NTP_COUNTS } as const;

/** The pipeline as far as the core hands over to it. */
export interface Outside {
  /** Where the running second ends, µs: a packet from then on is one for `arrive`. */
  border(): number;
  /** True while flows are awaited that somebody has announced: each that begins is then `met`. */
  awaits(): boolean;
  /** Packets of the running second were taken. */
  took(): void;
  /** The next packet comes at that time. */
  arrive(us: number): void;
  /** A packet that the core does not decode. */
  packet(...of: Parameters<PacketHandler>): void;
  /** One that it has added to the flow at `base`, and of which there is more to be read. */
  met(base: number, us: number, original: number): void;
}

type PacketHandler = (
  bytes: Uint8Array,
  offset: number,
  captured: number,
  original: number,
  timeUs: number,
  linktype: number,
  iface: number,
) => void;

/** Lets the core read runs of records, and hands over what it does not see to alone. */
export class RecordReader {
  /** Address in the core's memory of the run's first byte, and how far in the run it reads. */
  private origin = 0;
  private to = 0;
  private watchesBegins = false;

  constructor(
    private readonly store: FlowStore,
    { streams, streamHints, datagrams, hints }: Protocols,
    shiftUs: number,
    private readonly outside: Outside,
  ) {
    const { core, bytes } = store;
    core.setShift(shiftUs);
    core.setLengthAt(hints.lengthAt);
    const counted = (app: number): number => (streams[app]?.counted ? app : -1);
    core.setStreams(counted(HTTP), counted(TLS));
    bytes.set(streams.map(streamReadsOf), READ_STREAMS);
    bytes.set(streamHints, STREAM_HINTS);
    bytes.set(datagrams.map(readerOf), READ_APPS);
    bytes.set(hints.first, FIRST_BYTES);
    bytes.set(hints.second, SECOND_BYTES);
  }

  /** Packets and bytes on the wire that the core has added to flows. */
  get packets(): number {
    return this.store.frameDoubles[TAKEN] as number;
  }

  get bytes(): number {
    return this.store.frameDoubles[TAKEN_BYTES] as number;
  }

  /** Gives `sampler` the packets of the running second that only the core has seen. */
  takeSamples(sampler: TrafficSampler): void {
    const { samples } = this.store;
    for (let app = 0, at = 0; app < APPS.length; app++, at += SAMPLE_DOUBLES) {
      const packets = samples[at] as number;
      if (packets === 0) continue;
      sampler.add(0, app, packets, samples[at + 1] as number, true);
      sampler.add(0, app, 0, samples[at + 2] as number, false);
      samples.fill(0, at, at + SAMPLE_DOUBLES);
    }
  }

  /** Where a capture may be read to so that nothing is copied. When the memory grows this view is empty, and one that is asked for then shows the same bytes. */
  input(): Uint8Array {
    return this.store.bytes.subarray(INPUT, INPUT + INPUT_BYTES);
  }

  /** Takes the whole records of the run; leaves in it what is cut or damaged. */
  read(run: RecordRun): void {
    while (run.end - run.pos >= run.recordHeader) {
      this.open(run);
      this.readAll(run.linktype);
      const pos = (this.store.frame[POSITION] as number) - this.origin;
      const stuck = pos === run.pos;
      run.taken += this.store.core.takenRecords();
      run.pos = pos;
      if (stuck || this.to === run.end) return;
    }
  }

  /** Puts what is left of the run, or as much as there is room for, where the core can read it. */
  private open({ buffer, pos, end, bigEndian, nanoseconds, recordHeader, linktype }: RecordRun): void {
    const { bytes, core } = this.store;
    const inPlace = buffer.buffer === bytes.buffer;
    this.to = inPlace ? end : Math.min(end, pos + COPY_BYTES);
    this.origin = inPlace ? buffer.byteOffset : COPY - pos;
    if (!inPlace) bytes.set(buffer.subarray(pos, this.to), COPY);
    const [big, nanos] = [bigEndian ? 1 : 0, nanoseconds ? 1 : 0];
    core.openRun(this.origin + pos, this.origin + this.to, big, nanos, recordHeader, linktype);
  }

  private readAll(linktype: number): void {
    const { outside, store } = this;
    for (;;) {
      this.watch(outside.awaits());
      const { packets } = this;
      const why = store.core.next(outside.border());
      if (this.packets > packets) outside.took();
      if (why === Handover.READ) return;
      const { frame, frameDoubles } = store;
      const us = frameDoubles[TIME_US] as number;
      const original = frameDoubles[ORIGINAL] as number;
      if (why === Handover.SECOND) outside.arrive(us);
      else if (why === Handover.MET) outside.met(frame[FLOW] as number, us, original);
      else outside.packet(store.bytes, frame[OFFSET] as number, frame[CAPTURED] as number, original, us, linktype, 0);
    }
  }

  /** Whether each packet that begins a flow is handed over. */
  private watch(begins: boolean): void {
    if (begins === this.watchesBegins) return;
    this.watchesBegins = begins;
    this.store.core.setWatching(begins ? 1 : 0);
  }

  /** What the core has decoded of a packet that is met. */
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

function streamReadsOf(protocol: StreamProtocol | null): number {
  if (!protocol || protocol.isNamed) return StreamReads.NOBODY;
  return protocol.counted ? StreamReads.COUNTED : StreamReads.PROTOCOL;
}

function readerOf(protocol: DatagramProtocol | null): number {
  if (!protocol) return AppReader.NOBODY;
  if (protocol.longHeaders) return AppReader.LONG_HEADERS;
  return protocol.countsAlone ? COUNTS[protocol.countsAlone] : AppReader.PROTOCOL;
}
