import { QuicHandshake, type QuicSide } from '@wireledger/decoders';
import type { FlowView } from '../protocols/flow-view';
import type { HeldBytes } from './held-bytes';
import type { TlsHandshakes, TlsCarrier } from './tls-handshakes';

/** Connections whose handshake is under way at once; beyond it the oldest is given up. */
const MAX_CONNECTIONS = 8192;
/** Datagrams looked at of one flow: a handshake needs a few. */
const MAX_DATAGRAMS = 64;
/** Datagrams opened in one virtual second: opening costs some 0.2 ms, and anybody can send what looks like a handshake. */
const MAX_A_SECOND = 4096;
const LONG_HEADER = 0x80;

interface Connection {
  readonly handshake: QuicHandshake;
  datagrams: number;
  kept: number;
}

/** TLS handshakes in the Initial packets of QUIC connections: those of a flow until the server has answered. */
export class QuicDatagrams {
  /** By flow, in the order in which they began. */
  private readonly connections = new Map<number, Connection>();
  private second = -1;
  private opened = 0;

  constructor(
    private readonly flow: FlowView,
    private readonly handshakes: TlsHandshakes,
    private readonly held: HeldBytes,
    private readonly most = MAX_CONNECTIONS,
  ) {}

  /** Takes a datagram of the context's flow. False = no more of this flow is wanted. */
  datagram(bytes: Uint8Array, start: number, end: number): boolean {
    const { flow, connections } = this;
    const ordinal = flow.flow;
    let connection = connections.get(ordinal);
    if (!connection) {
      // A connection that begins with a short header was under way before the capture: its keys are secret.
      if (((bytes[start] as number) & LONG_HEADER) === 0) return false;
      if (connections.size >= this.most) this.forgetOldest();
      connection = { handshake: new QuicHandshake(), datagrams: 0, kept: 0 };
      connections.set(ordinal, connection);
    }
    if (!this.affordable()) return true;
    const { handshake } = connection;
    let recorded = false;
    handshake.datagram(bytes, start, end, flow.fromClient ? 0 : 1, (_sender: QuicSide, type, body, from, to) => {
      const carrier: TlsCarrier = { transport: 'quic', quicVersion: handshake.version };
      if (this.handshakes.message(carrier, type, body, from, to)) recorded = true;
    });
    const fits = this.held.change(handshake.held - connection.kept);
    connection.kept = handshake.held;
    if (!recorded && fits && !handshake.closed && ++connection.datagrams < MAX_DATAGRAMS) return true;
    this.forget(ordinal, connection);
    return false;
  }

  /** False when enough was opened in this second; what comes then is not looked at. */
  private affordable(): boolean {
    const { second } = this.flow;
    if (second !== this.second) {
      this.second = second;
      this.opened = 0;
    }
    return ++this.opened <= MAX_A_SECOND;
  }

  private forget(ordinal: number, connection: Connection): void {
    this.held.change(-connection.kept);
    this.connections.delete(ordinal);
  }

  private forgetOldest(): void {
    for (const [ordinal, connection] of this.connections) return this.forget(ordinal, connection);
  }
}
