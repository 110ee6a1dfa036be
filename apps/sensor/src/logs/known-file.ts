import type { LogFormat, ZeekHead } from '@wireledger/decoders';

import type { Head } from './log-file';

/** A log that is followed, wherever its content lies now; plain values, kept on disk. */
export interface KnownFile {
  /** Number of its own in the collector. */
  readonly id: number;
  /** Which of the collector's places it belongs to. */
  readonly place: number;
  /** Where it was seen last, and what the disk calls it there (device and inode). */
  path: string;
  key: string;
  /** Size on disk and time of change when it was looked at last. */
  size: number;
  mtimeMs: number;
  head: Head;
  /** null = not told yet, or of no format that is read. */
  format: LogFormat | null;
  /** Bytes of its content that are facts. */
  at: number;
  /** What Zeek's log said of its fields, as of `at`. */
  zeek: ZeekHead | null;
  /** Greatest time in it as of `at`, µs. */
  reachedUs: number;
  /** Nothing of it is to be read: it was there before anybody asked, or is of no known format. */
  skipped: boolean;
  /** It is skipped because it is of no known format; people are told as long as it is there. */
  foreign?: boolean;
  /** Packed and read to its end: nobody adds to it. */
  done: boolean;
}

/** A file that may be one of the known ones. */
export interface SeenFile {
  readonly place: number;
  readonly path: string;
  readonly key: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** It has the name under which the log is written; others have been turned away from. */
  readonly current: boolean;
  /** Not what was asked for by name, but what it may have been renamed to. */
  readonly sibling: boolean;
}
