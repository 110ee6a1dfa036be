import { mkdirSync, statfsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';

import { recoverSegment } from './recover-segment';
import { UnreadableSegment } from './segment-cipher';
import { SegmentFile } from './segment-file';
import type { SegmentIndex } from './segment-index';
import { fileParts, readIndex, readSegment, type Sought } from './segment-reader';
import {
  discard,
  nameOf,
  segmentName,
  shelved,
  type ShelvedSegment,
  shelvedSegments,
  sourceFolder,
} from './segment-shelf';
import { type SegmentMaker, SourcePackets, type StoreLoss } from './source-packets';
import type { StorageMode } from './storage-mode';
import type { PacketStoreOptions, StoreFigures } from './store-options';

/** A segment is closed when it is that long, or was begun so long ago: whole segments are what goes by size and age. */
const SEGMENT_BYTES = 64 * 1024 * 1024;
const LEAST_SEGMENT = 256 * 1024;
const OPEN_MS = 60 * 60_000;
/** Segments of the smallest store that is allowed. */
const LEAST_SEGMENTS = 8;
/** Left free on the disk for what matters more: spool, database. */
const FREE_SHARE = 0.05;
const FREE_BYTES = 256 * 1024 * 1024;
const DAY_MS = 86_400_000;
const UPKEEP_MS = 60_000;
/** Longest wait for the first look into the archive. */
const ARCHIVE_MS = 5000;
/** What is taken is written after so long at the latest. */
const HAND_MS = 1000;

/** Where packets are looked for. */
export interface PacketQuery extends Sought {
  /** One source; null = all. */
  readonly source: string | null;
  /** Names of sensors; null = all. */
  readonly sensors: readonly string[] | null;
}

type Span = Pick<SegmentIndex, 'packets' | 'firstUs' | 'lastUs'>;

/** A source that is written now. */
interface Writing {
  readonly sensor: string;
  readonly packets: SourcePackets;
  /** Of its last segment. */
  number: number;
}

/**
 * Packets on disk: segments of pcapng by sensor and source, each with an index by conversation and time, within a size and an age. The oldest
 * segment goes as a whole; one that is written to never does.
 */
export class PacketStore {
  private shelf: ShelvedSegment[] = [];
  /** What the indexes of closed segments say, by file; absent where one cannot be read. */
  private readonly spans = new Map<string, Span>();
  private readonly writing = new Map<string, Writing>();
  private readonly openedAt = new WeakMap<SegmentFile, number>();
  private readonly timers: NodeJS.Timeout[] = [];
  private recovered: Promise<void> = Promise.resolve();
  private lost = 0;
  private problem: string | null = null;
  mode: StorageMode = 'off';

  constructor(private readonly options: PacketStoreOptions) {}

  /** Looks at what is there and makes indexes that are missing. Packets are taken meanwhile; whoever reads waits for it. */
  open(): void {
    mkdirSync(this.options.root, { recursive: true, mode: 0o700 });
    this.shelf = shelvedSegments(this.options.root);
    this.recovered = this.recover([...this.shelf]);
    void this.recovered.then(() => this.options.archive?.upkeep(this.now()));
    this.timers.push(
      setInterval(() => this.handAll(), HAND_MS).unref(),
      setInterval(() => void this.upkeep(), UPKEEP_MS).unref(),
    );
  }

  /**
   * Takes packets of a source. `again`: the source is read from its beginning once more, and what is stored of it already is left out.
   * @throws RangeError when the names are none of a sensor and a source, or it is being written already; what the archive says where only it knows
   * how much is stored
   */
  async writer(
    sensor: string,
    source: string,
    onLoss: (loss: StoreLoss) => void,
    again = false,
  ): Promise<SourcePackets> {
    const folder = sourceFolder(this.options.root, sensor, source);
    if (this.writing.has(source)) throw new RangeError(`packets of ${source} are being stored already`);
    if (again) await this.recovered;
    const away = again ? await this.archived() : [];
    const last = [...this.shelf, ...away]
      .filter((one) => one.source === source)
      .reduce<ShelvedSegment | null>((most, one) => (most && most.number >= one.number ? most : one), null);
    const skip = again && last ? last.ordinal + (await this.packetsOf(last)) : 0;
    if (this.writing.has(source)) throw new RangeError(`packets of ${source} are being stored already`);
    const entry = {
      sensor,
      number: last?.number ?? 0,
      packets: new SourcePackets(
        this.maker(folder, source),
        () => this.mode,
        (loss) => {
          this.lost += loss.packets;
          this.problem = loss.reason;
          onLoss(loss);
        },
        skip,
      ),
    };
    this.writing.set(source, entry);
    return entry.packets;
  }

  /** Ends a source: its last segment is closed. */
  async finish(source: string): Promise<void> {
    const entry = this.writing.get(source);
    if (!entry) return;
    await entry.packets.close();
    this.writing.delete(source);
  }

  /** Whether anything of a source is here. */
  knows(source: string): boolean {
    const writing = this.writing.get(source);
    const isStored = this.shelf.some((one) => one.source === source) || this.options.archive?.knows(source) === true;
    return (writing && writing.packets.open !== null) || isStored;
  }

  /**
   * A pcapng stream of sections with every packet that is looked for, and others beside: whole chunks. Source by source, in the order in which
   * they were taken. Segments that go meanwhile are passed over. @throws UnreadableSegment
   */
  async *chunks(query: PacketQuery): AsyncGenerator<Buffer> {
    await this.recovered;
    const away = await this.archived();
    const wanted = (sensor: string, source: string) =>
      (query.source === null || query.source === source) && (query.sensors?.includes(sensor) ?? true);
    for (const [source, { sensor, packets }] of this.writing) if (wanted(sensor, source)) await packets.flush();
    const opened = [...this.writing].flatMap(([source, { sensor, packets, number }]) => {
      const { open } = packets;
      return open && wanted(sensor, source) ? [{ source, number, file: open.file, index: open.index() }] : [];
    });
    const closed = this.shelf.filter(({ sensor, source, file }) => {
      const span = this.spans.get(file);
      return wanted(sensor, source) && (!span || (span.lastUs >= query.fromUs && span.firstUs <= query.toUs));
    });
    const here = new Set(this.shelf.map(nameOf));
    const archived = away.filter((one) => wanted(one.sensor, one.source) && !here.has(nameOf(one)));
    const sources = [...new Set([...closed, ...archived, ...opened].map(({ source }) => source))];
    for (const source of sources) {
      const own = [...closed, ...archived].filter((one) => one.source === source).sort((a, b) => a.number - b.number);
      for (const segment of own) yield* this.section(segment, query);
      for (const { file, index, source: of } of opened)
        if (of === source) yield* readSegment(file, await fileParts(file), index, query, this.options.key);
    }
  }

  figures(): StoreFigures {
    const opened = [...this.writing.values()].flatMap(({ packets: { open } }) => (open ? [open] : []));
    const spans = [
      ...this.shelf.flatMap(({ file }) => this.spans.get(file) ?? []),
      ...opened.map((segment) => segment.index()),
    ].filter(({ packets }) => packets > 0);
    const { limitBytes, days, key } = this.options;
    return {
      ...{ bytes: this.bytes, limitBytes, days, encrypted: key !== null, segments: this.shelf.length + opened.length },
      packets: spans.reduce((sum, { packets }) => sum + packets, 0),
      oldestUs: spans.length > 0 ? spans.reduce((least, { firstUs }) => Math.min(least, firstUs), Infinity) : null,
      newestUs: spans.length > 0 ? spans.reduce((most, { lastUs }) => Math.max(most, lastUs), 0) : null,
      unreadable: this.shelf.filter(({ file }) => !this.spans.has(file)).length,
      ...{ lost: this.lost, problem: this.problem, archive: this.options.archive?.figures() ?? null },
    };
  }

  /** Writes everything and closes all segments. */
  async close(): Promise<void> {
    for (const timer of this.timers.splice(0)) clearInterval(timer);
    await Promise.all([...this.writing.keys()].map((source) => this.finish(source)));
    await this.recovered;
    await this.options.archive?.close();
  }

  /** Removes what is too old, and closes segments that have been open for long, so that they can grow old. */
  async upkeep(): Promise<void> {
    const now = this.now();
    const old = now - this.options.days * DAY_MS;
    for (const segment of this.shelf.filter(({ writtenMs }) => writtenMs < old)) this.remove(segment);
    for (const { packets } of this.writing.values())
      await packets.refresh((segment) => now - (this.openedAt.get(segment) ?? now) > OPEN_MS);
    await this.options.archive?.upkeep(now);
  }

  /** What is in the archive, as far as it is known soon: whoever waits for packets of the disk does not wait for a bucket that is silent. */
  private async archived(): Promise<readonly ShelvedSegment[]> {
    const { archive } = this.options;
    if (!archive) return [];
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ARCHIVE_MS);
    });
    await Promise.race([archive.look(), patience]);
    clearTimeout(timer);
    return archive.segments();
  }

  private async packetsOf(segment: ShelvedSegment): Promise<number> {
    return this.spans.get(segment.file)?.packets ?? (await this.options.archive?.packetsOf(segment)) ?? 0;
  }

  private get bytes(): number {
    const closed = this.shelf.reduce((sum, { bytes }) => sum + bytes, 0);
    return [...this.writing.values()].reduce((sum, { packets }) => sum + (packets.open?.bytes ?? 0), closed);
  }

  private get segmentBytes(): number {
    return Math.max(LEAST_SEGMENT, Math.min(SEGMENT_BYTES, Math.floor(this.options.limitBytes / LEAST_SEGMENTS)));
  }

  private now(): number {
    return (this.options.now ?? Date.now)();
  }

  private handAll(): void {
    for (const { packets } of this.writing.values()) packets.hand();
  }

  private maker(folder: string, source: string): SegmentMaker {
    const { key } = this.options;
    const entry = () => this.writing.get(source);
    return {
      begin: async (ordinal) => {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        const writing = entry();
        const number = (writing?.number ?? 0) + 1;
        const file = path.join(folder, segmentName(number, ordinal, key !== null));
        const segment = await SegmentFile.create(file, ordinal, key);
        if (writing) writing.number = number;
        this.openedAt.set(segment, this.now());
        return segment;
      },
      admit: (bytes) => this.admit(bytes),
      isFull: (segment) => segment.bytes >= this.segmentBytes,
      end: (segment) => this.end(segment, source),
    };
  }

  /** Makes room for so many bytes by removing the oldest segments. @throws when there is none */
  private admit(bytes: number): void {
    const { limitBytes } = this.options;
    while (this.bytes + bytes > limitBytes) {
      const oldest = this.dispensable;
      if (!oldest) throw new Error('the packet store is full of what is being written: PACKET_STORE_MB is too small');
      this.remove(oldest);
    }
    // The spool and the database are on the same disk as a rule, and come first.
    while (this.free() < bytes) {
      const oldest = this.dispensable;
      if (!oldest) throw new Error('the disk of the packet store is full');
      this.remove(oldest);
    }
  }

  /** What goes first where there is no room: the oldest that was brought to the archive, else the oldest. */
  private get dispensable(): ShelvedSegment | undefined {
    const { archive } = this.options;
    return (archive && this.shelf.find((segment) => !archive.awaits(segment))) ?? this.shelf[0];
  }

  /** What may be written to the disk beside what is kept free. */
  private free(): number {
    if (this.options.freeBytes) return this.options.freeBytes();
    const { bavail, bsize, blocks } = statfsSync(this.options.root);
    return bavail * bsize - Math.min(FREE_BYTES, blocks * bsize * FREE_SHARE);
  }

  private async end(segment: SegmentFile, source: string): Promise<void> {
    const { sensor = '', number = 0 } = this.writing.get(source) ?? {};
    try {
      const index = await segment.close();
      this.spans.set(segment.file, spanOf(index));
    } catch (error) {
      this.options.logger.warn(
        { err: error, file: segment.file },
        'a packet segment could not be closed in good order',
      );
      await segment.abandon();
      this.spans.set(segment.file, spanOf(segment.index()));
    }
    if (segment.packets === 0) {
      discard(segment);
      this.spans.delete(segment.file);
      return;
    }
    try {
      const closed = shelved({ file: segment.file, sensor, source, number, ordinal: segment.ordinal });
      this.shelf.push(closed);
      this.options.archive?.offer(closed);
    } catch (error) {
      this.options.logger.warn({ err: error, file: segment.file }, 'a packet segment is gone');
    }
  }

  private remove(segment: ShelvedSegment): void {
    this.shelf = this.shelf.filter((one) => one !== segment);
    this.spans.delete(segment.file);
    discard(segment);
    this.options.archive?.gone(segment);
  }

  private async *section(segment: ShelvedSegment, query: PacketQuery): AsyncGenerator<Buffer> {
    const { file } = segment;
    const { archive } = this.options;
    if (!this.shelf.includes(segment) && archive) {
      yield* archive.section(segment, query);
      return;
    }
    try {
      const index = await this.indexOf(file);
      yield* readSegment(file, await fileParts(file), index, query, this.options.key);
    } catch (error) {
      // Its turn to go came after it had been listed.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || this.shelf.some((one) => one.file === file))
        throw error;
    }
  }

  private async indexOf(file: string) {
    const { size } = await stat(file);
    return (await readIndex(file, size, this.options.key)) ?? (await recoverSegment(file, this.options.key)).index;
  }

  /** Never rejects: what cannot be read stays, and counts as that. */
  private async recover(segments: readonly ShelvedSegment[]): Promise<void> {
    const { logger, key } = this.options;
    for (const { file, bytes, ...segment } of segments) {
      try {
        const { size } = await stat(file);
        const known = await readIndex(file, size, key);
        const { index, torn } = known ? { index: known, torn: 0 } : await recoverSegment(file, key);
        if (!known) logger.warn({ file, torn }, 'a packet segment was not closed: its index was made anew');
        this.spans.set(file, spanOf(index));
        this.options.archive?.offer({ ...segment, file, bytes });
        if (known) continue;
        this.shelf = this.shelf.map((one) =>
          one.file === file ? { ...shelved({ ...segment, file }), writtenMs: segment.writtenMs } : one,
        );
      } catch (error) {
        if (!(error instanceof UnreadableSegment) && (error as NodeJS.ErrnoException).code === 'ENOENT') continue;
        logger.warn({ err: error, file }, 'a packet segment cannot be read');
      }
    }
  }
}

/** What is remembered of an index: the keys stay on the disk. */
const spanOf = ({ packets, firstUs, lastUs }: SegmentIndex): Span => ({ packets, firstUs, lastUs });
