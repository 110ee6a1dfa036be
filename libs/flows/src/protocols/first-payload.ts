import * as decoders from '@wireledger/decoders';
import { isStun, type Packet } from '@wireledger/decoders';
import * as layout from '../flow-layout';
import type { FlowStore } from '../flow-store';
import type { FlowTracker } from '../flow-tracker';
import type { StreamTable } from '../streams/stream-table';
import type { FlowView } from './flow-view';
import type { Protocols } from './protocols';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { Bit, FLAGS, MISC, NEXT_SEQ } = layout;
const { IpProto } = decoders;

/** The first payload of a flow labels it by what it says, and finds who reads it. */
export class FirstPayload {
  constructor(
    private readonly store: FlowStore,
    private readonly protocols: Protocols,
    private readonly streams: StreamTable,
    private readonly view: FlowView,
  ) {}

  /**
   * Looks at the payload of `frame`, the packet that `flows` has added to the flow at `base`, which `view` shows and which is labelled `app` by its ports.
   * Returns the label. `inCore`: the core has decoded the packet.
   */
  label(
    base: number,
    app: number,
    frame: Packet,
    { side, expected }: Pick<FlowTracker, 'side' | 'expected'>,
    inCore: boolean,
  ): number {
    const { protocols, streams } = this;
    const { words, core } = this.store;
    const tcp = frame.proto === IpProto.TCP;
    // STUN opens the way for something else on the same ports (RFC 7983): that is asked for what it is.
    if (!tcp && isStun(frame.bytes, frame.payload, frame.payloadEnd)) return app;
    words[base + MISC] = (words[base + MISC] as number) | Bit.LABELLED;
    if (!tcp && frame.proto !== IpProto.UDP) return app;
    const told = tcp ? protocols.streamLabel(frame, app) : protocols.datagramLabel(frame, app);
    if (told >= 0) this.view.label((app = told), Bit.APP_CONTENT);
    const protocol = tcp ? protocols.streams[app] : null;
    if (inCore && protocol?.counted && core.beginCounted(base)) return app;
    const reader = protocol?.open();
    if (reader) streams.begin(base, reader, side, expected);
    return app;
  }

  /**
   * A datagram of `side` that was put together labels its flow when nothing did before: of fragments of the least size the first has the transport header alone, and the
   * others have no payload by themselves.
   */
  whole(base: number, side: 0 | 1, whole: Packet): void {
    const { words } = this.store;
    const misc = words[base + MISC] as number;
    if (whole.payloadEnd <= whole.payload || misc & Bit.LABELLED) return;
    const known = (misc & (side === 0 ? Bit.SEQ_A : Bit.SEQ_B)) !== 0;
    const expected = known ? (words[base + NEXT_SEQ + side] as number) : whole.seq;
    this.label(base, ((words[base + FLAGS] as number) >>> 16) & 0xff, whole, { side, expected }, false);
  }
}
