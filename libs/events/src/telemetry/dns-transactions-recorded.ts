import { defineRecordKind } from './record-kind';

/** One resource record of an answer: type, class, TTL in seconds, data in presentation form (at most 1,024 characters). */
export type DnsAnswer = readonly [type: number, ttl: number, data: string];

/**
 * Columns of `telemetry.DnsTransactionsRecorded` v1. A transaction is client, server, ports, id and question; it is recorded at the answer,
 * or unanswered after 10 s of packet time. Σ `queries` and Σ `responses` are the numbers of messages.
 * Times are relative to `t0`.
 */
export interface DnsColumns {
  /** Ordinal of the flow that carried it, 0 when unknown. */
  readonly flow: readonly number[];
  readonly at: readonly number[];
  /** First query, or the answer when no query was seen. */
  readonly time: readonly number[];
  readonly client: readonly string[];
  readonly server: readonly string[];
  readonly clientPort: readonly number[];
  readonly serverPort: readonly number[];
  /** 17 UDP, 6 TCP. */
  readonly proto: readonly number[];
  /** `dns`, `mdns`, `llmnr`. */
  readonly service: readonly string[];
  readonly id: readonly number[];
  /** Lower case, master-file form (RFC 1035 §5.1, `\DDD`), no trailing dot; '.' for the root; '' when the message had no question. */
  readonly name: readonly string[];
  /** Wire form of the name in hex when `name` lost something (upper case), else ''. */
  readonly raw: readonly string[];
  readonly qtype: readonly number[];
  readonly qclass: readonly number[];
  /** RCODE with EDNS extension, -1 unanswered. */
  readonly rcode: readonly number[];
  /** Answer − first query in µs, -1 when either is missing. */
  readonly latency: readonly number[];
  /** Messages: queries with retransmissions, and responses. */
  readonly queries: readonly number[];
  readonly responses: readonly number[];
  /** Header flags of the last message: 0x8400 form, QR and AA TC RD RA AD CD bits as on the wire. */
  readonly flags: readonly number[];
  /** DNS payload bytes of queries and responses. */
  readonly queryBytes: readonly number[];
  readonly responseBytes: readonly number[];
  /** Answer section, at most 64 records. */
  readonly answers: readonly (readonly DnsAnswer[])[];
  /** Records in the answer section as the header or the parser counted them. */
  readonly answerCount: readonly number[];
}

export const dnsKind = defineRecordKind<DnsColumns>()({
  name: 'dns',
  type: 'telemetry.DnsTransactionsRecorded',
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
    service: 'text',
    id: 'number',
    name: 'text',
    raw: 'text',
    qtype: 'number',
    qclass: 'number',
    rcode: 'number',
    latency: 'number',
    queries: 'number',
    responses: 'number',
    flags: 'number',
    queryBytes: 'number',
    responseBytes: 'number',
    answers: 'json',
    answerCount: 'number',
  },
});
