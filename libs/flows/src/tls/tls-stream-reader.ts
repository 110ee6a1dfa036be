import { type HandshakeHandler, TlsMessage, TlsRecords } from '@wireledger/decoders';
import type { FlowView } from '../protocols/flow-view';
import type { StreamReader } from '../streams/stream-reader';
import * as reader from '../streams/stream-reader';
import type { HeldBytes } from './held-bytes';
import { OVER_TCP, type TlsHandshakes } from './tls-handshakes';

const { DONE } = reader;

/** What the readers of all directions share. */
export class TlsStreams {
  /** What the messages of the last `push` have told: that the sender is a client, and that the handshake is recorded. */
  isClient = false;
  recorded = false;
  /** Such as no direction needs any more. Never more than were in use at once. */
  private readonly spare: TlsRecords[] = [];

  constructor(
    readonly handshakes: TlsHandshakes,
    readonly held: HeldBytes,
    readonly flow: FlowView,
  ) {}

  /** Reader of a direction. */
  open(): TlsStreamReader {
    return new TlsStreamReader(this);
  }

  /** Reader of a direction of which the core has read so far (`RARE_SAID`): messages, and 256 when ChangeCipherSpec came. */
  goOn(said: number): TlsStreamReader {
    const records = this.take();
    records.goOn(said & 0xff, said > 0xff);
    return new TlsStreamReader(this, records);
  }

  /** For one direction, until it is given back. */
  take(): TlsRecords {
    return this.spare.pop() ?? new TlsRecords();
  }

  giveBack(records: TlsRecords): void {
    records.restart();
    this.spare.push(records);
  }

  /** Gives the next bytes of a direction to its `records`; false when no more are wanted. */
  push(records: TlsRecords, bytes: Uint8Array, start: number, end: number): boolean {
    this.isClient = false;
    this.recorded = false;
    return records.push(bytes, start, end, this.hear);
  }

  private readonly hear: HandshakeHandler = (type, body, from, to) => {
    if (type === TlsMessage.CLIENT_HELLO) this.isClient = true;
    if (this.handshakes.message(OVER_TCP, type, body, from, to)) this.recorded = true;
  };
}

/** Handshake messages of one direction of a TLS connection over TCP. Keeps an unfinished message, counted in `held`. */
export class TlsStreamReader implements StreamReader {
  private kept = 0;
  private isClient = false;
  private recorded = false;

  /** @param records from the first bytes to the end; null before */
  constructor(
    private readonly streams: TlsStreams,
    private records: TlsRecords | null = null,
  ) {}

  read(bytes: Uint8Array, start: number, end: number): number {
    const { streams } = this;
    const records = (this.records ??= streams.take());
    const wanted = streams.push(records, bytes, start, end);
    if (streams.isClient) this.isClient = true;
    if (streams.recorded) this.recorded = true;
    const fits = streams.held.change(records.held - this.kept);
    this.kept = records.held;
    if (wanted && fits && !this.recorded) return end;
    this.end();
    return DONE;
  }

  /** Behind a gap nobody knows where a record begins. */
  gap(): boolean {
    this.end();
    return false;
  }

  end(): void {
    const { streams, records } = this;
    streams.held.change(-this.kept);
    this.kept = 0;
    if (records) {
      this.records = null;
      if (!this.recorded && records.unfinished) streams.flow.incomplete();
      streams.giveBack(records);
    }
    // What a server has not said by now it will not say in clear.
    if (!this.isClient && !this.recorded) streams.handshakes.serverOver();
  }
}
