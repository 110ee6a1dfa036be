import type { AuthOutcome, AuthService } from '@wireledger/events/telemetry';

import type { DhcpMessage } from '../dhcp';
import type { Certificate } from '../tls/certificate';

/** Two ends of what a log tells of. Addresses in the form that `formatIp` gives; for ICMP the ports are type and code as the community id maps them. */
export interface LoggedEnds {
  readonly src: string;
  readonly srcPort: number;
  readonly dst: string;
  readonly dstPort: number;
  /** IP protocol number. */
  readonly proto: number;
}

interface Logged {
  /** What names the connection in every log of the tool (Zeek's `uid`, Suricata's `flow_id`), '' when nothing does. */
  readonly uid: string;
  /** When it began, µs since 1970 UTC. */
  readonly us: number;
  readonly ends: LoggedEnds;
}

/** A connection that has ended. */
export interface LoggedFlow extends Logged {
  readonly kind: 'flow';
  readonly lastUs: number;
  /** When the tool wrote of it, µs; 0 = it does not say. */
  readonly writtenUs: number;
  readonly vlan: number;
  /** `ends.src` is certain to have begun; else it is who was seen first. */
  readonly sure: boolean;
  /** Zeek's `conn_state`; '' where it means nothing. */
  readonly state: string;
  /** Zeek's `history`, at most 32 letters. */
  readonly history: string;
  /** OR of TCP flags by direction, as far as they are told. */
  readonly flags: readonly [number, number];
  readonly packets: readonly [number, number];
  readonly bytes: readonly [number, number];
  readonly payload: readonly [number, number];
  /** Bytes are those of IP, without link layer. */
  readonly ofIp: boolean;
  /** SYN without ACK, and RST, that are known to have been sent. */
  readonly syns: number;
  readonly resets: number;
  /** Label of the application that the tool recognised by content, '' when it names none. */
  readonly app: string;
  readonly reason: 'fin' | 'rst' | 'idle' | 'evicted' | 'captureEnd';
}

/** A resource record of an answer: type, TTL in seconds, data. */
export type LoggedAnswer = readonly [type: number, ttl: number, data: string];

/** A lookup, or one half of it. */
export interface LoggedLookup extends Logged {
  readonly kind: 'dns';
  /** `both` is a whole lookup; the others find one another by `key`. `more` is one record of an answer that several lines tell. */
  readonly half: 'both' | 'query' | 'answer' | 'more';
  readonly key: string;
  readonly service: 'dns' | 'mdns' | 'llmnr';
  readonly id: number;
  /** Lower case, master-file form; '.' for the root; '' without a question. */
  readonly name: string;
  readonly qtype: number;
  readonly qclass: number;
  /** -1 = not told. */
  readonly rcode: number;
  readonly latencyUs: number;
  readonly queries: number;
  readonly responses: number;
  readonly flags: number;
  readonly responseBytes: number;
  readonly answers: readonly LoggedAnswer[];
}

/** A request of HTTP and what became of it. Texts escaped as in `HttpColumns`. */
export interface LoggedRequest extends Logged {
  readonly kind: 'http';
  readonly order: number;
  readonly method: string;
  readonly host: string;
  readonly target: string;
  readonly targetLength: number;
  readonly version: string;
  readonly userAgent: string;
  readonly referrer: string;
  readonly auth: string;
  readonly requestType: string;
  readonly responseType: string;
  readonly requestLength: number;
  readonly responseLength: number;
  readonly status: number;
  readonly latencyUs: number;
}

/** A TLS handshake. */
export interface LoggedHandshake extends Logged {
  readonly kind: 'tls';
  readonly transport: 'tcp' | 'quic' | 'dtls';
  /** Version of QUIC as on the wire, 0 = not told. */
  readonly quicVersion: number;
  readonly serverName: string;
  readonly version: number;
  readonly cipher: number;
  readonly alpn: string;
  readonly ja3: string;
  readonly ja4: string;
  readonly ja3s: string;
  readonly certSha256: string;
  readonly certSubject: string;
  readonly certIssuer: string;
  readonly certSerial: string;
  readonly certNotBefore: number;
  readonly certNotAfter: number;
  /** What names the server's certificate in another log (`LoggedCertificate.names`), '' when nothing does or this row says all of it. */
  readonly certRef: string;
}

/** A certificate by itself: handshakes that name it say what it says. */
export interface LoggedCertificate extends Logged {
  readonly kind: 'certificate';
  /** What handshakes call it: its SHA-256, the id of its file. */
  readonly refs: readonly string[];
  readonly certificate: Certificate;
}

/** An attempt to sign in, or (`user`) the name that one begins with and whose secret a later line has. Secrets are not in it. */
export interface LoggedAttempt extends Logged {
  readonly kind: 'auth';
  readonly step: 'whole' | 'user' | 'secret';
  readonly service: AuthService;
  /** As in `AuthColumns`. */
  readonly mechanism: string;
  /** '' when it is not told; of a step `secret` it is that of the step `user` before. */
  readonly user: string;
  readonly outcome: AuthOutcome;
  readonly count: number;
  readonly cleartext: boolean;
  readonly code: number;
  readonly clientSoftware: string;
  readonly serverSoftware: string;
}

/** Messages of DHCP, in their order; `ends.src` is the client. */
export interface LoggedLease extends Logged {
  readonly kind: 'dhcp';
  readonly messages: readonly { readonly us: number; readonly byServer: boolean; readonly message: DhcpMessage }[];
}

export type LogEntry =
  LoggedFlow | LoggedLookup | LoggedRequest | LoggedHandshake | LoggedAttempt | LoggedLease | LoggedCertificate;
/** Kinds of entries that are facts by themselves. */
export type LoggedKind = Exclude<LogEntry['kind'], 'certificate'>;

/** When the tool wrote of it, µs: at its end, as far as it says when that was. */
export function loggedAtUs(entry: LogEntry): number {
  switch (entry.kind) {
    case 'flow':
      return Math.max(entry.lastUs, entry.writtenUs);
    case 'dns':
    case 'http':
      return entry.us + Math.max(0, entry.latencyUs);
    case 'dhcp':
      return entry.messages.reduce((last, { us }) => Math.max(last, us), entry.us);
    default:
      return entry.us;
  }
}

/** A line that is well formed and tells of something that there are no facts for. */
export interface OtherLine {
  readonly kind: 'other';
  /** Its kind, in the tool's word. */
  readonly what: string;
}

/** A line that cannot be read. */
export interface BadLine {
  readonly kind: 'bad';
  readonly reason: BadReason;
}

/** Why a line is no fact; a number of its own each. */
export const BAD_REASONS = [
  'no line of this format',
  'too long',
  'no fields named yet',
  'wrong number of fields',
  'no JSON object',
  'no time',
  'time in the future',
  'no address',
  'no port',
  'no protocol',
] as const;
export type BadReason = (typeof BAD_REASONS)[number];

/** What became of a line; null = it says how others are to be read, or is empty. */
export type LineFate = LogEntry | OtherLine | BadLine | null;

export const bad = (reason: BadReason): BadLine => ({ kind: 'bad', reason });
export const other = (what: string): OtherLine => ({ kind: 'other', what: shownWord(what) });

/** A word of a log that people are shown: printable ASCII, at most 64 characters. */
export const shownWord = (word: string): string =>
  word
    .slice(0, 64)
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/^__proto__$/, '?proto');
