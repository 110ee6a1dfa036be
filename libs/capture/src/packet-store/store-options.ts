import type { ArchiveFigures, SegmentArchive } from './archive';

export interface PacketStoreOptions {
  /** Folder of the store. */
  readonly root: string;
  /** What all segments may take together. */
  readonly limitBytes: number;
  readonly days: number;
  /** 32 bytes; null = segments are plain pcapng files. */
  readonly key: Buffer | null;
  readonly logger: { warn(fields: object, text: string): void };
  /** ms since 1970 UTC. */
  readonly now?: () => number;
  /** Bytes that may still be written to the disk; for tests. */
  readonly freeBytes?: () => number;
  /** Where closed segments are brought, to outlive the disk; absent = nowhere. */
  readonly archive?: SegmentArchive;
}

/** What the store holds. */
export interface StoreFigures {
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
  /** Packets that were to be stored and were not, since the process started, and why the last ones were not. */
  readonly lost: number;
  readonly problem: string | null;
  /** Null when there is none. */
  readonly archive: ArchiveFigures | null;
}
