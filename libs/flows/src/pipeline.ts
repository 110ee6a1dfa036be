import * as decoders from '@wireledger/decoders';
import { decodeFrame, isDecoded, Packet, type RecordRun } from '@wireledger/decoders';
import { frameAddress } from './addresses';
import { AnnouncedFlows } from './announced/announced-flows';
import * as apps from './app-ports';
import { BatchCutter } from './batch-cutter';
import * as layout from './flow-layout';
import { EvictionRecorder } from './eviction-recorder';
import { FlowRecorder } from './flow-recorder';
import { FlowStore } from './flow-store';
import { flowTimeouts } from './flow-timeouts';
import { FlowTracker } from './flow-tracker';
import type { Datagram } from './fragments/datagram';
import { FragmentTable } from './fragments/fragment-table';
import { FragmentedDatagrams } from './fragments/fragmented-datagrams';
import { NetworkFacts } from './network-facts';
import type { PipelineCounters, PipelineOptions, ProtocolFigures } from './pipeline-options';
import { FirstPayload } from './protocols/first-payload';
import { FlowView } from './protocols/flow-view';
import { Protocols } from './protocols/protocols';
import { RecordReader } from './record-reader';
import { RecordedCounters } from './recorded-counters';
import { DEFAULT_STREAM_LIMITS, StreamTable } from './streams/stream-table';
import { TrafficSampler } from './traffic-sampler';
import { TupleCounts } from './tuple-counts';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { Bit, FLAGS, MISC, PACKETS } = layout;
const { FrameKind, IpProto, TcpFlag } = decoders;
const { appId, ARP, OTHER } = apps;

const SECOND = 1_000_000;
/** Times beyond this do not fit into whole µs of a double (the year 2255). */
const MAX_US = Number.MAX_SAFE_INTEGER;
/** After a packet virtual time goes on for so long before it jumps to the next one. */
const STEP_S = 330;
/** In silence one empty sample each so many seconds says how far time has come. */
const EMPTY_SAMPLE_S = 10;
const MAX_FLOWS = 1_048_576;
const SYN_OR_ACK = TcpFlag.SYN | TcpFlag.ACK;
const LABELLED: number = Bit.LABELLED;
const READ_OR_LABELLED = Bit.READ | LABELLED;
const FIN_OR_RST = TcpFlag.FIN | TcpFlag.RST;
const SYN_OR_RST = TcpFlag.SYN | TcpFlag.RST;

/** Packets in, batches of facts out. Deterministic: the same packets and options give the same batches, whoever calls `tick` meanwhile. */
export class Pipeline {
  readonly cut: number;
  protected packets = 0;
  protected bytes = 0;
  private undecoded = 0;
  /** Null when nobody wants to know how many there were. */
  protected readonly tuples: TupleCounts | null;
  protected readonly frame = new Packet();
  protected readonly fragments: FragmentTable = new FragmentTable((datagram) =>
    this.pieces.incomplete(datagram, this.second),
  );
  private readonly announced = new AnnouncedFlows();
  private readonly view: FlowView;
  protected readonly protocols: Protocols;
  private readonly streams: StreamTable;
  private readonly first: FirstPayload;
  protected readonly flows: FlowTracker;
  protected readonly store: FlowStore;
  protected readonly cutter: BatchCutter;
  protected readonly sampler: TrafficSampler | null;
  protected readonly evictions: EvictionRecorder | null;
  protected readonly network: NetworkFacts | null;
  private readonly reader: RecordReader;
  private readonly pieces: FragmentedDatagrams;
  private readonly shiftUs: number;
  /** Virtual second (since 1970), and where the next one begins; -1 before the first packet. */
  protected second = -1;
  protected borderUs = -Infinity;
  protected packetSecond = 0;
  protected finished = false;

  constructor(options: PipelineOptions) {
    this.cut = options.cut;
    this.shiftUs = options.shiftUs ?? 0;
    this.cutter = new BatchCutter({
      onBatch: options.onBatch,
      digest: options.digest === true,
      maxRecords: options.maxRecords,
    });
    const records = options.onBatch !== undefined || options.digest === true;
    this.store = new FlowStore(options.maxFlows ?? MAX_FLOWS);
    this.tuples = options.counts === false ? null : new TupleCounts(this.store.core);
    const recorded = new RecordedCounters();
    const recorder = records ? new FlowRecorder(this.cutter, this.store, recorded) : null;
    this.network = records ? new NetworkFacts(this.cutter) : null;
    this.sampler = records ? new TrafficSampler(this.cutter) : null;
    this.view = new FlowView(this.store);
    const { announced, sampler, view } = this;
    this.protocols = new Protocols({
      cutter: records ? this.cutter : null,
      sampler,
      flow: view,
      announced,
      core: this.store.core,
    });
    this.streams = new StreamTable(this.store, this.view, DEFAULT_STREAM_LIMITS);
    this.first = new FirstPayload(this.store, this.protocols, this.streams, this.view);
    this.flows = new FlowTracker(this.store, recorded, recorder, flowTimeouts(options.timeouts));
    this.evictions = records ? this.evictionRecorder() : null;
    this.flows.readers = { ended: (base) => this.readingEnds(base), told: (...of) => this.protocols.told(...of) };
    this.reader = this.recordReader();
    this.pieces = new FragmentedDatagrams(this.fragments, this.flows, view, {
      begin: (base, side, whole) => this.first.whole(base, side, whole),
      datagram: (base, whole) => this.datagram(base, whole),
      segment: (base, side, whole) => this.streams.packet(base, side, whole),
      icmp: (whole) => this.network?.icmp(whole, view),
    });
  }

  private recordReader(): RecordReader {
    return new RecordReader(this.store, this.protocols, this.shiftUs, {
      border: () => this.borderUs,
      awaits: () => this.announced.size > 0,
      took: () => void (this.packetSecond = this.second),
      arrive: (us) => this.arrive(Math.floor(us / SECOND)),
      packet: (...of) => this.packet(...of),
      met: (base, us, original) => {
        this.reader.show(this.frame);
        this.flows.met();
        this.met(base, us, original, 0, null, true);
      },
    });
  }

  private evictionRecorder(): EvictionRecorder {
    return new EvictionRecorder(this.cutter, {
      flow: () => this.flows.evicted,
      stream: () => this.streams.evicted,
      fragment: () => this.fragments.evicted,
      lookup: () => this.protocols.evicted(),
    });
  }

  get counters(): PipelineCounters {
    return {
      ...(this.protocols.figures() as unknown as ProtocolFigures),
      packets: this.packets + this.reader.packets,
      bytes: this.bytes + this.reader.bytes,
      flows_tcp: this.tuples?.tcp ?? 0,
      flows_udp: this.tuples?.udp ?? 0,
      flows_icmp: this.tuples?.icmp ?? 0,
      flows: this.flows.begun,
      flow_records: this.flows.records,
      evicted: this.flows.evicted,
      undecoded: this.undecoded,
    };
  }

  /** The last packet as it was decoded, until the next one comes; not to be changed. */
  get decoded(): Packet {
    return this.frame;
  }

  /** SHA-256 over all records so far, independent of where batches were cut. @throws when `digest` was not asked for */
  digest(): string {
    return this.cutter.digestValue();
  }

  /**
   * Takes one packet: `captured` bytes at `offset` of `buffer` (`original` on the wire), its time in µs since 1970 UTC, link type and interface.
   * Batches that become due are handed out before it returns.
   */
  packet(
    buffer: Uint8Array,
    offset: number,
    captured: number,
    original: number,
    timeUs: number,
    linktype: number,
    iface: number,
  ): void {
    let us = timeUs;
    // Without a shift the number goes on as it came: adding even 0 would make a new one.
    if (this.shiftUs !== 0) us += this.shiftUs;
    let invalid = false;
    if (!(us >= 0 && us <= MAX_US)) {
      us = us > MAX_US ? MAX_US : 0;
      invalid = true;
    }
    if (us >= this.borderUs) this.arrive(Math.floor(us / SECOND));
    this.packetSecond = this.second;
    this.packets++;
    this.bytes += original;
    const { frame } = this;
    decodeFrame(frame, buffer, offset, captured, original, linktype);
    const { kind } = frame;
    if (kind === FrameKind.IP || kind === FrameKind.LATER_FRAGMENT) this.ip(us, original, iface, invalid);
    else {
      this.sampler?.packet(iface, kind === FrameKind.ARP ? ARP : OTHER, original, true);
      if (kind === FrameKind.ARP) this.network?.arp(frame, iface, us, this.second);
      if (!isDecoded(linktype)) this.undecoded++;
    }
  }

  /** Where a capture's bytes may be read to, asked before each read: what lies there is not copied when it comes to `records`. */
  input(): Uint8Array {
    return this.reader.input();
  }

  /** Takes records of a classic pcap file as `packet` would take them one by one; leaves in the run what is cut or damaged. */
  records(run: RecordRun): void {
    this.reader.read(run);
  }

  /** The wall clock has reached `virtualUs` without a packet: seconds passed on the way end. Never goes beyond what packets would do. */
  tick(virtualUs: number): void {
    if (this.second < 0 || this.finished) return;
    const target = Math.min(Math.floor(virtualUs / SECOND), this.packetSecond + STEP_S);
    while (this.second < target) this.step();
  }

  /** Frames that the capture lost on an interface since the last call. */
  dropped(iface: number, frames: number): void {
    this.sampler?.dropped(iface, frames);
  }

  /** The capture is over: running flows end, everything is handed out. */
  finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.fragments.finish();
    this.flows.finish();
    this.protocols.finish(Math.max(this.second, 0));
    this.network?.flush(Math.max(this.second, 0));
    if (this.second >= 0) {
      this.closeSample(this.second);
      this.evictions?.close(this.second);
    }
    this.cutter.cutAll();
  }

  private ip(us: number, original: number, iface: number, invalid: boolean): void {
    const { frame, flows, sampler } = this;
    let datagram: Datagram | null = null;
    if (frame.fragment) {
      datagram = this.fragments.take(frame, this.second);
      if (!this.fragments.isKnown(datagram, frame)) {
        datagram.countEarly(original, frame.payloadLength);
        sampler?.packet(iface, OTHER, original, true);
        return;
      }
    }
    const base = flows.packet(frame, us, original, iface, invalid);
    this.met(base, us, original, iface, datagram);
  }

  /** The packet in `frame` was added to the flow at `base`; `datagram`: that of which it is a fragment. `inCore`: the core has decoded it. */
  private met(
    base: number,
    us: number,
    original: number,
    iface: number,
    datagram: Datagram | null,
    inCore = false,
  ): void {
    const { frame, flows, store, sampler } = this;
    if (flows.isNew) this.begun(base);
    const { words } = store;
    if (words[base + PACKETS + flows.side] === 1) this.network?.firstOfSide(frame, iface, us, this.second);
    const payload = frame.payloadEnd - frame.payload;
    let app = ((words[base + FLAGS] as number) >>> 16) & 0xff;
    if ((words[base + MISC] as number) & Bit.COUNTED)
      this.streams.goOn(base, this.protocols.streams[app]?.counted, flows.side, flows.expected);
    if (payload > 0 && ((words[base + MISC] as number) & LABELLED) === 0) {
      this.look(base, us, iface);
      app = this.first.label(base, app, frame, flows, inCore);
    }
    if (sampler) {
      if (frame.proto === IpProto.TCP && (frame.tcpFlags & SYN_OR_ACK) === TcpFlag.SYN)
        sampler.synSources.add(this.senderKey());
      const bit = flows.side === 0 ? Bit.B_INSIDE : Bit.A_INSIDE;
      sampler.packet(iface, app, original, ((words[base + MISC] as number) & bit) !== 0);
    }
    if (datagram) this.fragment(datagram, base, us, iface);
    else if (frame.proto === IpProto.TCP) {
      const misc = words[base + MISC] as number;
      if (misc & Bit.READ && (frame.payloadLength > 0 || misc & Bit.HOLE || frame.tcpFlags & FIN_OR_RST)) {
        this.look(base, us, iface);
        const done: number = flows.side === 0 ? Bit.DONE_A : Bit.DONE_B;
        if ((misc & (done | Bit.HOLE)) !== done || frame.tcpFlags & SYN_OR_RST)
          this.streams.packet(base, flows.side, frame);
      }
    } else if (frame.proto === IpProto.UDP) {
      if (payload > 0) {
        this.look(base, us, iface);
        this.datagram(base, frame, inCore);
      }
    } else if (frame.proto === IpProto.ICMP || frame.proto === IpProto.ICMPV6) {
      if (payload > 0) flows.markQuoted(frame);
      this.look(base, us, iface);
      this.network?.icmp(frame, this.view);
    }
  }

  /** A fragment of a datagram of the flow at `base`; with the last of them the datagram is read. */
  private fragment(datagram: Datagram, base: number, us: number, iface: number): void {
    const whole = this.pieces.take(datagram, base, us, iface);
    if (!whole) return;
    this.look(base, us, iface);
    this.pieces.read(base, this.flows.side, datagram, whole);
  }

  private begun(base: number): void {
    if (this.announced.size === 0 || this.frame.proto !== IpProto.TCP) return;
    this.view.use(base, this.flows.side);
    const app = this.announced.take(this.view);
    if (!app) return;
    // What another connection said of it beats what its bytes look like: they are a file's.
    this.view.label(appId(app), Bit.LABELLED | Bit.APP_ANNOUNCED);
  }

  /** The payload of a UDP datagram of the flow that `view` shows; `inCore`: it lies in the core's memory. */
  private datagram(base: number, packet: Packet, inCore = false): void {
    const { words } = this.store;
    const protocol = this.protocols.datagrams[((words[base + FLAGS] as number) >>> 16) & 0xff];
    if (!protocol || ((words[base + MISC] as number) & READ_OR_LABELLED) !== LABELLED) return;
    if (inCore && protocol.countsAlone === 'dns' && this.store.core.countDns(packet.payload, packet.payloadEnd)) return;
    if (!protocol.datagram(packet.bytes, packet.payload, packet.payloadEnd))
      words[base + MISC] = (words[base + MISC] as number) | Bit.READ;
  }

  /** What is read now came with this packet. */
  private look(base: number, us: number, iface: number): void {
    const { view } = this;
    view.use(base, this.flows.side);
    view.us = us;
    view.second = this.second;
    view.iface = iface;
  }

  private readingEnds(base: number): void {
    this.view.lookBack(base);
    this.view.second = this.second;
    this.streams.close(base);
  }

  /** Sender of the packet as the sampler counts it. */
  protected senderKey(): number | string {
    const { frame } = this;
    return frame.version === 4 ? frame.view.getInt32(frame.src) : frameAddress(frame.bytes, 6, frame.src);
  }

  /** A packet of `target` second has come: time goes there, step by step, or jumps when the silence was long. */
  protected arrive(target: number): void {
    if (this.second < 0) {
      this.begin(target);
      return;
    }
    while (this.second < target) {
      if (this.second - this.packetSecond >= STEP_S) {
        const { cut } = this;
        if (Math.floor(this.second / cut) !== Math.floor(target / cut)) this.cutter.cutAll();
        this.begin(target);
        return;
      }
      this.step();
    }
  }

  /** The counts of a second that is over are written. False when there were no packets. */
  protected closeSample(second: number): boolean {
    const { sampler } = this;
    if (!sampler) return false;
    this.reader.takeSamples(sampler);
    return sampler.close(second);
  }

  private begin(second: number): void {
    this.flows.start(second);
    this.second = second;
    this.borderUs = (second + 1) * SECOND;
  }

  /** One virtual second ends. */
  protected step(): void {
    const ended = this.second;
    if (this.sampler && !this.closeSample(ended) && (ended - this.packetSecond) % EMPTY_SAMPLE_S === 0)
      this.sampler.writeEmpty(ended);
    this.evictions?.close(ended);
    this.second = ended + 1;
    this.borderUs = (this.second + 1) * SECOND;
    this.fragments.expire(this.second);
    this.flows.nextSecond();
    this.protocols.expire(this.second);
    this.announced.expire(this.second);
    this.network?.flush(this.second);
    if (this.second % this.cut === 0) this.cutter.cutAll();
  }
}
