import * as decoders from '@wireledger/decoders';
import { decodeReassembled, Packet } from '@wireledger/decoders';
import * as layout from '../flow-layout';
import type { FlowTracker } from '../flow-tracker';
import type { FlowView } from '../protocols/flow-view';
import type { Datagram } from './datagram';
import type { FragmentTable } from './fragment-table';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { Bit, MISC, ORDINAL } = layout;
const { IpProto } = decoders;

/** Who reads what was put together from fragments, as he reads packets. The view shows the flow and its side. */
export interface WholeReaders {
  /** A datagram of `side` is whole: its payload may be the first of the flow, of which its fragments had too little to tell. */
  begin(base: number, side: 0 | 1, whole: Packet): void;
  /** A UDP datagram with payload. */
  datagram(base: number, whole: Packet): void;
  /** A segment of a TCP connection that is read. */
  segment(base: number, side: 0 | 1, whole: Packet): void;
  icmp(whole: Packet): void;
}

/** Fragments of datagrams whose flow is known: counted there, and read once the datagram is whole. */
export class FragmentedDatagrams {
  private readonly whole = new Packet();

  constructor(
    private readonly table: FragmentTable,
    private readonly flows: FlowTracker,
    private readonly view: FlowView,
    private readonly readers: WholeReaders,
  ) {}

  /** A fragment of a datagram of the flow at `base` has come. Returns the datagram's bytes when it was the last that was missing. */
  take(datagram: Datagram, base: number, us: number, iface: number): Uint8Array | null {
    const { flows } = this;
    const { side, store } = flows;
    datagram.carrier ??= { base, ordinal: store.words[base + ORDINAL] as number, side, us, iface };
    const { packets, bytes, payload } = datagram.takeEarly();
    if (packets > 0) flows.addEarly(base, side, packets, bytes, payload);
    return this.table.takeWhole(datagram);
  }

  /** A datagram was given up with something missing: what there is of its beginning is read as if the capture had cut it. */
  incomplete(datagram: Datagram, second: number): void {
    const { view, flows } = this;
    const { carrier } = datagram;
    if (!carrier || datagram.proto !== IpProto.UDP) return;
    const { base, ordinal, side, us, iface } = carrier;
    if (flows.store.words[base + ORDINAL] !== ordinal) return;
    view.us = us;
    view.second = second;
    view.iface = iface;
    this.read(base, side, datagram, datagram.takeBeginning());
  }

  /** Reads the bytes of a datagram that `side` of the flow has sent. */
  read(base: number, side: 0 | 1, { proto, transport }: Datagram, bytes: Uint8Array): void {
    const { whole, view, flows, readers } = this;
    decodeReassembled(whole, bytes, transport, proto);
    view.use(base, side);
    readers.begin(base, side, whole);
    if (proto === IpProto.UDP && whole.payloadEnd > whole.payload) readers.datagram(base, whole);
    else if (proto === IpProto.TCP && (flows.store.words[base + MISC] as number) & Bit.READ)
      readers.segment(base, side, whole);
    else if (proto === IpProto.ICMP || proto === IpProto.ICMPV6) readers.icmp(whole);
  }
}
