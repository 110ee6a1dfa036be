import { indexFile } from './segment-file';
import { type SegmentIndex } from './segment-index';
import { indexOfFile, type Parts, readSegment, type Sought } from './segment-reader';
import { archivedSegment, nameOf, type ShelvedSegment } from './segment-shelf';

/** An object of a bucket. */
export interface ArchiveObject {
  readonly name: string;
  readonly bytes: number;
  /** ms since 1970 UTC. */
  readonly writtenMs: number;
}

/** Where segments go that are to outlive the disk: a bucket. Every call rejects with cause and mend when it does not answer. */
export interface ArchiveObjects {
  put(name: string, file: string): Promise<void>;
  /** `[from, from + length)`, less at the end; null when there is no such object. `length` null = all of it. */
  get(name: string, from: number, length: number | null): Promise<Buffer | null>;
  list(): AsyncIterable<ArchiveObject>;
  remove(names: readonly string[]): Promise<void>;
}

export interface ArchiveOptions {
  readonly objects: ArchiveObjects;
  /** What all of it may take together. */
  readonly limitBytes: number;
  readonly days: number;
  readonly master: Buffer | null;
  readonly logger: { warn(fields: object, text: string): void };
}

/** What the archive holds. */
export interface ArchiveFigures {
  readonly segments: number;
  readonly bytes: number;
  readonly limitBytes: number;
  /** Closed segments that are not there yet. */
  readonly waiting: number;
  /** Why the last attempt failed; null when it did not. */
  readonly problem: string | null;
}

const DAY_MS = 86_400_000;
/** Indexes that are remembered: a drawer asks for the same segment again and again. */
const REMEMBERED = 64;

/**
 * Closed segments in a bucket, each with its index, within a size and an age. The index comes last: a segment without one is not whole and does not
 * count. A bucket that does not answer delays, and loses nothing as long as the disk has room.
 */
export class SegmentArchive {
  /** By name, in the order in which they were written. */
  private readonly held = new Map<string, ShelvedSegment>();
  private readonly waiting = new Map<string, ShelvedSegment>();
  private readonly indexes = new Map<string, SegmentIndex>();
  private problem: string | null = null;
  private known: Promise<void> | null = null;
  private work: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(private readonly options: ArchiveOptions) {}

  /** Whether a segment has still to be brought. */
  awaits(segment: ShelvedSegment): boolean {
    return this.waiting.has(nameOf(segment));
  }

  /** Whether anything of a source is there. */
  knows(source: string): boolean {
    return [...this.held.values()].some((segment) => segment.source === source);
  }

  /** How many packets a segment has that is there. @throws UnreadableSegment; what the bucket says */
  async packetsOf(segment: ShelvedSegment): Promise<number> {
    return (await this.indexOf(segment))?.packets ?? 0;
  }

  /** Takes a closed segment to be brought there, soon. */
  offer(segment: ShelvedSegment): void {
    if (this.held.has(nameOf(segment))) return;
    this.waiting.set(nameOf(segment), segment);
    void this.bring();
  }

  /** A segment has left the disk: it cannot be brought any more. */
  gone(segment: ShelvedSegment): void {
    this.waiting.delete(nameOf(segment));
  }

  /** What is known to be there, in the order in which it was written. */
  segments(): readonly ShelvedSegment[] {
    return [...this.held.values()];
  }

  /** Resolves when the bucket was looked into; never rejects: what fails is told by the figures, and tried again by the next who asks. */
  look(): Promise<void> {
    return this.seen().catch(() => undefined);
  }

  figures(): ArchiveFigures {
    return {
      ...{ segments: this.held.size, bytes: this.bytes, limitBytes: this.options.limitBytes },
      ...{ waiting: this.waiting.size, problem: this.problem },
    };
  }

  /** The chunks of a segment that may hold what is looked for. Nothing when it has gone meanwhile. @throws UnreadableSegment; what the bucket says */
  async *section(segment: ShelvedSegment, sought: Sought): AsyncGenerator<Buffer> {
    const { master } = this.options;
    const index = await this.indexOf(segment);
    if (index) yield* readSegment(`${nameOf(segment)} of the archive`, this.parts(segment), index, sought, master);
  }

  /** Brings what waits, and removes what is too old or too much. Never rejects. */
  upkeep(now: number): Promise<void> {
    return this.bring(now);
  }

  /** Ends without waiting for more than what is on its way. */
  async close(): Promise<void> {
    this.closed = true;
    await this.work;
  }

  private get bytes(): number {
    return [...this.held.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** One after the other; a failure ends it until the next time. */
  private bring(now: number | null = null): Promise<void> {
    this.work = this.work.then(async () => {
      try {
        await this.seen();
        if (now !== null) await this.expire(now);
        for (const [name, segment] of this.waiting) {
          if (this.closed) return;
          await this.put(name, segment);
        }
        this.problem = null;
      } catch (error) {
        if (this.problem === null)
          this.options.logger.warn({ err: error }, 'the packet archive does not take segments');
        this.problem = (error as Error).message;
      }
    });
    return this.work;
  }

  private async put(name: string, segment: ShelvedSegment): Promise<void> {
    const { objects, limitBytes } = this.options;
    while (this.held.size > 0 && this.bytes + segment.bytes > limitBytes) await this.remove([this.oldest]);
    if (segment.bytes > limitBytes) throw new Error('a segment is larger than PACKET_STORE_S3_MB allows: raise it');
    try {
      await objects.put(name, segment.file);
      await objects.put(indexFile(name), indexFile(segment.file));
    } catch (error) {
      // Its turn to leave the disk came before: what is in the bucket of it has no index and goes by age.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return void this.waiting.delete(name);
      throw error;
    }
    this.waiting.delete(name);
    this.held.set(name, segment);
  }

  private get oldest(): ShelvedSegment {
    return this.held.values().next().value as ShelvedSegment;
  }

  private async expire(now: number): Promise<void> {
    const old = now - this.options.days * DAY_MS;
    await this.remove([...this.held.values()].filter(({ writtenMs }) => writtenMs < old));
  }

  /** The index goes first: what is left then is not whole any more. */
  private async remove(segments: readonly ShelvedSegment[]): Promise<void> {
    if (segments.length === 0) return;
    const names = segments.map(nameOf);
    await this.options.objects.remove(names.map(indexFile));
    for (const name of names) {
      this.held.delete(name);
      this.indexes.delete(name);
    }
    await this.options.objects.remove(names);
  }

  /** What the bucket holds, once; again after a failure. */
  private seen(): Promise<void> {
    this.known ??= this.list().catch((error: unknown) => {
      this.known = null;
      this.problem = (error as Error).message;
      throw error;
    });
    return this.known;
  }

  private async list(): Promise<void> {
    const objects = new Map<string, ArchiveObject>();
    for await (const object of this.options.objects.list()) objects.set(object.name, object);
    const whole: ShelvedSegment[] = [];
    for (const object of objects.values()) {
      const index = objects.get(indexFile(object.name));
      const segment = index && archivedSegment(object.name, object.bytes + index.bytes, object.writtenMs);
      if (segment) whole.push(segment);
    }
    whole.sort((a, b) => a.writtenMs - b.writtenMs || a.number - b.number);
    for (const segment of whole) {
      this.held.set(nameOf(segment), segment);
      this.waiting.delete(nameOf(segment));
    }
  }

  private async indexOf(segment: ShelvedSegment): Promise<SegmentIndex | null> {
    const name = nameOf(segment);
    const known = this.indexes.get(name);
    if (known) return known;
    const file = await this.options.objects.get(indexFile(name), 0, null);
    if (!file) return null;
    const index = indexOfFile(`${name} of the archive`, file, this.options.master);
    if (this.indexes.size >= REMEMBERED) this.indexes.delete(this.indexes.keys().next().value as string);
    this.indexes.set(name, index);
    return index;
  }

  private parts(segment: ShelvedSegment): Parts {
    const name = nameOf(segment);
    return {
      part: async (from, length) => (await this.options.objects.get(name, from, length)) ?? Buffer.alloc(0),
      close: () => Promise.resolve(),
    };
  }
}
