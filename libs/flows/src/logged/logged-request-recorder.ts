import type { LoggedRequest } from '@wireledger/decoders';

import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';

/** Writes requests that a log tells of. */
export class LoggedRequestRecorder {
  private readonly row: ColumnBuffer;

  constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('http');
  }

  write(request: LoggedRequest, ordinal: number, atUs: number): void {
    const { ends, us } = request;
    const { numbers, texts } = this.row;
    [
      ...[ordinal, atUs, us, ends.srcPort, ends.dstPort, ends.proto, request.order, request.targetLength],
      ...[request.requestLength, request.responseLength, request.status, request.latencyUs],
    ].forEach((number, i) => (numbers[i] = number));
    // A log names neither the server's software nor what else its heads gave away.
    [
      ...[ends.src, ends.dst, request.method, request.host, request.target, request.version, request.userAgent],
      ...[request.referrer, request.auth, request.requestType, request.responseType, '', ''],
    ].forEach((text, i) => (texts[i] = text));
    this.cutter.push(this.row, Math.min(us, atUs), us, us);
  }
}
