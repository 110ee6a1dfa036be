import { bothFingerprints, type HttpRequestHead, type HttpResponseHead } from '@wireledger/decoders';
import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';
import type { FlowView } from '../protocols/flow-view';

const SECOND = 1_000_000;
const NONE: readonly string[] = [];

/** A head and when it had come, µs. */
export interface HttpRequest {
  readonly head: HttpRequestHead;
  readonly us: number;
  /** Number on its connection, from 1. */
  readonly order: number;
}

/** Writes HTTP transactions. */
export class HttpRecorder {
  private readonly row: ColumnBuffer;

  constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('http');
  }

  /** A request and its response, one of which may be missing; the response has come just now on `flow`. */
  write(flow: FlowView, order: number, request: HttpRequest | null, response: HttpResponseHead | null): void {
    const { numbers, texts } = this.row;
    const atUs = flow.second * SECOND;
    const time = request ? request.us : flow.us;
    const last = response ? Math.max(flow.us, time) : time;
    const head = request?.head;
    let n = 0;
    numbers[n++] = flow.flow;
    numbers[n++] = atUs;
    numbers[n++] = time;
    numbers[n++] = flow.clientPort;
    numbers[n++] = flow.serverPort;
    numbers[n++] = flow.proto;
    numbers[n++] = order;
    numbers[n++] = head?.targetLength ?? 0;
    numbers[n++] = head?.length ?? -1;
    numbers[n++] = response?.length ?? -1;
    numbers[n++] = response?.status ?? 0;
    numbers[n++] = request && response ? Math.max(0, flow.us - request.us) : -1;
    let t = 0;
    texts[t++] = flow.client();
    texts[t++] = flow.server();
    texts[t++] = head?.method ?? '';
    texts[t++] = head?.host ?? '';
    texts[t++] = head?.target ?? '';
    texts[t++] = head?.version ?? response?.version ?? '';
    texts[t++] = head?.userAgent ?? '';
    texts[t++] = head?.referrer ?? '';
    texts[t++] = head?.authScheme ?? '';
    texts[t++] = head?.contentType ?? '';
    texts[t++] = response?.contentType ?? '';
    texts[t++] = response?.server ?? '';
    texts[t++] = bothFingerprints(head?.technologies ?? NONE, response?.technologies ?? NONE).join(',');
    this.cutter.push(this.row, Math.min(time, atUs), time, last);
  }
}
