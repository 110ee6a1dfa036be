import { beginsQuicVersion, isDtlsHello, isQuicInitial, looksLikeTls, serverNameText } from '@wireledger/decoders';
import { SERVER_NAME_TOLD } from '../core-layout';
import type { DatagramProtocol, Protocol, ProtocolContext, StreamProtocol } from '../protocols/protocol';
import { DtlsDatagrams } from './dtls-datagrams';
import { HeldBytes } from './held-bytes';
import { QuicDatagrams } from './quic-datagrams';
import { TlsFigures, type TlsSummary } from './tls-figures';
import { OVER_TCP, TlsHandshakes } from './tls-handshakes';
import { TlsRecorder } from './tls-recorder';
import { TlsStreams } from './tls-stream-reader';

/** Bytes kept of unfinished handshakes, over TCP, in QUIC and over UDP each. */
const MAX_HELD = 16_777_216;
/** First bytes: both upper bits of a long header (RFC 9000 §17.2), the content type (RFC 6347 §4.1, RFC 8446 §5.1). */
const QUIC_LONG_HEADER = 0xc0;
const HANDSHAKE = 22;
/** First byte of the versions of DTLS, which count down. */
const DTLS_MAJOR = 0xfe;

/** TLS over TCP and in QUIC, and DTLS: handshakes in clear → figures and records. */
class Tls implements Protocol {
  readonly stream: StreamProtocol;
  readonly datagram: readonly DatagramProtocol[];
  private readonly summary: TlsFigures;
  private readonly handshakes: TlsHandshakes;

  constructor({ cutter, flow, core }: ProtocolContext) {
    this.summary = new TlsFigures(core);
    const handshakes = new TlsHandshakes(flow, this.summary, cutter && new TlsRecorder(cutter));
    const streams = new TlsStreams(handshakes, new HeldBytes(MAX_HELD), flow);
    const datagrams = new QuicDatagrams(flow, handshakes, new HeldBytes(MAX_HELD));
    this.handshakes = handshakes;
    this.stream = {
      apps: ['tls'],
      claims: looksLikeTls,
      begins: (first) => first === HANDSHAKE,
      open: () => ({ client: streams.open(), server: streams.open() }),
      ...(!cutter && {
        counted: {
          goOn: (client, server) => ({ client: streams.goOn(client), server: streams.goOn(server) }),
          told: (what, bytes, start, end) => {
            if (what !== SERVER_NAME_TOLD) return handshakes.message(OVER_TCP, what, bytes, start, end);
            this.summary.serverName(serverNameText(bytes, start, end));
            return false;
          },
        },
      }),
    };
    const dtls = new DtlsDatagrams(flow, handshakes, new HeldBytes(MAX_HELD));
    this.datagram = [
      {
        apps: ['quic'],
        claims: isQuicInitial,
        begins: (first) => first >= QUIC_LONG_HEADER,
        second: beginsQuicVersion,
        longHeaders: true,
        datagram: (bytes, start, end) => datagrams.datagram(bytes, start, end),
      },
      {
        apps: ['dtls'],
        claims: isDtlsHello,
        begins: (first) => first === HANDSHAKE,
        second: (major) => major === DTLS_MAJOR,
        datagram: (bytes, start, end) => dtls.datagram(bytes, start, end),
      },
    ];
  }

  get figures(): TlsSummary & Record<string, number | readonly string[]> {
    return this.summary.summary() as TlsSummary & Record<string, number | readonly string[]>;
  }

  expire(second: number): void {
    this.handshakes.expire(second);
  }

  finish(second: number): void {
    this.handshakes.finish(second);
  }
}

export const tlsProtocol = (context: ProtocolContext): Protocol => new Tls(context);
