/** 0.1 to 1000 times as fast as recorded, or as fast as possible. */
export type SandboxSpeed = number | 'max';

/** What a sandbox replay needs to know of a stored capture, and how it begins. Times µs since 1970 UTC. */
export interface SandboxOrder {
  readonly sha256: string;
  /** Who asks, as the log names people. */
  readonly by: string;
  readonly packets: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly speed: SandboxSpeed;
  readonly paused: boolean;
}

export type SandboxPhase = 'playing' | 'paused' | 'seeking' | 'ended' | 'stopped' | 'failed';

/** A replay as the sensor tells it. Times µs. */
export interface SandboxSummary {
  readonly id: string;
  readonly sha256: string;
  readonly by: string;
  readonly startedUs: number;
  readonly phase: SandboxPhase;
  readonly reason: string | null;
  readonly speed: SandboxSpeed;
  readonly atUs: number;
  readonly firstUs: number;
  readonly lastUs: number;
  readonly packetsInAll: number;
  readonly packets: number;
  readonly bytes: number;
  readonly flowsOpen: number;
  readonly flowsEnded: number;
  readonly lookups: number;
  readonly alerts: number;
  readonly records: number;
  readonly digest: string | null;
}

/** A flow by its newest record; `proto` is the IANA number, `rtt` -1 when unknown, `ended` '' while it is open. */
export interface SeenSandboxFlow {
  readonly flow: number;
  readonly ended: string;
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
  readonly proto: number;
  readonly app: string;
  readonly state: string;
  readonly history: string;
  readonly first: number;
  readonly last: number;
  readonly srcPackets: number;
  readonly dstPackets: number;
  readonly srcBytes: number;
  readonly dstBytes: number;
  readonly retransmissions: number;
  readonly rtt: number;
}

export interface SeenSandboxAlert {
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
  readonly ended: boolean;
}

export interface SandboxState extends SandboxSummary {
  readonly flows: readonly SeenSandboxFlow[];
  readonly found: readonly SeenSandboxAlert[];
}

export type SandboxDoing =
  | { readonly deed: 'play' | 'pause' | 'step' | 'stop' }
  | { readonly deed: 'seek'; readonly atUs: number }
  | { readonly deed: 'speed'; readonly speed: SandboxSpeed };

/** Packets of a capture over its time: one count for each `widthUs` from its first packet on. */
export interface CaptureDensity {
  readonly widthUs: number;
  readonly packets: readonly number[];
}

/** The door of the process that plays captures apart. Every call @throws DomainError SENSOR_UNREACHABLE when it does not answer. */
export interface SandboxSensor {
  /** @throws DomainError NOT_FOUND when the file is gone, BUSY when too many are open */
  startSandbox(order: SandboxOrder): Promise<SandboxSummary>;
  /** @throws DomainError NOT_FOUND when there is none, REPLAY_OVER when it is over */
  steerSandbox(id: string, does: SandboxDoing): Promise<SandboxSummary>;
  /** @throws DomainError NOT_FOUND when there is none */
  sandbox(id: string): Promise<SandboxState>;
  /** The newest first, those that are over as well. */
  sandboxes(): Promise<readonly SandboxSummary[]>;
  /** @throws DomainError NOT_FOUND when the file is gone */
  density(of: Pick<SandboxOrder, 'sha256' | 'firstUs' | 'lastUs'>, buckets: number): Promise<CaptureDensity>;
}
