import {
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import path from 'node:path';

import { dataSynced, syncFolder, writeAll } from './durable-file';
import { encodeRecord, MOST_BODY, nextRecord, recordAt, SEGMENT_HEAD } from './record-format';

/** A segment takes records until it is that long; files are removed as a whole. */
export const SEGMENT_BYTES = 8 * 1024 * 1024;
/** A read takes about so much at once. */
const READ_BYTES = 2 * MOST_BODY;
const NAME = /^\d{16}\.seg$/;

/** A record that was read whole. */
export interface SpoolRecord {
  readonly sequence: number;
  readonly body: Buffer;
}

/** What cannot be read any more. */
export interface Damage {
  readonly file: string;
  /** Number of the first record that is gone. */
  readonly from: number;
  /** How many are gone; 1 when nobody can know. */
  readonly records: number;
  /** A record that was not written to its end, because the process was killed while it wrote. */
  readonly torn: boolean;
}

/** Records in order, those that turned out to be broken, and the number up to which it was looked at. */
export interface ReadRecords {
  readonly records: readonly SpoolRecord[];
  readonly damage: readonly Damage[];
  readonly upTo: number | null;
}

interface Segment {
  readonly file: string;
  /** Number of its first record, as its name says. */
  readonly first: number;
  bytes: number;
  /** Records that can be read: their numbers, rising, and where each begins. */
  readonly numbers: number[];
  readonly places: number[];
}

/**
 * Numbered records in files that only grow: appended at the end, read in order, removed from the front. What was appended outlives a kill
 * of the process at once, and a power cut after `sync`. What is torn or was changed on the disk is told once, and never given to anybody.
 */
export class Segments {
  private readonly segments: Segment[] = [];
  private fd: number | null = null;
  private synced = true;
  /** Records appended by this process. */
  private appended = 0;
  /** The file that `syncSoon` waits for, and whether it is to be closed then. */
  private waitsFor: { readonly fd: number; close: boolean } | null = null;

  /** Folder 0700, files 0600. A smaller `segmentBytes` frees room sooner. */
  constructor(
    private readonly folder: string,
    private readonly segmentBytes = SEGMENT_BYTES,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const names = readdirSync(folder).filter((name) => NAME.test(name));
    for (const name of names.sort())
      this.segments.push({
        file: path.join(folder, name),
        first: Number(name.slice(0, 16)),
        ...{ bytes: 0, numbers: [], places: [] },
      });
  }

  /** Whether there is no file at all. */
  get empty(): boolean {
    return this.segments.length === 0;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Number of the last record, 0 when there was none. */
  get last(): number {
    const segment = this.segments.at(-1);
    return segment ? (segment.numbers.at(-1) ?? segment.first - 1) : 0;
  }

  /** Reads all of it once, in order: whole records to `each`, what is gone to `gone`; cuts off what is broken at the end. Call first. */
  open(each: (record: SpoolRecord) => void, gone: (damage: Damage) => void): void {
    let expected = this.segments[0]?.first ?? 1;
    const upTo = (file: string, next: number) => {
      if (next > expected) gone({ file, from: expected, records: next - expected, torn: false });
    };
    for (const segment of this.segments) {
      const bytes = readFileSync(segment.file);
      segment.bytes = bytes.length;
      upTo(segment.file, segment.first);
      expected = Math.max(expected, segment.first);
      const headed = bytes.subarray(0, SEGMENT_HEAD.length).equals(SEGMENT_HEAD);
      let at = headed ? SEGMENT_HEAD.length : nextRecord(bytes, -1);
      let whole = headed ? SEGMENT_HEAD.length : 0;
      let broken = headed || bytes.length === 0 ? null : 'broken';
      while (at >= 0) {
        const found = recordAt(bytes, at);
        if (found === 'nothing') break;
        if (typeof found === 'object' && found.sequence >= expected) {
          upTo(segment.file, found.sequence);
          segment.numbers.push(found.sequence);
          segment.places.push(at);
          each(found);
          expected = found.sequence + 1;
          at = whole = found.end;
          broken = null;
        } else {
          broken = found === 'cut' ? 'cut' : 'broken';
          at = nextRecord(bytes, at);
        }
      }
      if (segment !== this.segments.at(-1)) continue;
      // How much was in there nobody knows; at least one record was begun.
      if (broken) gone({ file: segment.file, from: expected, records: 1, torn: broken === 'cut' });
      truncateSync(segment.file, whole);
      segment.bytes = whole;
    }
    const newest = this.segments.at(-1);
    if (newest?.bytes !== 0) return;
    rmSync(newest.file);
    this.segments.pop();
  }

  /**
   * Appends a record; its number is greater than all before.
   * @throws what the disk says, ENOSPC among others: nothing is appended then
   */
  append(sequence: number, body: Buffer): void {
    const bytes = encodeRecord(sequence, body);
    const segment = this.writable(sequence);
    const fd = this.fd as number;
    try {
      writeAll(fd, bytes);
    } catch (error) {
      ftruncateSync(fd, segment.bytes);
      throw error;
    }
    segment.numbers.push(sequence);
    segment.places.push(segment.bytes);
    segment.bytes += bytes.length;
    this.synced = false;
    this.appended++;
  }

  /** What was appended so far outlives a power cut. */
  sync(): void {
    if (this.synced || this.fd === null) return;
    fdatasyncSync(this.fd);
    this.synced = true;
  }

  /** The same without holding up this thread; what is appended meanwhile need not be part of it. One at a time. Rejects with what the disk says */
  async syncSoon(): Promise<void> {
    const { fd, appended } = this;
    if (this.synced || fd === null) return;
    const waits = { fd, close: false };
    this.waitsFor = waits;
    try {
      await dataSynced(fd);
      if (this.fd === fd && this.appended === appended) this.synced = true;
    } finally {
      this.waitsFor = null;
      if (waits.close) closeSync(fd);
    }
  }

  /** The records from a number on, in order, at most so many; fewer where they are large. None and null when there are no more. */
  read(from: number, most: number): ReadRecords {
    for (const segment of this.segments) {
      if ((segment.numbers.at(-1) ?? 0) < from) continue;
      const start = segment.numbers.findIndex((number) => number >= from);
      const base = segment.places[start] as number;
      let end = start;
      while (end < segment.numbers.length && end - start < most && endOf(segment, end) - base <= READ_BYTES) end++;
      const bytes = partOf(segment.file, base, endOf(segment, end - 1) - base);
      const records: SpoolRecord[] = [];
      const damage: Damage[] = [];
      for (let n = start; n < end; n++) {
        const found = recordAt(bytes, (segment.places[n] as number) - base);
        const sequence = segment.numbers[n] as number;
        if (typeof found === 'object' && found.sequence === sequence) records.push(found);
        else damage.push({ file: segment.file, from: sequence, records: 1, torn: false });
      }
      return { records, damage, upTo: segment.numbers[end - 1] as number };
    }
    return { records: [], damage: [], upTo: null };
  }

  /** Whether `release` would remove anything. */
  frees(upTo: number, unfilled = false): boolean {
    const head = this.segments[0];
    if (!head || (head.numbers.at(-1) ?? 0) > upTo) return false;
    return unfilled || this.segments.length > 1 || head.bytes >= this.segmentBytes;
  }

  /** Removes the files whose records all have numbers up to this one; the one that is written to only when it is filled, or `unfilled`. */
  release(upTo: number, unfilled = false): void {
    if (!this.frees(upTo, unfilled)) return;
    while (this.frees(upTo, unfilled)) {
      if (this.segments.length === 1) this.closeFile();
      rmSync((this.segments.shift() as Segment).file, { force: true });
    }
    syncFolder(this.folder);
  }

  /** Closes its file; `clear` removes all of them as well. */
  close(clear: boolean): void {
    this.sync();
    this.closeFile();
    if (clear) for (const { file } of this.segments.splice(0)) rmSync(file, { force: true });
  }

  /** The segment that the next record goes into. */
  private writable(sequence: number): Segment {
    const newest = this.segments.at(-1);
    if (newest && newest.bytes < this.segmentBytes) {
      this.fd ??= openSync(newest.file, 'a', 0o600);
      return newest;
    }
    this.sync();
    this.closeFile();
    const file = path.join(this.folder, `${String(sequence).padStart(16, '0')}.seg`);
    const fd = openSync(file, 'w', 0o600);
    try {
      writeAll(fd, SEGMENT_HEAD);
      syncFolder(this.folder);
    } catch (error) {
      closeSync(fd);
      rmSync(file, { force: true });
      throw error;
    }
    this.fd = fd;
    const segment: Segment = { file, first: sequence, bytes: SEGMENT_HEAD.length, numbers: [], places: [] };
    this.segments.push(segment);
    return segment;
  }

  private closeFile(): void {
    // Another file would get its number, and be synced instead.
    if (this.waitsFor && this.waitsFor.fd === this.fd) this.waitsFor.close = true;
    else if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
    this.synced = true;
  }
}

const endOf = (segment: Segment, n: number): number => segment.places[n + 1] ?? segment.bytes;

function partOf(file: string, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const fd = openSync(file, 'r');
  try {
    let read = 0;
    while (read < length) {
      const more = readSync(fd, bytes, read, length - read, from + read);
      if (more === 0) break;
      read += more;
    }
    return bytes.subarray(0, read);
  } finally {
    closeSync(fd);
  }
}
