import type { Packet } from '@wireledger/decoders';
import { ArpRecorder } from './arp/arp-recorder';
import { ArpTracker } from './arp/arp-tracker';
import type { BatchCutter } from './batch-cutter';
import { EchoRecorder } from './icmp/echo-recorder';
import { EchoTracker } from './icmp/echo-tracker';
import type { FlowView } from './protocols/flow-view';

/** Facts of the layers below datagrams and streams, which no `Protocol` reads: bindings of addresses, and echoes. Gathered by virtual second. */
export class NetworkFacts {
  private readonly bindings: ArpTracker;
  private readonly echoes: EchoTracker;

  constructor(cutter: BatchCutter) {
    this.bindings = new ArpTracker(new ArpRecorder(cutter));
    this.echoes = new EchoTracker(new EchoRecorder(cutter));
  }

  /** A frame of kind ARP. */
  arp(packet: Packet, iface: number, us: number, second: number): void {
    this.bindings.message(packet, iface, us, second);
  }

  /** The first packet of one direction of a flow. */
  firstOfSide(packet: Packet, iface: number, us: number, second: number): void {
    this.bindings.traffic(packet, iface, us, second);
  }

  /** An ICMP or ICMPv6 packet of `flow`, which points at its sender; a fragmented one when it is whole. */
  icmp(packet: Packet, flow: FlowView): void {
    this.echoes.packet(packet, flow);
  }

  /** A virtual second is over and `second` begins, or the capture ends in it. */
  flush(second: number): void {
    this.bindings.flush(second);
    this.echoes.flush(second);
  }
}
