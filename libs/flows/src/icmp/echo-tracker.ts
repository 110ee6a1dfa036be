import * as decoders from '@wireledger/decoders';
import { echoKind, type Packet } from '@wireledger/decoders';
import { byteHash } from '../byte-hash';
import type { FlowView } from '../protocols/flow-view';
import { EchoMemory } from './echo-memory';
import { EchoSide, type EchoRecorder, type EchoSecond } from './echo-recorder';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { EchoKind } = decoders;

const SECOND = 1_000_000;
/** Conversations gathered within a second; with more they are written before it is over. */
const MAX_GATHERED = 1024;
/** Sides kept for later. */
const MAX_FREE = 256;

/** Echo messages of a second, gathered by flow and identifier. */
export class EchoTracker {
  private readonly memory = new EchoMemory();
  /** By flow, identifier and who asks, in the order of their first message. */
  private readonly gathered = new Map<number, EchoSecond>();
  /** Sides of seconds that were written, to be used again: each has counters of 1 KiB. */
  private readonly free: EchoSide[] = [];

  constructor(private readonly recorder: EchoRecorder) {}

  /** Takes an ICMP packet that the current sender of `flow` has sent. Other messages than echoes are passed over. */
  packet(packet: Packet, flow: FlowView): void {
    const kind = echoKind(packet);
    if (kind === EchoKind.NONE) return;
    const { bytes, view, payload, payloadEnd, payloadLength, fragment, moreFragments } = packet;
    const request = kind === EchoKind.REQUEST;
    const id = view.getUint16(payload - 4);
    const asker = flow.fromClient === request ? 0 : 1;
    const echoes = this.secondOf(flow, id, asker, request);
    const direction = request ? echoes.requests : echoes.replies;
    direction.add(payloadLength);
    direction.histogram.add(bytes, payload, payloadEnd);
    // What was captured in part cannot be compared.
    if ((fragment && moreFragments) || payloadEnd - payload < payloadLength) return;
    const number = (id << 16) | view.getUint16(payload - 2);
    const first = Math.imul(Math.imul(flow.flow, 0x9e3779b1) ^ number, 0x85ebca77);
    const place = first ^ (first >>> 15);
    const other = Math.imul(Math.imul(flow.flow, 2) + asker, 0xc2b2ae3d) ^ number;
    const data = byteHash(bytes, payload, payloadEnd);
    if (request) this.memory.remember(place, other, data, payloadLength);
    else {
      const mirrors = this.memory.compare(place, other, data, payloadLength);
      if (mirrors === true) echoes.mirrored++;
      else if (mirrors === false) echoes.altered++;
    }
  }

  /** A virtual second is over and `second` begins, or the capture ends in it: what was gathered is written. */
  flush(second: number): void {
    if (this.gathered.size === 0) return;
    for (const echoes of this.gathered.values()) {
      this.recorder.write(echoes, second * SECOND);
      this.release(echoes.requests);
      this.release(echoes.replies);
    }
    this.gathered.clear();
  }

  private release(side: EchoSide): void {
    if (this.free.length >= MAX_FREE) return;
    side.clear();
    this.free.push(side);
  }

  private secondOf(flow: FlowView, id: number, asker: 0 | 1, request: boolean): EchoSecond {
    const { us, second } = flow;
    const key = flow.flow * 131_072 + id * 2 + asker;
    const known = this.gathered.get(key);
    if (known) {
      known.time = Math.min(known.time, us);
      known.last = Math.max(known.last, us);
      return known;
    }
    if (this.gathered.size >= MAX_GATHERED) this.flush(second);
    const echoes: EchoSecond = {
      flow: flow.flow,
      client: request ? flow.sender() : flow.receiver(),
      server: request ? flow.receiver() : flow.sender(),
      proto: flow.proto,
      id,
      requests: this.free.pop() ?? new EchoSide(),
      replies: this.free.pop() ?? new EchoSide(),
      time: us,
      last: us,
      mirrored: 0,
      altered: 0,
    };
    this.gathered.set(key, echoes);
    return echoes;
  }
}
