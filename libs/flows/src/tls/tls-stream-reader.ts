import { TlsMessage, TlsRecords } from '@wireledger/decoders';
import type { FlowView } from '../protocols/flow-view';
import type { StreamReader } from '../streams/stream-reader';
import * as reader from '../streams/stream-reader';
import type { HeldBytes } from './held-bytes';
import type { TlsCarrier, TlsHandshakes } from './tls-handshakes';

const { DONE } = reader;

const OVER_TCP: TlsCarrier = { transport: 'tcp', quicVersion: 0 };

/** Handshake messages of one direction of a TLS connection over TCP. Keeps an unfinished message, counted in `held`. */
export class TlsStreamReader implements StreamReader {
  private readonly records = new TlsRecords();
  private kept = 0;
  private isClient = false;
  private recorded = false;

  constructor(
    private readonly handshakes: TlsHandshakes,
    private readonly held: HeldBytes,
    private readonly flow: FlowView,
  ) {}

  read(bytes: Uint8Array, start: number, end: number): number {
    const { records, held } = this;
    const wanted = records.push(bytes, start, end, (type, body, from, to) => {
      if (type === TlsMessage.CLIENT_HELLO) this.isClient = true;
      if (this.handshakes.message(OVER_TCP, type, body, from, to)) this.recorded = true;
    });
    const fits = held.change(records.held - this.kept);
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
    this.held.change(-this.kept);
    this.kept = 0;
    if (!this.recorded && this.records.unfinished) this.flow.incomplete();
    // What a server has not said by now it will not say in clear.
    if (!this.isClient && !this.recorded) this.handshakes.serverOver();
  }
}
