import { HandshakeMessages, type HandshakeHandler } from '../tls';
import { CryptoStream } from './crypto-stream';
import { readCryptoFrames } from './initial-frames';
import { initialKeys } from './initial-keys';
import { InitialPackets } from './initial-packet';
import { LongHeader } from './long-header';
import { quicVersion, type QuicVersion } from './quic-versions';

/** Initial packets that are looked at of one connection; a handshake needs a few. */
const MAX_PACKETS = 64;
/** Of these, how many may fail to open before one did: it is something else, or its beginning was not captured. */
const MAX_STRANGE = 4;

/** One direction's packets, its stream, and the messages found in it. */
class Direction {
  readonly packets: InitialPackets;
  readonly stream = new CryptoStream();
  readonly messages = new HandshakeMessages();
  private told = 0;

  constructor(version: QuicVersion, connectionId: Uint8Array, side: 'client' | 'server') {
    this.packets = new InitialPackets(initialKeys(version, connectionId, side));
  }

  get held(): number {
    return this.stream.bytes.length + this.messages.held;
  }

  tell(onMessage: HandshakeHandler): void {
    const { stream, messages } = this;
    messages.push(stream.bytes, this.told, stream.length, onMessage);
    this.told = stream.length;
  }
}

/** Where a datagram's packets were put: by its sender. */
export type QuicSide = 'client' | 'server';

/**
 * The TLS handshake in the Initial packets of one QUIC connection: v1, v2 and late drafts. Who is the client comes out by itself, for only its
 * packets open with keys made from their own connection id. Total; holds at most 64 KiB a direction.
 */
export class QuicHandshake {
  /** Version of the connection, 0 before its first packet was opened. */
  version = 0;
  private client: Direction | null = null;
  private server: Direction | null = null;
  private connectionId: Uint8Array = new Uint8Array(0);
  /** 0 or 1, as the caller counts directions; -1 before it is known. */
  private clientSide = -1;
  private looked = 0;
  private readonly header = new LongHeader();

  /** Bytes kept of both directions. */
  get held(): number {
    return (this.client?.held ?? 0) + (this.server?.held ?? 0);
  }

  /** More packets than a handshake has were seen, or none that opens: nothing more is wanted. */
  get closed(): boolean {
    return this.looked >= (this.client === null ? MAX_STRANGE : MAX_PACKETS);
  }

  /**
   * Takes a datagram `[start, end)` sent by side 0 or 1 of a conversation; tells the handshake messages in it and who sent them.
   * @returns false when none of its packets could be opened
   */
  datagram(
    bytes: Uint8Array,
    start: number,
    end: number,
    side: number,
    onMessage: (sender: QuicSide, type: number, bytes: Uint8Array, start: number, end: number) => void,
  ): boolean {
    const { header } = this;
    let understood = false;
    let at = start;
    while (at < end && !this.closed && header.read(bytes, at, end)) {
      if (header.initial) {
        const sender = this.open(bytes, at, side);
        if (sender !== null) {
          understood = true;
          const direction = sender === 'client' ? this.client : this.server;
          direction?.tell((type, body, from, to) => onMessage(sender, type, body, from, to));
        }
      }
      at = header.end;
    }
    return understood;
  }

  /** Opens the Initial packet at `start` and keeps its CRYPTO frames; who sent it, null when it does not open. */
  private open(bytes: Uint8Array, start: number, side: number): QuicSide | null {
    const { header } = this;
    const parameters = quicVersion(header.version);
    if (!parameters) return null;
    this.looked++;
    if (this.clientSide < 0 || this.clientSide === side) return this.openClient(parameters, bytes, start, side);
    this.server ??= new Direction(parameters, this.connectionId, 'server');
    return this.take(this.server, bytes, start) ? 'server' : null;
  }

  private openClient(parameters: QuicVersion, bytes: Uint8Array, start: number, side: number): QuicSide | null {
    const { header } = this;
    if (this.client && this.take(this.client, bytes, start)) return 'client';
    const connectionId = bytes.subarray(header.dcid, header.dcidEnd);
    // After a Retry the client begins again with another id (RFC 9001 §5.2).
    const begun = new Direction(parameters, connectionId, 'client');
    if (!this.take(begun, bytes, start)) return null;
    this.client = begun;
    this.server = null;
    // A copy: `slice` of a Buffer would be a view of the capture.
    this.connectionId = new Uint8Array(connectionId);
    this.clientSide = side;
    this.version = header.version;
    return 'client';
  }

  private take(direction: Direction, bytes: Uint8Array, start: number): boolean {
    const frames = direction.packets.open(this.header, start, bytes);
    if (!frames) return false;
    readCryptoFrames(frames, direction.stream);
    return true;
  }
}
