import { defineRecordKind } from './record-kind';

/**
 * Columns of `telemetry.IcmpEchoesRecorded` v1: echo requests and replies (ICMP and ICMPv6) of one packet-time second, by requester, responder and
 * identifier; a flood of pings is one record a second, and every size is in it as sum, least and greatest. Sizes are bytes of echo data (behind the
 * eight bytes of header) as on the wire. Times are relative to `t0`.
 */
export interface IcmpColumns {
  /** Ordinal of the flow. */
  readonly flow: readonly number[];
  /** Virtual second of emission. */
  readonly at: readonly number[];
  /** First and last message. */
  readonly time: readonly number[];
  readonly last: readonly number[];
  /** Who asks whom. */
  readonly client: readonly string[];
  readonly server: readonly string[];
  /** 1 ICMP, 58 ICMPv6. */
  readonly proto: readonly number[];
  readonly id: readonly number[];
  readonly requests: readonly number[];
  readonly replies: readonly number[];
  /** Data of requests and replies: all, the least and the greatest of one message (0 when there was none), and how many different sizes (at most 64). */
  readonly requestBytes: readonly number[];
  readonly replyBytes: readonly number[];
  readonly requestLeast: readonly number[];
  readonly requestMost: readonly number[];
  readonly replyLeast: readonly number[];
  readonly replyMost: readonly number[];
  readonly requestSizes: readonly number[];
  readonly replySizes: readonly number[];
  /**
   * Replies whose data equals their request's, and those whose data differs; the rest of `replies` answers no request that was seen, or was captured only
   * in part. An honest responder mirrors (RFC 792, RFC 4443 §4.2).
   */
  readonly mirrored: readonly number[];
  readonly altered: readonly number[];
  /** Shannon entropy of all captured data of requests, and of replies, in thousandths of a bit per byte (0 … 8000); -1 without data. */
  readonly requestEntropy: readonly number[];
  readonly replyEntropy: readonly number[];
}

export const icmpKind = defineRecordKind<IcmpColumns>()({
  name: 'icmp',
  type: 'telemetry.IcmpEchoesRecorded',
  columns: {
    flow: 'number',
    at: 'time',
    time: 'time',
    last: 'time',
    client: 'text',
    server: 'text',
    proto: 'number',
    id: 'number',
    requests: 'number',
    replies: 'number',
    requestBytes: 'number',
    replyBytes: 'number',
    requestLeast: 'number',
    requestMost: 'number',
    replyLeast: 'number',
    replyMost: 'number',
    requestSizes: 'number',
    replySizes: 'number',
    mirrored: 'number',
    altered: 'number',
    requestEntropy: 'number',
    replyEntropy: 'number',
  },
});
