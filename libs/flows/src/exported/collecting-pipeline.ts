import * as decoders from '@wireledger/decoders';
import {
  type ExportedFlow,
  type Exporter,
  FlowExports,
  readSflow,
  SampledPacket,
  SflowHeader,
} from '@wireledger/decoders';

import * as layout from '../flow-layout';
import { Pipeline } from '../pipeline';
import type { PipelineOptions } from '../pipeline-options';
import { type ExporterState, ExportRecorder } from './export-recorder';
import { ExportedFlows, MOST_RATE } from './exported-flows';
import { FieldRecorder } from './field-recorder';
import { type SflowAgent, SflowAgents } from './sflow-agents';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { Bit, BYTES_F, FLAGS, MISC, ORDINAL, PACKETS, PAYLOAD_F } = layout;
const { ExportProtocol, FrameKind } = decoders;

const SECOND = 1_000_000;
/** Flow times that lie so far from the moment when they came cannot be right: the exporter's clock is wrong. */
const AHEAD_US = 3_600_000_000;
const BEHIND_US = 30 * 86_400_000_000;
const PROTOCOLS = {
  [ExportProtocol.NETFLOW5]: 'netflow5',
  [ExportProtocol.NETFLOW9]: 'netflow9',
  [ExportProtocol.IPFIX]: 'ipfix',
} as const;

/** To so much samples stretch a flow: packets that are counted one by one still have room after it. */
const STRETCHED_PACKETS = 2 ** 30;
const STRETCHED_BYTES = 2 ** 47;

/** What came from exporters. */
export interface CollectorCounters {
  /** Datagrams of exporters, and those that are no export of a kind that is known. */
  datagrams: number;
  refused: number;
  /** Flow records and sampled packets. */
  records: number;
}

/**
 * A pipeline whose input are datagrams of exporters: NetFlow v5, v9, IPFIX, sFlow v5. Their flows become the same facts as those of packets; virtual time is
 * that in which datagrams come, the times of flows are those that exporters say. Sampled packets go through the decoders as captured ones do.
 */
export class CollectingPipeline extends Pipeline {
  readonly collected: CollectorCounters = { datagrams: 0, refused: 0, records: 0 };
  private readonly exports: FlowExports;
  private readonly told: ExportedFlows;
  private readonly fields: FieldRecorder | null;
  private readonly recorder: ExportRecorder | null;
  private readonly sflow = new SflowHeader();
  private readonly sampled = new SampledPacket();
  private readonly agents: SflowAgents;
  private ordinals = 0;
  private nowUs = 0;
  private heard = false;

  constructor(options: PipelineOptions) {
    super(options);
    const records = options.onBatch !== undefined || options.digest === true;
    this.fields = records ? new FieldRecorder(this.cutter) : null;
    this.recorder = records ? new ExportRecorder(this.cutter) : null;
    this.told = new ExportedFlows(this.flows);
    const next = () => this.ordinals++;
    this.exports = new FlowExports({ flow: (flow, exporter) => this.exported(flow, exporter) }, this.fields, next);
    this.agents = new SflowAgents(next);
  }

  /**
   * Takes the payload `[start, end)` of a datagram that came from `sender` at `us` (µs since 1970 UTC). Returns whether it is an export.
   */
  exportDatagram(bytes: Uint8Array, start: number, end: number, sender: string, us: number): boolean {
    if (us >= this.borderUs) this.arrive(Math.floor(us / SECOND));
    this.packetSecond = this.second;
    this.nowUs = us;
    const isExport =
      this.exports.datagram(bytes, start, end, sender, us) !== null || this.samples(bytes, start, end, sender, us);
    if (isExport) {
      this.collected.datagrams++;
      this.heard = true;
    } else this.collected.refused++;
    return isExport;
  }

  override finish(): void {
    if (!this.finished && this.second >= 0) {
      this.exports.finish();
      this.recorder?.close(this.second, this.states(), true);
    }
    super.finish();
  }

  protected override step(): void {
    if (this.heard) {
      this.recorder?.close(this.second, this.states());
      this.heard = false;
    }
    super.step();
  }

  private exported(flow: ExportedFlow, exporter: Exporter): void {
    const { told, nowUs } = this;
    const invalid = flow.lastUs > nowUs + AHEAD_US || flow.firstUs < nowUs - BEHIND_US;
    if (invalid) {
      flow.firstUs = nowUs;
      flow.lastUs = nowUs;
    }
    this.collected.records++;
    const there = flow.packets > 0 || flow.octets > 0;
    if (there) this.add(flow, exporter, false, invalid);
    if (flow.backPackets > 0 || flow.backOctets > 0) this.add(flow, exporter, true, invalid);
    this.fields?.write(
      flow,
      (this.store.words[told.base + ORDINAL] as number) >>> 0,
      exporter.address,
      this.second * SECOND,
    );
  }

  private add(flow: ExportedFlow, exporter: Exporter, back: boolean, invalid: boolean): void {
    const { told, sampler, store } = this;
    told.add(flow, exporter.ordinal, back, invalid);
    this.through(told.packets, told.bytes);
    if (!sampler) return;
    const app = ((store.words[told.base + FLAGS] as number) >>> 16) & 0xff;
    const bit = told.side === 0 ? Bit.B_INSIDE : Bit.A_INSIDE;
    const inwards = ((store.words[told.base + MISC] as number) & bit) !== 0;
    sampler.add(exporter.ordinal, app, told.packets, told.bytes, inwards);
  }

  private samples(bytes: Uint8Array, start: number, end: number, sender: string, us: number): boolean {
    const { sflow, sampled } = this;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let agent: SflowAgent | null = null;
    const give = () => {
      agent ??= this.agents.heard(sflow, bytes, sender, us);
      agent.rate = sampled.rate;
      this.sample(bytes, agent, us);
    };
    if (!readSflow(sflow, view, start, end, sampled, give)) return false;
    agent ??= this.agents.heard(sflow, bytes, sender, us);
    agent.packets += sflow.packets;
    agent.others += sflow.counters + sflow.others;
    if (sflow.damaged) agent.damaged++;
    return true;
  }

  /** One packet that stands for `rate`. */
  private sample(bytes: Uint8Array, { ordinal }: SflowAgent, us: number): void {
    const { start, end, original, linktype, rate } = this.sampled;
    const { flows, frame, sampler, store } = this;
    this.collected.records++;
    this.packet(bytes, start, end - start, original, us, linktype, ordinal);
    const others = Math.min(rate, MOST_RATE) - 1;
    if (others === 0) return;
    this.through(others, others * original);
    if (frame.kind !== FrameKind.IP || frame.fragment) return;
    const base = flows.find();
    if (base < 0) return;
    this.stretch(base, others, original, frame.payloadLength);
    if (!sampler) return;
    const { words } = store;
    const app = ((words[base + FLAGS] as number) >>> 16) & 0xff;
    const bit = flows.side === 0 ? Bit.B_INSIDE : Bit.A_INSIDE;
    sampler.add(ordinal, app, others, others * original, ((words[base + MISC] as number) & bit) !== 0);
  }

  /** Adds `others` more packets like the last one to its flow, as far as its counters go. */
  private stretch(base: number, others: number, original: number, payload: number): void {
    const { flows, store } = this;
    const { words, doubles } = store;
    const room = (at: number) => Math.max(0, STRETCHED_BYTES - (doubles[(base >> 1) + at + flows.side] as number));
    const packets = Math.min(others, Math.max(0, STRETCHED_PACKETS - (words[base + PACKETS + flows.side] as number)));
    const bytes = Math.min(others * original, room(BYTES_F));
    flows.addEarly(base, flows.side, packets, bytes, Math.min(others * payload, room(PAYLOAD_F)));
    words[base + MISC] = (words[base + MISC] as number) | Bit.SAMPLED;
  }

  /** Counts what went through, as far as whole numbers go. */
  private through(packets: number, bytes: number): void {
    this.packets = Math.min(this.packets + packets, Number.MAX_SAFE_INTEGER);
    this.bytes = Math.min(this.bytes + bytes, Number.MAX_SAFE_INTEGER);
  }

  private *states(): Generator<ExporterState> {
    for (const exporter of this.exports.all()) yield stateOf(exporter);
    for (const agent of this.agents.all()) yield agentState(agent);
  }
}

function stateOf({
  ordinal,
  address,
  protocol,
  domain,
  seenUs,
  clockUs,
  applied: sampling,
  figures,
  waiting,
}: Exporter): ExporterState {
  const { datagrams, flows, others, lost, unknown, damaged } = figures;
  return {
    ...{ ordinal, address, protocol: PROTOCOLS[protocol], domain, seenUs, datagrams, flows, others, sampling, lost },
    ...{ held: waiting, unknown, damaged, clockUs: clockUs - seenUs },
  };
}

function agentState({
  ordinal,
  address,
  subAgent,
  seenUs,
  datagrams,
  packets,
  others,
  rate,
  lost,
  damaged,
}: SflowAgent): ExporterState {
  return {
    ...{ ordinal, address, protocol: 'sflow5', domain: subAgent, seenUs, datagrams, flows: packets, others },
    ...{ sampling: rate, lost, held: 0, unknown: 0, damaged, clockUs: 0 },
  };
}
