import type { App } from '@wireledger/events';
import type { AttackTruth } from '../answers/attack-truth';
import { FlowTruth } from '../answers/flow-truth';
import type { Says } from '../answers/says';
import type { SentFrame } from '../frame';
import type { Random } from '../random';
import { TCP_ACK, TCP_FIN, TCP_PSH, TCP_RST, TCP_SYN, tcpFrame, type Endpoint } from '../wire/frames';

export type Side = 'client' | 'server';
/** What a segment may say beyond its flow. */
export type SegmentExtra = Partial<Pick<Says, 'http' | 'serverName' | 'retransmission'>>;

interface SideState {
  readonly endpoint: Endpoint;
  readonly port: number;
  /** Next sequence number to send. */
  next: number;
  ipId: number;
  /** Whether it has sent anything. */
  heard: boolean;
}

const NO_BYTES = new Uint8Array(0);
/** Maximum segment size 1460, SACK permitted, window scale 7 (RFC 7323, RFC 2018), padded with no-operations. */
const SYN_OPTIONS_V4 = Uint8Array.of(2, 4, 0x05, 0xb4, 4, 2, 1, 3, 3, 7, 1, 1);
/** The same with 1440: IPv6 headers are longer. */
const SYN_OPTIONS_V6 = Uint8Array.of(2, 4, 0x05, 0xa0, 4, 2, 1, 3, 3, 7, 1, 1);

/** A TCP connection's sequence numbers, and its segments as frames. The client is the originator. */
export class TcpLink {
  /** Bytes a segment may carry. */
  readonly segmentSize: number;
  private readonly flow: FlowTruth;
  private readonly sides: Readonly<Record<Side, SideState>>;

  constructor(
    client: { readonly endpoint: Endpoint; readonly port: number },
    server: { readonly endpoint: Endpoint; readonly port: number },
    app: App,
    random: Random,
    private readonly attack?: AttackTruth,
  ) {
    this.segmentSize = client.endpoint.ip.length === 16 ? 1440 : 1460;
    this.flow = new FlowTruth(
      6,
      { address: client.endpoint.address, port: client.port },
      { address: server.endpoint.address, port: server.port },
      app,
    );
    this.sides = {
      client: { ...client, next: random.uint32(), ipId: random.int(0, 0xffff), heard: false },
      server: { ...server, next: random.uint32(), ipId: random.int(0, 0xffff), heard: false },
    };
  }

  syn(timeUs: number): SentFrame {
    const sent = this.segment('client', timeUs, TCP_SYN, NO_BYTES);
    this.sides.client.next++;
    return sent;
  }

  /** The same SYN again: no answer came. */
  synAgain(timeUs: number): SentFrame {
    this.sides.client.next--;
    return this.syn(timeUs);
  }

  synAck(timeUs: number): SentFrame {
    const sent = this.segment('server', timeUs, TCP_SYN | TCP_ACK, NO_BYTES);
    this.sides.server.next++;
    return sent;
  }

  ack(from: Side, timeUs: number): SentFrame {
    return this.segment(from, timeUs, TCP_ACK, NO_BYTES);
  }

  /** New bytes, at most `segmentSize`. */
  data(from: Side, timeUs: number, bytes: Uint8Array, extra: SegmentExtra = {}): SentFrame {
    const sent = this.segment(from, timeUs, TCP_ACK | TCP_PSH, bytes, extra);
    this.sides[from].next += bytes.length;
    return sent;
  }

  /** The last `bytes` of that side once more. */
  dataAgain(from: Side, timeUs: number, bytes: Uint8Array): SentFrame {
    this.sides[from].next -= bytes.length;
    return this.data(from, timeUs, bytes, { retransmission: true });
  }

  fin(from: Side, timeUs: number): SentFrame {
    const sent = this.segment(from, timeUs, TCP_FIN | TCP_ACK, NO_BYTES);
    this.sides[from].next++;
    return sent;
  }

  /** Tears the connection down. Who resets an attempt never chose a sequence number, and sends 0 (RFC 9293 §3.5.2). */
  reset(from: Side, timeUs: number): SentFrame {
    if (!this.sides[from].heard) this.sides[from].next = 0;
    return this.segment(from, timeUs, TCP_RST | TCP_ACK, NO_BYTES);
  }

  private segment(from: Side, timeUs: number, flags: number, payload: Uint8Array, extra: SegmentExtra = {}): SentFrame {
    const sender = this.sides[from];
    const receiver = this.sides[from === 'client' ? 'server' : 'client'];
    sender.heard = true;
    const syn = (flags & TCP_SYN) !== 0;
    const header = {
      srcPort: sender.port,
      dstPort: receiver.port,
      seq: sender.next >>> 0,
      ack: flags & TCP_ACK ? receiver.next >>> 0 : 0,
      flags,
      window: flags & TCP_RST ? 0 : syn ? 64240 : 501,
      options: syn ? (sender.endpoint.ip.length === 16 ? SYN_OPTIONS_V6 : SYN_OPTIONS_V4) : NO_BYTES,
    };
    const bytes = tcpFrame(sender.endpoint, receiver.endpoint, header, payload, sender.ipId++);
    const { flow, attack } = this;
    const fromOriginator = from === 'client';
    const says = { flow, app: flow.app, fromOriginator, payload: payload.length, flags, ...extra, attack };
    return { timeUs: Math.floor(timeUs), bytes, says };
  }
}
