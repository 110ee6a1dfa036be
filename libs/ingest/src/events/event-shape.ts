import { parseIp, parseTime } from '@wireledger/kernel';
import { z } from 'zod';

/**
 * Events that programs tell of by HTTP (`POST /api/events`): the canonical shape of `GET /api/events`, with a type. What is absent or null was not
 * seen. Unknown fields are refused, for a field that is misspelt must not be lost without a word.
 */

const text = (most: number) => z.string().min(1).max(most);
const address = z
  .string()
  .max(64)
  .refine((value) => parseIp(value) !== null, 'no address');
const port = z.int().min(0).max(65_535);
const count = (most: number) => z.int().min(0).max(most);
const time = z
  .string()
  .max(40)
  .refine((value) => parseTime(value) !== null, 'no time');
const hex = (digits: number) =>
  z
    .string()
    .max(digits)
    .refine((value) => value.length === digits && /^[0-9a-fA-F]+$/.test(value), `not ${digits} hex digits`);

/** One counter: 256 TiB, as much as a sensor may say of a flow. */
const MOST_COUNTED = 2 ** 48;
const LONGEST_MS = 86_400_000;
const NAME = 253;

/** How TCP flows end, as Zeek's `conn_state` names it; of UDP and ICMP `S0` (unanswered) and `SF`. */
export const FLOW_STATES = [
  ...['S0', 'S1', 'SF', 'REJ', 'S2', 'S3', 'RSTO', 'RSTR', 'RSTOS0', 'RSTRH', 'SH', 'SHR', 'OTH'],
] as const;
/** Transport protocols by name; others by number, 0 to 255. */
export const TRANSPORTS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmp6: 58, sctp: 132 };
export const TLS_VERSIONS: Readonly<Record<string, number>> = {
  ...{ 'SSL 3.0': 0x0300, 'TLS 1.0': 0x0301, 'TLS 1.1': 0x0302, 'TLS 1.2': 0x0303, 'TLS 1.3': 0x0304 },
};

/** Who told what to whom, and when; the sender of the request stands in for an absent `dest_ip` where a service tells of its own clients. */
const ends = {
  /** RFC 3339; when it happened: of a flow, its first packet. Absent: when the request came. */
  timestamp: time.nullish(),
  source_ip: address,
  source_port: port.nullish(),
  dest_port: port.nullish(),
};
const toward = { dest_ip: address };
const towardSender = { dest_ip: address.nullish() };
const domain = { domain: text(NAME).nullish() };

const attempt = {
  ...ends,
  ...towardSender,
  auth: z
    .strictObject({
      username: z.string().max(128).nullish(),
      /** What was signed in to: `ssh`, `vpn`, `web`; lower case. */
      service: z
        .string()
        .max(32)
        .refine((value) => /^[a-z0-9][a-z0-9-]*$/.test(value), 'no name of a service')
        .nullish(),
      mechanism: z
        .string()
        .max(32)
        .refine((value) => /^[a-z0-9][a-z0-9-]*$/.test(value), 'no name of a mechanism')
        .nullish(),
      /** How many attempts it stands for. */
      attempts: z.int().min(1).max(1000).nullish(),
      /** The server's reply code. */
      code: count(99_999).nullish(),
    })
    .nullish(),
  metadata: z
    .strictObject({ username: z.string().max(128).nullish(), userAgent: z.string().max(1024).nullish() })
    .nullish(),
};

/** A sign-in that the service refused. */
const authFailure = z.strictObject({ type: z.literal('auth_failure'), ...attempt });
/** A sign-in that the service accepted. */
const authSuccess = z.strictObject({ type: z.literal('auth_success'), ...attempt });

/** A connection that is over, or a part of the traffic between two ends. `out` is what the source sent. */
const flow = z.strictObject({
  type: z.enum(['flow', 'connection']),
  ...ends,
  ...toward,
  protocol: z
    .string()
    .max(8)
    .refine((value) => transportNumber(value) !== null, 'no transport protocol'),
  flow: z
    .strictObject({
      duration_ms: count(LONGEST_MS).nullish(),
      out_packets: count(MOST_COUNTED).nullish(),
      in_packets: count(MOST_COUNTED).nullish(),
      out_bytes: count(MOST_COUNTED).nullish(),
      in_bytes: count(MOST_COUNTED).nullish(),
      state: z.enum(FLOW_STATES).nullish(),
      /** Application protocol: `http`, `tls`, `dns` … */
      app: z
        .string()
        .max(16)
        .refine((value) => /^[a-z0-9][a-z0-9-]*$/.test(value), 'no name of a protocol')
        .nullish(),
    })
    .nullish(),
});

/** A question about a name, with its answer. */
const dns = z.strictObject({
  type: z.literal('dns'),
  ...ends,
  ...toward,
  protocol: z.enum(['udp', 'tcp', 'dns']).nullish(),
  ...domain,
  dns: z.strictObject({
    query: text(NAME),
    /** `A`, `AAAA`, `TXT`, `TYPE65` …; `A` when absent. */
    type: text(16).nullish(),
    /** `NOERROR`, `NXDOMAIN` …; absent or null: unanswered. */
    rcode: text(16).nullish(),
    /** Data of the answer's records. */
    answers: z.array(text(1024)).max(64).nullish(),
  }),
});

/** A request of HTTP, with its answer. */
const http = z.strictObject({
  type: z.literal('http'),
  ...ends,
  ...towardSender,
  protocol: z.enum(['tcp', 'http']).nullish(),
  ...domain,
  http: z.strictObject({
    method: z
      .string()
      .max(32)
      .refine((value) => /^[A-Za-z-]+$/.test(value), 'no method'),
    path: text(4096),
    /** Absent or null: unanswered. */
    status: z.int().min(100).max(999).nullish(),
    user_agent: z.string().max(1024).nullish(),
    referer: z.string().max(2048).nullish(),
    /** Bytes of content of the answer. */
    bytes: count(MOST_COUNTED).nullish(),
  }),
});

/** A handshake of TLS. */
const tls = z.strictObject({
  type: z.literal('tls'),
  ...ends,
  ...toward,
  protocol: z.enum(['tcp', 'udp', 'tls', 'quic']).nullish(),
  ...domain,
  tls: z
    .strictObject({
      version: z.enum(['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3']).nullish(),
      alpn: z.string().max(64).nullish(),
      ja3: hex(32).nullish(),
      ja3s: hex(32).nullish(),
      ja4: z
        .string()
        .max(64)
        .refine((value) => /^[a-z0-9_]+$/.test(value), 'no JA4')
        .nullish(),
      cert_sha256: hex(64).nullish(),
    })
    .nullish(),
});

/** One event. */
export const IntakeEvent = z.discriminatedUnion('type', [authFailure, authSuccess, flow, dns, http, tls]);
export type IntakeEvent = z.infer<typeof IntakeEvent>;
/** An event of one type. */
export type IntakeEventOf<T extends IntakeEvent['type']> = Extract<IntakeEvent, { type: T }>;

/** IP protocol number of a transport protocol by name or number; null when it is none. */
export function transportNumber(text: string): number | null {
  const named = Object.hasOwn(TRANSPORTS, text.toLowerCase()) ? TRANSPORTS[text.toLowerCase()] : undefined;
  if (named !== undefined) return named;
  return /^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : null;
}
