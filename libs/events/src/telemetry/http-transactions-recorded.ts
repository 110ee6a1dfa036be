import { defineRecordKind } from './record-kind';

/**
 * Columns of `telemetry.HttpTransactionsRecorded` v2 (v1 had no `technologies`): one record a request of HTTP/1 and the response that answers it, recorded when the head of the
 * final response has come, or unanswered when the connection ends or something of it was lost. Texts from the wire have bytes outside 0x20–0x7e and
 * `\` as `\DDD`; '' where a head says nothing. Times are relative to `t0`.
 */
export interface HttpColumns {
  /** Ordinal of the flow that carried it. */
  readonly flow: readonly number[];
  /** Virtual second of emission. */
  readonly at: readonly number[];
  /** End of the request's head, or of the response's when no request was seen. */
  readonly time: readonly number[];
  readonly client: readonly string[];
  readonly server: readonly string[];
  readonly clientPort: readonly number[];
  readonly serverPort: readonly number[];
  /** 6, TCP. */
  readonly proto: readonly number[];
  /** Number of the transaction on its connection, from 1. */
  readonly order: readonly number[];
  /** '' when no request was seen. */
  readonly method: readonly string[];
  /** Host field, lower case. */
  readonly host: readonly string[];
  /** Request target, at most 4,096 bytes; its length on the wire. */
  readonly target: readonly string[];
  readonly targetLength: readonly number[];
  /** `1.0`, `1.1`, or `0.9` without one; of the request, else of the response. */
  readonly version: readonly string[];
  readonly userAgent: readonly string[];
  readonly referrer: readonly string[];
  /** Scheme of the request's credentials in lower case (`basic`, `bearer`); the credentials are never kept. */
  readonly auth: readonly string[];
  /** Media types without parameters, lower case. */
  readonly requestType: readonly string[];
  readonly responseType: readonly string[];
  /** Bytes of content by Content-Length, -1 not said. */
  readonly requestLength: readonly number[];
  readonly responseLength: readonly number[];
  /** 0 unanswered. */
  readonly status: readonly number[];
  /** Server field of the response. */
  readonly serverSoftware: readonly string[];
  /** End of the response's head − end of the request's, µs, -1 when either is missing. */
  readonly latency: readonly number[];
  /** What fields and names of cookies give away of the server's software: names of `TECHNOLOGIES` in the decoders, in their order, with `,` between. */
  readonly technologies: readonly string[];
}

export const httpKind = defineRecordKind<HttpColumns>()({
  name: 'http',
  type: 'telemetry.HttpTransactionsRecorded',
  ends: { src: 'client', dst: 'server', srcPort: 'clientPort', dstPort: 'serverPort' },
  columns: {
    flow: 'number',
    at: 'time',
    time: 'time',
    client: 'text',
    server: 'text',
    clientPort: 'number',
    serverPort: 'number',
    proto: 'number',
    order: 'number',
    method: 'text',
    host: 'text',
    target: 'text',
    targetLength: 'number',
    version: 'text',
    userAgent: 'text',
    referrer: 'text',
    auth: 'text',
    requestType: 'text',
    responseType: 'text',
    requestLength: 'number',
    responseLength: 'number',
    status: 'number',
    serverSoftware: 'text',
    latency: 'number',
    technologies: 'text',
  },
  version: 2,
  upcasts: { 1: (cols, n) => ({ ...cols, technologies: Array<string>(n).fill('') }) },
});
