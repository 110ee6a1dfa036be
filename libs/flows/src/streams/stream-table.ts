import * as decoders from '@wireledger/decoders';
import type { Packet } from '@wireledger/decoders';
import * as layout from '../flow-layout';
import type { FlowStore } from '../flow-store';
import type { FlowView } from '../protocols/flow-view';
import type { CountedStream } from '../protocols/protocol';
import { DirectionStream, type StreamTotals } from './direction-stream';
import type { ConnectionReader } from './stream-reader';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { Bit, MISC, NEXT_SEQ, RARE_FIRST, RARE_SAID, RARE_SKIP } = layout;
const { TcpFlag } = decoders;

/** What `MISC` says of a connection that is read. */
const STATE = Bit.HOLE | Bit.DONE_A | Bit.DONE_B;

export interface StreamLimits {
  /** Connections read at once; beyond it reading the one that began first ends. */
  readonly connections: number;
  /** Bytes kept for all of them. */
  readonly bytes: number;
}
export const DEFAULT_STREAM_LIMITS: StreamLimits = { connections: 32_768, bytes: 33_554_432 };

/** A connection that is read. */
class Connection {
  /** Of A and of B. */
  readonly streams: readonly [DirectionStream, DirectionStream];
  /** First sequence number of A and of B where a SYN told it. */
  readonly first: [number | null, number | null] = [null, null];

  constructor(totals: StreamTotals) {
    this.streams = [new DirectionStream(totals), new DirectionStream(totals)];
  }
}

/**
 * Reassembles the TCP connections that some protocol reads; all others cost one look at a bit. `READ` in a flow's `MISC` says that it is here, `HOLE` that
 * segments wait for an earlier one, `DONE_A` and `DONE_B` that a direction's packets need not come here. Bounded: for want of room reading of the connection that began first ends, its flow goes on.
 */
export class StreamTable {
  readonly totals: StreamTotals = { kept: 0, gaps: 0, missing: 0, overruns: 0 };
  /** Connections of which reading ended for want of room. */
  evicted = 0;
  /** By base of the flow, in the order in which they began. */
  private readonly connections = new Map<number, Connection>();
  /** Such as are over, to be used again: what lives for a while costs more to throw away than to make. Never more than were read at once. */
  private readonly spare: Connection[] = [];

  constructor(
    private readonly store: FlowStore,
    private readonly view: FlowView,
    private readonly limits: StreamLimits,
  ) {}

  /** Connections read now. */
  get open(): number {
    return this.connections.size;
  }

  /** Reading of the flow at `base` begins with a packet of `side` whose stream is due to go on at `expected`. */
  begin(base: number, reader: ConnectionReader, side: 0 | 1, expected: number): void {
    const { words } = this.store;
    const misc = words[base + MISC] as number;
    const clientSide = misc & Bit.ORIGINATOR_B ? 1 : 0;
    if (this.connections.size >= this.limits.connections) this.evict();
    const connection = this.spare.pop() ?? new Connection(this.totals);
    const { streams, first } = connection;
    streams[0].open(clientSide === 0 ? reader.client : reader.server);
    streams[1].open(clientSide === 0 ? reader.server : reader.client);
    const other = side === 0 ? 1 : 0;
    const known = (misc & (other === 0 ? Bit.SEQ_A : Bit.SEQ_B)) !== 0;
    const theirs = words[base + NEXT_SEQ + other] as number;
    streams[side].startAt(expected);
    if (known) streams[other].startAt(theirs);
    first[side] = expected;
    first[other] = known ? theirs : null;
    this.connections.set(base, connection);
    words[base + MISC] = misc | Bit.READ;
  }

  /**
   * Goes on with the connection of the flow at `base`, of which the core has read what lies before the packet of `side` that has come: the sender's stream was due to
   * go on at `expected`.
   */
  goOn(base: number, counted: CountedStream | undefined, side: 0 | 1, expected: number): void {
    if (!counted) return;
    const { words, rare } = this.store;
    const r = base >> 1;
    const misc = words[base + MISC] as number;
    const [client, server] = misc & Bit.ORIGINATOR_B ? [1, 0] : [0, 1];
    const reader = counted.goOn(rare[r + RARE_SAID + client] as number, rare[r + RARE_SAID + server] as number);
    if (this.connections.size >= this.limits.connections) this.evict();
    const connection = this.spare.pop() ?? new Connection(this.totals);
    for (const who of [0, 1] as const) {
      const isDone = (misc & (who === 0 ? Bit.DONE_A : Bit.DONE_B)) !== 0;
      const stream = connection.streams[who];
      stream.open(isDone ? null : who === client ? reader.client : reader.server);
      stream.startAt(who === side ? expected : (words[base + NEXT_SEQ + who] as number), rare[r + RARE_SKIP + who]);
      connection.first[who] = rare[r + RARE_FIRST + who] as number;
    }
    this.connections.set(base, connection);
    words[base + MISC] = (misc & ~Bit.COUNTED) | Bit.READ;
  }

  /** Takes a packet of a flow that is read: one with payload, with FIN or RST, or any while `HOLE` is set; of a direction that is `DONE` else only RST and SYN. */
  packet(base: number, side: 0 | 1, packet: Packet): void {
    const connection = this.connections.get(base);
    if (!connection) return;
    const flags = packet.tcpFlags;
    if (flags & TcpFlag.RST) return this.close(base);
    const amiss = this.amiss();
    let { seq } = packet;
    if (flags & TcpFlag.SYN) {
      seq = (seq + 1) | 0;
      const first = connection.first[side];
      if (first !== null && first !== seq) return this.again(base);
    }
    const other = side === 0 ? 1 : 0;
    const { words } = this.store;
    if ((words[base + MISC] as number) & Bit.HOLE && flags & TcpFlag.ACK) {
      this.view.use(base, other);
      connection.streams[other].acknowledged(packet.ack);
    }
    const stream = connection.streams[side];
    if (!stream.isOver) {
      this.view.use(base, side);
      const { payload, payloadEnd, payloadLength } = packet;
      if (payloadLength > 0)
        stream.segment(seq, packet.bytes, payload, payloadEnd, payloadLength - (payloadEnd - payload));
      if (flags & TcpFlag.FIN) stream.fin((seq + payloadLength) | 0);
    }
    if (this.amiss() !== amiss) this.mark(base);
    this.settle(base, connection);
    while (this.totals.kept > this.limits.bytes && this.connections.size > 0) this.evict();
  }

  /** The flow at `base` ends, or its connection was reset: both directions are over. */
  close(base: number): void {
    const connection = this.connections.get(base);
    if (!connection) return;
    this.forget(base);
    const amiss = this.amiss();
    const [a, b] = connection.streams;
    this.view.use(base, 0);
    a.finish();
    this.view.use(base, 1);
    b.finish();
    this.spare.push(connection);
    if (this.amiss() !== amiss) this.mark(base);
  }

  /** The five-tuple is used anew without an end of the old connection: the next payload begins a new one. */
  private again(base: number): void {
    this.close(base);
    const { words } = this.store;
    words[base + MISC] = (words[base + MISC] as number) & ~Bit.LABELLED;
  }

  private evict(): void {
    for (const base of this.connections.keys()) {
      this.evicted++;
      this.mark(base);
      this.view.lookBack(base);
      return this.close(base);
    }
  }

  /** Grows with everything of a direction that no reader had. */
  private amiss(): number {
    return this.totals.gaps + this.totals.overruns;
  }

  private mark(base: number): void {
    const { words } = this.store;
    words[base + MISC] = (words[base + MISC] as number) | Bit.INCOMPLETE;
  }

  private settle(base: number, connection: Connection): void {
    const [a, b] = connection.streams;
    if (a.isOver && b.isOver) {
      this.forget(base);
      this.spare.push(connection);
      return;
    }
    const { words } = this.store;
    const misc = words[base + MISC] as number;
    words[base + MISC] =
      (misc & ~STATE) | (a.isOver ? Bit.DONE_A : 0) | (b.isOver ? Bit.DONE_B : 0) | (a.waits || b.waits ? Bit.HOLE : 0);
  }

  private forget(base: number): void {
    this.connections.delete(base);
    const { words } = this.store;
    words[base + MISC] = (words[base + MISC] as number) & ~(Bit.READ | STATE);
  }
}
