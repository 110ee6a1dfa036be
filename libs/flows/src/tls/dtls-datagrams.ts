import { DtlsHandshake } from '@wireledger/decoders';
import type { FlowView } from '../protocols/flow-view';
import type { HeldBytes } from './held-bytes';
import type { TlsCarrier, TlsHandshakes } from './tls-handshakes';

/** Associations whose handshake is under way at once; beyond it the oldest is given up. */
const MAX_ASSOCIATIONS = 8192;
/** Datagrams looked at of one flow: a handshake in small fragments, some of them sent again, needs a few dozen. */
const MAX_DATAGRAMS = 128;

const OVER_UDP: TlsCarrier = { transport: 'dtls', quicVersion: 0 };

interface Association {
  /** Of A's and of B's datagrams. */
  readonly sides: readonly [DtlsHandshake, DtlsHandshake];
  datagrams: number;
  kept: number;
}

/** Handshakes of DTLS over UDP: those of a flow until the server has said what it says in clear. */
export class DtlsDatagrams {
  /** By flow, in the order in which they began. */
  private readonly associations = new Map<number, Association>();

  constructor(
    private readonly flow: FlowView,
    private readonly handshakes: TlsHandshakes,
    private readonly held: HeldBytes,
    private readonly most = MAX_ASSOCIATIONS,
  ) {}

  /** Takes a datagram of the context's flow. False = no more of this flow is wanted. */
  datagram(bytes: Uint8Array, start: number, end: number): boolean {
    const { flow, associations } = this;
    const ordinal = flow.flow;
    let association = associations.get(ordinal);
    if (!association) {
      if (associations.size >= this.most) this.forgetOldest();
      association = { sides: [new DtlsHandshake(), new DtlsHandshake()], datagrams: 0, kept: 0 };
      associations.set(ordinal, association);
    }
    const { sides } = association;
    let recorded = false;
    sides[flow.fromClient ? 0 : 1].datagram(bytes, start, end, (type, body, from, to) => {
      if (this.handshakes.message(OVER_UDP, type, body, from, to)) recorded = true;
    });
    const held = sides[0].held + sides[1].held;
    const fits = this.held.change(held - association.kept);
    association.kept = held;
    const over = recorded || !fits || (sides[0].closed && sides[1].closed);
    if (!over && ++association.datagrams < MAX_DATAGRAMS) return true;
    this.forget(ordinal, association);
    return false;
  }

  private forget(ordinal: number, association: Association): void {
    this.held.change(-association.kept);
    this.associations.delete(ordinal);
  }

  private forgetOldest(): void {
    for (const [ordinal, association] of this.associations) return this.forget(ordinal, association);
  }
}
