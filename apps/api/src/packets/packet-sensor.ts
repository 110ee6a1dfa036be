import type { FlowTuple } from '../captures/capture-sensor';

/** What is kept of packets. */
export type StorageMode = 'off' | 'headers' | 'full';

/** What the sensor's packet store holds. */
export interface PacketStoreState {
  /** In force at the sensor, which follows the setting. */
  readonly mode: StorageMode;
  readonly bytes: number;
  readonly limitBytes: number;
  readonly days: number;
  readonly segments: number;
  readonly packets: number;
  /** Times of the oldest and the newest packet, µs since 1970 UTC; null when there is none. */
  readonly oldestUs: number | null;
  readonly newestUs: number | null;
  readonly encrypted: boolean;
  /** Segments that cannot be read with the key that is set. */
  readonly unreadable: number;
  /** Packets that were to be stored and were not since the sensor process started, and why the last ones were not. */
  readonly lost: number;
  readonly problem: string | null;
  /** Sensors whose last packets are remembered. */
  readonly sensors: readonly string[];
  /** The bucket that closed segments are brought to; null = none. */
  readonly archive: PacketArchiveState | null;
}

/** What is in the bucket. */
export interface PacketArchiveState {
  readonly segments: number;
  readonly bytes: number;
  readonly limitBytes: number;
  /** Segments that are closed and not there yet. */
  readonly waiting: number;
  /** Why the last attempt to reach it failed. */
  readonly problem: string | null;
}

/** Packets that are wanted from the store; times in µs since 1970 UTC, both included. */
export interface PacketsWanted {
  readonly flow: (FlowTuple & { readonly source: string }) | null;
  /** Filter language, about single packets; blank = all. */
  readonly filter: string;
  readonly sensor: string | null;
  /** SHA-256 of a capture of the library: its packets instead of those of the store. */
  readonly capture: string | null;
  readonly fromUs: number;
  readonly toUs: number;
}

/** What they come to. */
export interface Extent {
  readonly packets: number;
  readonly bytes: number;
}

/** A packet that was seen lately; addresses null when it is not IP, ports also where it has none. */
export interface SeenLately {
  readonly us: number;
  readonly src: string | null;
  readonly dst: string | null;
  readonly srcPort: number | null;
  readonly dstPort: number | null;
  readonly proto: number | null;
  readonly length: number;
  readonly captured: number;
  readonly payload: number;
  readonly vlan: number;
  readonly info: string;
}

/** The last packets of a sensor, newest first; `seen` counts all since its process started. */
export interface LatelySeen {
  readonly seen: number;
  readonly packets: readonly SeenLately[];
}

/** The door of the process that keeps packets. Every call @throws DomainError SENSOR_UNREACHABLE when it does not answer. */
export interface PacketSensor {
  packetStore(): Promise<PacketStoreState>;
  /** Has it ask the log what is to be kept. */
  refreshStorage(): Promise<void>;
  /** @throws DomainError LIMIT_EXCEEDED when they are more than a file may hold, BAD_USER_INPUT */
  countPackets(wanted: PacketsWanted): Promise<Extent>;
  /** They as a pcapng file, in pieces. @throws DomainError SENSOR_UNREACHABLE also when it breaks off */
  extractPackets(wanted: PacketsWanted, extent: Extent): AsyncGenerator<Buffer>;
  /** @throws DomainError BAD_USER_INPUT */
  recentPackets(sensor: string, filter: string, most: number): Promise<LatelySeen>;
}
