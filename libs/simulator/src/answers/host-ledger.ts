import type { HostAnswer } from './answer-file';
import type { FlowTruth } from './flow-truth';
import { Tally, byCodeUnit } from './tally';

interface HostCounts {
  packetsSent: number;
  packetsReceived: number;
  bytesSent: number;
  bytesReceived: number;
  flowsAsOriginator: number;
  flowsAsResponder: number;
  dnsQueries: number;
  firstUs: number;
  lastUs: number;
  readonly peers: Set<string>;
}

/** What each address sent, received and asked. */
export class HostLedger {
  readonly talkers = new Tally();
  readonly responders = new Tally();
  private readonly hosts = new Map<string, HostCounts>();

  /** Counts one packet of a flow; `flow.packets` already includes it. */
  record(timeUs: number, bytes: number, flow: FlowTruth, fromOriginator: boolean): void {
    const originator = this.host(flow.originator.address, timeUs);
    const responder = this.host(flow.responder.address, timeUs);
    const [sender, receiver] = fromOriginator ? [originator, responder] : [responder, originator];
    sender.packetsSent++;
    sender.bytesSent += bytes;
    receiver.packetsReceived++;
    receiver.bytesReceived += bytes;
    if (flow.packets === 1) {
      originator.flowsAsOriginator++;
      responder.flowsAsResponder++;
      originator.peers.add(flow.responder.address);
      responder.peers.add(flow.originator.address);
    }
    this.talkers.add(flow.originator.address, bytes);
    if (!fromOriginator) this.responders.add(flow.responder.address, bytes);
  }

  asked(client: string, timeUs: number): void {
    this.host(client, timeUs).dnsQueries++;
  }

  answers(): HostAnswer[] {
    return [...this.hosts]
      .map(([address, { peers, ...counts }]) => ({ address, ...counts, peers: peers.size }))
      .sort(
        (a, b) => b.bytesSent + b.bytesReceived - a.bytesSent - a.bytesReceived || byCodeUnit(a.address, b.address),
      );
  }

  private host(address: string, timeUs: number): HostCounts {
    let host = this.hosts.get(address);
    if (!host) {
      const zeros = { packetsSent: 0, packetsReceived: 0, bytesSent: 0, bytesReceived: 0 };
      const none = { flowsAsOriginator: 0, flowsAsResponder: 0, dnsQueries: 0 };
      host = { ...zeros, ...none, firstUs: timeUs, lastUs: timeUs, peers: new Set() };
      this.hosts.set(address, host);
    }
    host.lastUs = timeUs;
    return host;
  }
}
