import type { KnownFile, SeenFile } from './known-file';
import { HEAD_BYTES, type Head, headOf, isPacked } from './log-file';

/** Fewer bytes than these tell nothing: many logs begin alike. */
const TELLING_BYTES = 64;
/** What is gone is remembered for so many files, in case it comes back under another name. */
const MOST_GONE = 256;
const NO_HEAD: Head = headOf(Buffer.alloc(0));

/** A file of the collector that is not where it was, and bytes of it that were not read as far as is known; 1 of what was packed and not read to its end. */
export interface Gone {
  readonly file: KnownFile;
  readonly unread: number;
}

/** What matching files needs to know of its surroundings. */
export interface Surroundings {
  /** Places that cannot be looked at now. */
  readonly away: ReadonlySet<number>;
  /** Whether what else lies beside the named file of a place was there before anybody asked. */
  readonly skipRotated: (place: number) => boolean;
  /** First bytes of a file, unpacked. @throws what the disk says */
  readonly headOf: (file: SeenFile) => Promise<Buffer>;
  readonly problem: (file: string, error: Error) => void;
}

/**
 * Which content is where. A log is renamed, copied and emptied (logrotate's `copytruncate`), packed, removed, and a new one may get the same inode: its first
 * bytes tell which is which.
 */
export class KnownFiles {
  private readonly known: KnownFile[];
  private next: number;
  /** First bytes of what was seen, by what the disk said of it then. */
  private heads = new Map<string, Buffer>();

  constructor(known: readonly KnownFile[]) {
    this.known = known.map((file) => ({ ...file }));
    this.next = known.reduce((most, { id }) => Math.max(most, id), 0) + 1;
  }

  get all(): readonly KnownFile[] {
    return this.known;
  }

  find(id: number): KnownFile | undefined {
    return this.known.find((file) => file.id === id);
  }

  /**
   * Finds what is known among what is seen; the rest is new. Of places that cannot be looked at (`away`) everything stays as it was, and so does what cannot be
   * opened (told to `problem`). Answers files whose content is nowhere any more,
   * once each.
   */
  async match(
    seen: readonly SeenFile[],
    { away, skipRotated, headOf: readHead, problem }: Surroundings,
  ): Promise<Gone[]> {
    const heads = await this.readHeads(seen, readHead, problem);
    const free = new Set(seen.filter((file) => heads.has(file)));
    const blocked = new Set(seen.filter((file) => !heads.has(file)).map(({ key }) => key));
    const lost: KnownFile[] = [];
    for (const file of this.known) {
      if (away.has(file.place) || blocked.has(file.key)) continue;
      const same = [...free].find(
        (one) => one.key === file.key && one.place === file.place && isSame(file, one, heads.get(one) as Buffer),
      );
      if (same) {
        free.delete(same);
        bind(file, same, heads.get(same) as Buffer);
      } else lost.push(file);
    }
    const gone: Gone[] = [];
    for (const file of lost) {
      const moved = movedTo(file, free, heads);
      if (moved) {
        free.delete(moved);
        bind(file, moved, heads.get(moved) as Buffer);
      } else if (file.key !== '') {
        gone.push({ file, unread: unreadOf(file) });
        file.key = '';
      }
    }
    for (const one of free) {
      const head = heads.get(one) as Buffer;
      // The same file by way of another place, or a copy of what is read or was. When that goes, a copy that is as long is it.
      if (this.known.some((file) => (file.key === one.key && !away.has(file.place)) || isCopy(file, one, head)))
        continue;
      this.add(one, head, one.sibling && skipRotated(one.place));
    }
    this.forget();
    return gone;
  }

  private add({ place, path, key, size, mtimeMs }: SeenFile, head: Buffer, skipped: boolean): void {
    this.known.push({
      ...{ id: this.next++, place, path, key, size, mtimeMs, head: head.length === 0 ? NO_HEAD : headOf(head) },
      ...{ format: null, at: 0, zeek: null, reachedUs: 0, skipped, done: false },
    });
  }

  /** The oldest of those that are gone. */
  private forget(): void {
    let over = this.known.filter(({ key }) => key === '').length - MOST_GONE;
    for (let i = 0; i < this.known.length && over > 0; i++)
      if (this.known[i]?.key === '') {
        this.known.splice(i--, 1);
        over--;
      }
  }

  private async readHeads(
    seen: readonly SeenFile[],
    readHead: Surroundings['headOf'],
    problem: Surroundings['problem'],
  ): Promise<Map<SeenFile, Buffer>> {
    const heads = new Map<SeenFile, Buffer>();
    const before = this.heads;
    this.heads = new Map();
    for (const file of seen) {
      const stamp = `${file.key} ${file.size} ${file.mtimeMs}`;
      try {
        const head = before.get(stamp) ?? (await readHead(file));
        heads.set(file, head);
        this.heads.set(stamp, head);
      } catch (error) {
        problem(file.path, error as Error);
      }
    }
    return heads;
  }
}

const isHead = (bytes: Buffer, head: Head): boolean =>
  bytes.length >= head.length && headOf(bytes, head.length).sha256 === head.sha256;

const isSame = (file: KnownFile, seen: SeenFile, head: Buffer): boolean =>
  isHead(head, file.head) && (isPacked(seen.path) || seen.size >= file.at);

function unreadOf({ path, size, at, skipped, done }: KnownFile): number {
  if (skipped) return 0;
  return isPacked(path) ? (done ? 0 : 1) : Math.max(0, size - at);
}

const isCopy = (file: KnownFile, seen: SeenFile, head: Buffer): boolean =>
  file.place === seen.place && file.head.length >= TELLING_BYTES && isHead(head, file.head);

function movedTo(
  file: KnownFile,
  free: ReadonlySet<SeenFile>,
  heads: ReadonlyMap<SeenFile, Buffer>,
): SeenFile | undefined {
  if (file.head.length < TELLING_BYTES) return undefined;
  return [...free].find((one) => one.place === file.place && isSame(file, one, heads.get(one) as Buffer));
}

function bind(file: KnownFile, { path, key, size, mtimeMs }: SeenFile, head: Buffer): void {
  if (key !== file.key || size !== file.size) file.done = false;
  Object.assign(file, { path, key, size, mtimeMs });
  if (file.head.length < HEAD_BYTES && head.length > file.head.length) file.head = headOf(head);
}
