import { TCP_ACK, TCP_RST, TCP_SYN } from '../wire/frames';
import type { FlowAnswers } from './answer-file';
import type { FlowTruth } from './flow-truth';
import type { Says } from './says';
import { Tally } from './tally';

/** Flows, their five-tuples and their states. */
export class FlowLedger {
  readonly flowsByApp = new Tally();
  private tcp = 0;
  private udp = 0;
  private icmp = 0;
  private retransmissions = 0;
  private syns = 0;
  private resets = 0;
  private readonly tcpTuples = new Set<string>();
  private readonly udpTuples = new Set<string>();
  private readonly icmpPairs = new Set<string>();
  private readonly tcpStates = new Tally();
  private readonly udpStates = new Tally();

  /** Counts one packet, and tells the flow about it. */
  record(flow: FlowTruth, says: Says): void {
    const before = flow.state;
    flow.note(says.fromOriginator, says.flags);
    if (flow.packets === 1) this.opened(flow);
    if (flow.proto === 6) {
      this.tcpStates.move(before, flow.state);
      if (says.retransmission) this.retransmissions++;
      if (says.flags & TCP_SYN && !(says.flags & TCP_ACK)) this.syns++;
      if (says.flags & TCP_RST) this.resets++;
    } else if (flow.proto === 17) {
      this.udpStates.move(before, flow.state);
    }
  }

  answers(): FlowAnswers {
    return {
      tcp: this.tcp,
      udp: this.udp,
      icmp: this.icmp,
      fiveTuplesTcp: this.tcpTuples.size,
      fiveTuplesUdp: this.udpTuples.size,
      icmpPairs: this.icmpPairs.size,
      tcpStates: this.tcpStates.sorted(),
      udpStates: this.udpStates.sorted(),
      retransmissions: this.retransmissions,
      syns: this.syns,
      resets: this.resets,
    };
  }

  private opened(flow: FlowTruth): void {
    this.flowsByApp.add(flow.app);
    if (flow.proto === 6) {
      this.tcp++;
      this.tcpTuples.add(flow.fiveTuple);
    } else if (flow.proto === 17) {
      this.udp++;
      this.udpTuples.add(flow.fiveTuple);
    } else {
      this.icmp++;
      this.icmpPairs.add([flow.originator.address, flow.responder.address].sort().join(' '));
    }
  }
}
