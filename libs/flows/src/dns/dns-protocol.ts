import { DnsReader, looksLikeDnsOverTcp, looksLikeDnsQuery } from '@wireledger/decoders';
import type { Core } from '../core';
import { DistinctSet } from '../distinct-set';
import type { FlowView } from '../protocols/flow-view';
import type { DatagramProtocol, Protocol, ProtocolContext, StreamProtocol } from '../protocols/protocol';
import type { TrafficSampler } from '../traffic-sampler';
import { DnsRecorder, type DnsService } from './dns-recorder';
import { DnsStreamReader } from './dns-stream-reader';
import { DnsTracker, MAX_QUESTIONS } from './dns-tracker';

const MAX_DISTINCT = 8_388_608;

/** What of the summary's figures is about DNS, mDNS and LLMNR. */
export interface DnsFigures {
  /** Messages. */
  readonly dns_queries: number;
  readonly dns_responses: number;
  /** Distinct question names. */
  readonly dns_names: number;
}

/** DNS (UDP and TCP), mDNS and LLMNR: messages → figures and transactions. */
class Dns implements Protocol {
  readonly stream: StreamProtocol;
  readonly datagram: DatagramProtocol;
  private queries = 0;
  private responses = 0;
  /** Those that the core has not read. */
  private readonly names = new DistinctSet(MAX_DISTINCT);
  private readonly reader = new DnsReader();

  constructor(
    private readonly core: Core,
    private readonly flow: FlowView,
    private readonly sampler: TrafficSampler | null,
    private readonly tracker: DnsTracker | null,
  ) {
    const direction = new DnsStreamReader((bytes, start, end) => this.message(bytes, start, end));
    const readers = { client: direction, server: direction };
    this.stream = {
      apps: ['dns'],
      claims: looksLikeDnsOverTcp,
      onlyUnknown: true,
      open: () => readers,
    };
    this.datagram = {
      apps: ['dns', 'mdns', 'llmnr'],
      claims: looksLikeDnsQuery,
      onlyUnknown: true,
      countsAlone: tracker === null && sampler === null ? 'dns' : undefined,
      datagram: (bytes, start, end) => {
        this.message(bytes, start, end);
        return true;
      },
    };
  }

  get figures(): DnsFigures & Record<string, number> {
    const { core, names } = this;
    const twice = core.distinctNames() === 0 ? 0 : names.countOf((high, low) => core.hasName(high, low) !== 0);
    return {
      dns_queries: this.queries + core.dnsQueries(),
      dns_responses: this.responses + core.dnsResponses(),
      dns_names: core.distinctNames() + names.count - twice,
    };
  }

  get evicted(): number {
    return this.tracker?.evicted ?? 0;
  }

  expire(second: number): void {
    this.tracker?.expire(second);
  }

  finish(second: number): void {
    this.tracker?.finish(second);
  }

  private message(bytes: Uint8Array, start: number, end: number): void {
    const { names, reader, sampler, flow } = this;
    if (!reader.read(bytes, start, end)) return;
    if (reader.isResponse) this.responses++;
    else {
      this.queries++;
      if (sampler) {
        sampler.query(flow.iface, flow.appIndex);
        sampler.askers.add(flow.senderKey());
      }
    }
    if (reader.questions > 0) names.add(reader.hashHigh, reader.hashLow);
    if (reader.questions > 1) {
      for (let asked = 1; asked < MAX_QUESTIONS && reader.next(); asked++) names.add(reader.hashHigh, reader.hashLow);
      reader.read(bytes, start, end);
    }
    this.tracker?.message(reader, flow, flow.app as DnsService, end - start);
  }
}

export const dnsProtocol = ({ core, cutter, sampler, flow }: ProtocolContext): Protocol =>
  new Dns(core, flow, sampler, cutter && new DnsTracker(new DnsRecorder(cutter)));
