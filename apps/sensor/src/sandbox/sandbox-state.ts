import type { Speed } from './virtual-clock';

/** What a replay does: `seeking` reads on to a time, `ended` has read the whole capture and may be sought back; `stopped` and `failed` are over. */
export type SandboxPhase = 'playing' | 'paused' | 'seeking' | 'ended' | 'stopped' | 'failed';

/** A flow of a sandbox by its newest record. Times µs; `src` began it. */
export interface SandboxFlow {
  /** Ordinal in the replay, from 1. */
  readonly flow: number;
  /** Why it ended; '' while it is open. */
  readonly ended: string;
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
  /** IANA number. */
  readonly proto: number;
  readonly app: string;
  /** Zeek's `conn_state` and `history`. */
  readonly state: string;
  readonly history: string;
  readonly first: number;
  readonly last: number;
  readonly srcPackets: number;
  readonly dstPackets: number;
  readonly srcBytes: number;
  readonly dstBytes: number;
  readonly retransmissions: number;
  /** Round trip of the handshake, µs; -1 unknown. */
  readonly rtt: number;
}

/** What a rule says of a sandbox's own facts, with its newest numbers. */
export interface SandboxAlert {
  readonly id: string;
  readonly rule: string;
  readonly version: number;
  readonly title: string;
  readonly kind: string;
  readonly severity: string;
  readonly entity: string;
  readonly src: string | null;
  readonly dst: string | null;
  readonly dport: number | null;
  readonly first: number;
  readonly last: number;
  readonly value: number;
  readonly threshold: number;
  readonly unit: string;
  readonly summary: string;
  /** Its episode is over. */
  readonly ended: boolean;
}

/** Numbers of a sandbox up to its virtual time. */
export interface SandboxFigures {
  readonly packets: number;
  /** On the wire. */
  readonly bytes: number;
  readonly flowsOpen: number;
  readonly flowsEnded: number;
  /** DNS lookups. */
  readonly lookups: number;
  readonly alerts: number;
  readonly records: number;
}

/** What is asked for when a replay begins. */
export interface SandboxOrder {
  /** SHA-256 of the stored capture. */
  readonly sha256: string;
  /** Who asks for it, as the log names people. */
  readonly by: string;
  readonly packets: number;
  /** Packet times of the capture, µs. */
  readonly firstUs: number;
  readonly lastUs: number;
  readonly speed: Speed;
  readonly paused: boolean;
}

/** A replay as it was settled at its start. */
export interface SandboxSpec extends SandboxOrder {
  /** Its id, source of its facts, and name of its stream `sandbox-<source>`. */
  readonly source: string;
  /** Absolute. */
  readonly file: string;
  /** µs. */
  readonly startedUs: number;
}

/** A replay as people see it, without its lists. */
export interface SandboxSummary extends SandboxFigures {
  readonly id: string;
  readonly sha256: string;
  readonly by: string;
  readonly startedUs: number;
  readonly phase: SandboxPhase;
  /** Why it is over; null while it is not. */
  readonly reason: string | null;
  readonly speed: Speed;
  /** Virtual time. */
  readonly atUs: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly packetsInAll: number;
  /** SHA-256 over all records of the capture; null before its end. */
  readonly digest: string | null;
}

/** With its newest flows and alerts. */
export interface SandboxState extends SandboxSummary {
  readonly flows: readonly SandboxFlow[];
  readonly found: readonly SandboxAlert[];
}

/** What a person does to a replay. */
export type SandboxDeed =
  | { readonly deed: 'play' }
  | { readonly deed: 'pause' }
  /** To the time of the next packet; it pauses there. */
  | { readonly deed: 'step' }
  | { readonly deed: 'stop' }
  /** To a packet time, µs; a time before the capture is its beginning, one behind it its end. */
  | { readonly deed: 'seek'; readonly atUs: number }
  | { readonly deed: 'speed'; readonly speed: Speed };
