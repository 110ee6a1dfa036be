import { APPS, type App } from '@wireledger/events/telemetry';
import { addressText } from '../addresses';
import * as layout from '../flow-layout';
import type { FlowStore } from '../flow-store';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { A0, B0, Bit, FLAGS, KEY_V6, LAST_F, MISC, ORDINAL, ORIGIN, PORTS, PROTO } = layout;

/**
 * The flow, packet and direction that a protocol is being handed bytes of. One object for all: it says where we are now, so what outlives the call is copied
 * out. Client = originator. Addresses are made into text when asked for.
 */
export class FlowView {
  /** Time of the packet that brought the bytes, µs since 1970 UTC. When several packets were needed, of the last; at a flow's end, of its last packet. */
  us = 0;
  /** Virtual second (s since 1970): what records are stamped with (`at`). */
  second = 0;
  /** Interface of that packet; at a flow's end, of its first packet. */
  iface = 0;
  /** Who sent the bytes: 0 = A, 1 = B. */
  private side: 0 | 1 = 0;
  private base = 0;

  constructor(private readonly store: FlowStore) {}

  /** Points at bytes that `side` of the flow at `base` has sent. */
  use(base: number, side: 0 | 1): void {
    this.base = base;
    this.side = side;
  }

  /** What the flow at `base` has left is read without a packet that brings it: as of its last one, on the flow's own interface. */
  lookBack(base: number): void {
    this.us = this.store.doubles[(base >> 1) + LAST_F] as number;
    this.iface = (this.store.words[base + ORIGIN] as number) & 0xffff;
  }

  /** The flow's ordinal in its source, from 1. */
  get flow(): number {
    return this.word(ORDINAL) >>> 0;
  }

  /** IP protocol number. */
  get proto(): number {
    return this.word(PROTO) & 0xff;
  }

  /** True when the originator sent the bytes. */
  get fromClient(): boolean {
    return this.side === this.clientSide;
  }

  get clientPort(): number {
    return this.portOf(this.clientSide);
  }

  get serverPort(): number {
    return this.portOf(this.clientSide === 0 ? 1 : 0);
  }

  get senderPort(): number {
    return this.portOf(this.side);
  }

  get receiverPort(): number {
    return this.portOf(this.side === 0 ? 1 : 0);
  }

  client(): string {
    return addressText(this.store, this.base, this.clientSide);
  }

  server(): string {
    return addressText(this.store, this.base, this.clientSide === 0 ? 1 : 0);
  }

  sender(): string {
    return addressText(this.store, this.base, this.side);
  }

  receiver(): string {
    return addressText(this.store, this.base, this.side === 0 ? 1 : 0);
  }

  /** The sender's address as counters key it: a number for IPv4, which costs nothing to make. */
  senderKey(): number | string {
    if (this.word(PROTO) & KEY_V6) return this.sender();
    return this.word(this.side === 0 ? A0 : B0);
  }

  /** Index of the flow's application in `APPS`. */
  get appIndex(): number {
    return (this.word(FLAGS) >>> 16) & 0xff;
  }

  get app(): App {
    return APPS[this.appIndex] as App;
  }

  /** From the flow's next record on it is labelled so (index in `APPS`); `evidence` = bits of `MISC` that say what tells it. */
  label(app: number, evidence: number): void {
    const { words } = this.store;
    words[this.base + FLAGS] = (this.word(FLAGS) & 0xffff) | (app << 16);
    words[this.base + MISC] = this.word(MISC) | evidence;
  }

  /** Something of the flow's bytes could not be read or kept: its next record says so. */
  incomplete(): void {
    this.store.words[this.base + MISC] = this.word(MISC) | Bit.INCOMPLETE;
  }

  private get clientSide(): 0 | 1 {
    return this.word(MISC) & Bit.ORIGINATOR_B ? 1 : 0;
  }

  private portOf(side: 0 | 1): number {
    const ports = this.word(PORTS);
    return side === 0 ? ports >>> 16 : ports & 0xffff;
  }

  private word(offset: number): number {
    return this.store.words[this.base + offset] as number;
  }
}
