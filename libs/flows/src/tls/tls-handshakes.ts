import * as decoders from '@wireledger/decoders';
import type { Certificate, ServerHello } from '@wireledger/decoders';
import type { FlowView } from '../protocols/flow-view';
import type { TlsFigures } from './tls-figures';
import type { TlsHandshake, TlsRecorder, TlsTransport } from './tls-recorder';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { ClientHelloReader, ClientOffers, hidesCertificates, ja3s, readCertificateMessage, readServerHello } = decoders;
const { TlsMessage } = decoders;

/** Seconds after which a handshake is recorded as far as it went. */
const PATIENCE_S = 10;
/** Handshakes under way at once; beyond it the oldest is recorded early. */
const MAX_PENDING = 32_768;
const SECOND = 1_000_000;

/** What carries the messages of a connection. */
export interface TlsCarrier {
  readonly transport: TlsTransport;
  /** 0 over TCP. */
  readonly quicVersion: number;
}

export const OVER_TCP: TlsCarrier = { transport: 'tcp', quicVersion: 0 };

/** Joins the handshake messages of a flow into one record a handshake. Who is the client is told by the messages, not by the flow. */
export class TlsHandshakes {
  /** By flow, in the order in which they began, which is the order in which they are given up. */
  private readonly pending = new Map<number, TlsHandshake>();
  private readonly reader = new ClientHelloReader();
  private readonly offers = new ClientOffers();

  constructor(
    private readonly flow: FlowView,
    private readonly figures: TlsFigures,
    private readonly recorder: TlsRecorder | null,
    private readonly most = MAX_PENDING,
  ) {}

  /** Takes a message that the sender of the context's bytes has sent. @returns true when the handshake is recorded: nothing more of it is wanted */
  message(carrier: TlsCarrier, type: number, bytes: Uint8Array, start: number, end: number): boolean {
    switch (type) {
      case TlsMessage.CLIENT_HELLO: {
        if (this.reader.read(bytes, start, end, carrier.transport === 'dtls')) this.clientHello(carrier);
        return false;
      }
      case TlsMessage.SERVER_HELLO: {
        const hello = readServerHello(bytes, start, end);
        return hello !== null && this.serverHello(carrier, hello);
      }
      case TlsMessage.HELLO_VERIFY_REQUEST:
        this.askedAgain();
        return false;
      case TlsMessage.CERTIFICATE:
        return this.fromServer() && this.end(readCertificateMessage(bytes, start, end));
      case TlsMessage.SERVER_HELLO_DONE:
        return this.fromServer() && this.end(null);
      default:
        return false;
    }
  }

  /** Nothing more comes from the server's side of the flow: its handshake is recorded as it is. */
  serverOver(): void {
    this.end(null);
  }

  /** Records what is due in `second`. */
  expire(second: number): void {
    for (const [flow, handshake] of this.pending) {
      if (handshake.due > second) return;
      this.record(flow, handshake, null, second);
    }
  }

  /** Records everything. */
  finish(second: number): void {
    for (const [flow, handshake] of this.pending) this.record(flow, handshake, null, second);
  }

  private clientHello(carrier: TlsCarrier): void {
    const { reader, flow } = this;
    // JA3 is made of TLS; of DTLS only JA4 is defined.
    const client = carrier.transport === 'dtls' ? '' : reader.ja3();
    if (client !== '') this.figures.clientHello(client, reader.newServerName());
    if (!this.recorder) return;
    const offer = this.offers.of(reader, carrier.transport);
    let handshake = this.pending.get(flow.flow);
    // A new handshake where the last one was answered; else the second ClientHello of one.
    if (handshake && handshake.cipher >= 0 && !handshake.retried) {
      this.end(null);
      handshake = undefined;
    }
    handshake ??= this.begin(carrier, true);
    handshake.last = Math.max(handshake.last, flow.us);
    if (++handshake.hellos > 1) {
      handshake.ja3Retry = client;
      handshake.ja4Retry = offer.ja4;
      return;
    }
    handshake.serverName = reader.serverName();
    handshake.serverNameRaw = reader.serverNameRaw();
    handshake.versionOffered = offer.version;
    handshake.alpnOffered = offer.alpn;
    handshake.ja3 = client;
    handshake.ja4 = offer.ja4;
  }

  private serverHello(carrier: TlsCarrier, hello: ServerHello): boolean {
    const server = carrier.transport === 'dtls' ? '' : ja3s(hello);
    if (server !== '') this.figures.serverHello(server);
    const isLast = !hello.retry && hidesCertificates(hello.version);
    if (!this.recorder) return isLast;
    const { flow } = this;
    const handshake = this.pending.get(flow.flow) ?? this.begin(carrier, false);
    handshake.last = Math.max(handshake.last, flow.us);
    if (hello.retry) handshake.retried = true;
    if (handshake.latency < 0 && handshake.hellos > 0) handshake.latency = Math.max(0, flow.us - handshake.time);
    handshake.version = hello.version;
    handshake.cipher = hello.cipher;
    handshake.alpn = hello.alpn;
    handshake.ja3s = server;
    return isLast && this.end(null);
  }

  /** The server wants the same hello with a cookie. */
  private askedAgain(): void {
    const { flow } = this;
    const handshake = this.pending.get(flow.flow);
    if (!handshake) return;
    handshake.last = Math.max(handshake.last, flow.us);
    handshake.retried = true;
    if (handshake.latency < 0) handshake.latency = Math.max(0, flow.us - handshake.time);
  }

  /** True when the context's bytes come from the server of the pending handshake. */
  private fromServer(): boolean {
    const handshake = this.pending.get(this.flow.flow);
    return handshake !== undefined && handshake.cipher >= 0 && handshake.serverPort === this.flow.senderPort;
  }

  private begin({ transport, quicVersion }: TlsCarrier, fromClient: boolean): TlsHandshake {
    const { flow, pending } = this;
    if (pending.size >= this.most) this.recordOldest();
    const { flow: ordinal, us, senderPort, receiverPort } = flow;
    const handshake: TlsHandshake = {
      flow: ordinal,
      time: us,
      last: us,
      due: flow.second + PATIENCE_S + 1,
      client: fromClient ? flow.sender() : flow.receiver(),
      server: fromClient ? flow.receiver() : flow.sender(),
      clientPort: fromClient ? senderPort : receiverPort,
      serverPort: fromClient ? receiverPort : senderPort,
      proto: flow.proto,
      transport,
      quicVersion,
      hellos: 0,
      retried: false,
      latency: -1,
      serverName: '',
      serverNameRaw: '',
      versionOffered: 0,
      version: 0,
      cipher: -1,
      alpnOffered: [],
      alpn: '',
      ja3: '',
      ja4: '',
      ja3s: '',
      ja3Retry: '',
      ja4Retry: '',
    };
    pending.set(ordinal, handshake);
    return handshake;
  }

  private end(certificate: Certificate | null): true {
    const { flow } = this.flow;
    const handshake = this.pending.get(flow);
    if (handshake) this.record(flow, handshake, certificate, this.flow.second);
    return true;
  }

  private recordOldest(): void {
    for (const [flow, handshake] of this.pending) return this.record(flow, handshake, null, this.flow.second);
  }

  private record(flow: number, handshake: TlsHandshake, certificate: Certificate | null, second: number): void {
    this.pending.delete(flow);
    this.recorder?.write(handshake, certificate, second * SECOND);
  }
}
