import type { AttackKind } from './attack-truth';

/** Version of the form below; any change of a field's meaning raises it. */
export const ANSWER_FILE_VERSION = 1;

/**
 * The answer file: what a simulated capture holds, counted by its generator while sending and not by any decoder. JSON, one object.
 *
 * Times are µs since 1970 UTC, bytes are frame lengths without check sequence (padding to 60 included), names are in the form of facts (lower
 * case, master-file escapes, no trailing dot). A flow is what lies between two silences: TCP 300 s, UDP 60 s, ICMP 30 s. Lists are sorted by
 * their count, greatest first, then by name; they are complete, not cut.
 */
export interface AnswerFile {
  readonly format: 'wireledger-simulation-answers';
  readonly version: typeof ANSWER_FILE_VERSION;
  readonly made: { readonly seed: number; readonly startUs: number; readonly durationS: number; readonly rate: number };
  readonly packets: number;
  readonly bytes: number;
  /** Times of the first and last frame, 0 when there is none. */
  readonly firstUs: number;
  readonly lastUs: number;
  readonly flows: FlowAnswers;
  /** Per application label, as the traffic samples have them; sums equal `packets` and `bytes`. */
  readonly apps: readonly AppAnswer[];
  /** Packet-time minutes (multiples of 60 s) in which a frame was sent, in order. */
  readonly minutes: readonly MinuteAnswer[];
  /** The same per second as columns: second n starts at `firstSecond + n` (s since 1970). */
  readonly seconds: {
    readonly firstSecond: number;
    readonly packets: readonly number[];
    readonly bytes: readonly number[];
  };
  readonly dns: DnsAnswers;
  readonly http: {
    readonly requests: number;
    readonly hosts: readonly Counted[];
    readonly methods: readonly Counted[];
  };
  readonly tls: { readonly clientHellos: number; readonly serverNames: readonly Counted[] };
  readonly dhcpMessages: number;
  readonly arpFrames: number;
  /** Every address that sent or was sent an IP packet. */
  readonly hosts: readonly HostAnswer[];
  /** Originators by the bytes of their flows, both directions. */
  readonly topTalkers: readonly Counted[];
  /** Responders by the bytes they sent in their flows. */
  readonly responders: readonly Counted[];
  readonly attacks: readonly AttackAnswer[];
}

export interface Counted {
  readonly key: string;
  readonly count: number;
}

export interface FlowAnswers {
  /** Flows, with the silences above. */
  readonly tcp: number;
  readonly udp: number;
  readonly icmp: number;
  /** Distinct five-tuples, either direction, whatever the silences. */
  readonly fiveTuplesTcp: number;
  readonly fiveTuplesUdp: number;
  /** Distinct unordered address pairs that exchanged ICMP or ICMPv6. */
  readonly icmpPairs: number;
  /** Flows by `conn_state` at the end of the capture. */
  readonly tcpStates: readonly Counted[];
  readonly udpStates: readonly Counted[];
  /** TCP segments with payload that had been sent before. */
  readonly retransmissions: number;
  /** Segments with SYN and without ACK, repeated ones included; segments with RST. */
  readonly syns: number;
  readonly resets: number;
}

export interface AppAnswer {
  readonly app: string;
  readonly packets: number;
  /** Bytes towards an address inside (RFC 1918, RFC 4193, link-local, loopback, multicast) or not IP; all others. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly flows: number;
}

export interface MinuteAnswer {
  readonly startUs: number;
  readonly packets: number;
  readonly bytes: number;
  readonly dnsQueries: number;
  readonly httpRequests: number;
}

export interface DnsAnswers {
  /** Messages. */
  readonly queries: number;
  readonly responses: number;
  readonly distinctNames: number;
  readonly transactions: number;
  /** Transactions by RCODE number, '-1' = no answer came. */
  readonly rcodes: readonly Counted[];
  /** Transactions by number of the question's type. */
  readonly types: readonly Counted[];
  /** Queries beyond the first of their transaction. */
  readonly repeatedQueries: number;
  readonly names: readonly NameAnswer[];
}

export interface NameAnswer {
  readonly name: string;
  /** Messages and transactions. */
  readonly queries: number;
  readonly responses: number;
  readonly transactions: number;
  readonly nxdomain: number;
  /** Distinct addresses that asked. */
  readonly clients: number;
  /** First and last message about it, and the first message of its last transaction. */
  readonly firstUs: number;
  readonly lastUs: number;
  readonly lastAskedUs: number;
}

export interface HostAnswer {
  readonly address: string;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly flowsAsOriginator: number;
  readonly flowsAsResponder: number;
  /** Distinct addresses it exchanged flows with. */
  readonly peers: number;
  readonly dnsQueries: number;
  readonly firstUs: number;
  readonly lastUs: number;
}

export interface AttackAnswer {
  readonly kind: AttackKind;
  /** The address that an alert should name, and the target; '' when there are many. */
  readonly src: string;
  readonly dst: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** Ports of the targets. */
  readonly ports: readonly number[];
  readonly firstUs: number;
  readonly lastUs: number;
  readonly packets: number;
  readonly bytes: number;
  readonly flows: number;
  readonly dnsQueries: number;
  readonly distinctNames: number;
  readonly payloadOut: number;
  readonly payloadIn: number;
}
