import type { App } from '@wireledger/events';
import { isInside } from '../network/inside';
import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../wire/frames';

/** One side of a flow. */
export interface Party {
  readonly address: string;
  readonly port: number;
}

/**
 * A flow as the generator means it: originator and responder are known beforehand. The connection state follows from the flags that were really
 * sent (a simulation may end in the middle), in the words of Zeek's `conn_state`.
 */
export class FlowTruth {
  packets = 0;
  /** Whether bytes towards that side count as incoming. */
  readonly originatorInside: boolean;
  readonly responderInside: boolean;
  private originatorSyn = false;
  private responderSyn = false;
  private originatorFin = false;
  private responderFin = false;
  private reset: '' | 'originator' | 'responder' = '';
  private originatorPackets = 0;
  private responderPackets = 0;

  constructor(
    /** 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6 */
    readonly proto: 1 | 6 | 17 | 58,
    readonly originator: Party,
    readonly responder: Party,
    readonly app: App,
  ) {
    this.originatorInside = isInside(originator.address);
    this.responderInside = isInside(responder.address);
  }

  /** Equal for both directions and for a later flow with the same addresses and ports. */
  get fiveTuple(): string {
    const { originator: a, responder: b } = this;
    return `${this.proto} ${[`${a.address}|${a.port}`, `${b.address}|${b.port}`].sort().join(' ')}`;
  }

  /** Counts a packet. @param flags TCP flags, 0 otherwise */
  note(fromOriginator: boolean, flags: number): void {
    this.packets++;
    if (fromOriginator) this.originatorPackets++;
    else this.responderPackets++;
    if (this.proto !== 6) return;
    if (flags & TCP_RST) this.reset = fromOriginator ? 'originator' : 'responder';
    if (flags & TCP_SYN && fromOriginator) this.originatorSyn = true;
    if (flags & TCP_SYN && flags & TCP_ACK && !fromOriginator) this.responderSyn = true;
    if (flags & TCP_FIN && fromOriginator) this.originatorFin = true;
    if (flags & TCP_FIN && !fromOriginator) this.responderFin = true;
  }

  /** After the packets noted so far; '' before the first. ICMP is always OTH. */
  get state(): string {
    if (this.packets === 0) return '';
    if (this.proto === 17) return this.udpState();
    return this.proto === 6 ? this.tcpState() : 'OTH';
  }

  private udpState(): string {
    if (this.originatorPackets === 0) return 'SHR';
    return this.responderPackets === 0 ? 'S0' : 'SF';
  }

  private tcpState(): string {
    const established = this.originatorSyn && this.responderSyn;
    if (this.reset === 'responder') {
      if (this.originatorSyn && !this.responderSyn) return 'REJ';
      return this.originatorSyn ? 'RSTR' : 'RSTRH';
    }
    if (this.reset === 'originator') return this.responderSyn ? 'RSTO' : 'RSTOS0';
    if (!this.originatorSyn) return this.responderSyn && this.responderFin ? 'SHR' : 'OTH';
    if (!established) return this.originatorFin ? 'SH' : 'S0';
    if (this.originatorFin && this.responderFin) return 'SF';
    if (this.originatorFin) return 'S2';
    return this.responderFin ? 'S3' : 'S1';
  }
}
