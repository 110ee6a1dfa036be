import type { LogFormat } from '@wireledger/decoders';

import { HeldFiles } from './held-files';
import type { KnownFile, SeenFile } from './known-file';
import { type Gone, KnownFiles } from './known-files';
import { isPacked, type LogContent, Renamed } from './log-file';
import { formatOf, type OpenFile } from './log-plan';
import type { LogKind, LogPlace } from './log-spec';
import { lookAround, shownPath, unreadable } from './look-around';

/** Files of another kind that people are told of at once. */
const MOST_TOLD = 20;
/** Files that one step may take of. */
const MOST_READY = 32;

const FORMATS: Readonly<Record<LogKind, readonly LogFormat[]>> = {
  ...{ zeek: ['zeek'], eve: ['eve'], access: ['access'], queries: ['dnsmasq', 'bind', 'unbound'] },
};

const ofAnotherKind = ({ path }: KnownFile): string =>
  `${shownPath(path)} is no log of the kind that was asked for: it is not read.`;

/** The files of a collector: which there are, which of them is which, and what of them can be read now. */
export class WatchedFiles {
  /** What stands in the way now, with cause and mend. */
  problems: string[] = [];
  private readonly known: KnownFiles;
  private readonly held = new HeldFiles();
  private current = new Set<string>();

  /** `closedMs`: so long nothing is written to a file that was turned away from, and it is finished, its last line too. */
  constructor(
    private readonly places: readonly LogPlace[],
    known: readonly KnownFile[],
    private readonly closedMs: number,
  ) {
    this.known = new KnownFiles(known);
  }

  get all(): readonly KnownFile[] {
    return this.known.all;
  }

  find(id: number): KnownFile | undefined {
    return this.known.find(id);
  }

  /** Copies, to be kept. */
  get copies(): KnownFile[] {
    return this.known.all.map((file) => ({ ...file }));
  }

  /** Looks at every place; `skipRotated`: of which only what is named is read. Answers files whose content is nowhere any more. */
  async look(skipRotated: (place: number) => boolean, nowMs: number): Promise<Gone[]> {
    const problems: string[] = [];
    const seen: SeenFile[] = [];
    const away = new Set<number>();
    for (const [i, place] of this.places.entries()) {
      const { files, problem } = await lookAround(place, i);
      if (problem) problems.push(problem);
      if (problem && files.length === 0) away.add(i);
      seen.push(...files);
    }
    const problem = (file: string, error: Error): void => {
      if (!(error instanceof Renamed)) problems.push(unreadable(file, error));
    };
    // What is open is read to its end wherever it went, then it may go.
    for (const file of await this.held.elsewhere(this.known.all, seen, problem))
      if (!this.isFinished(file, nowMs)) seen.push(file);
    this.current = new Set(seen.flatMap(({ key, current }) => (current ? [key] : [])));
    const gone = await this.known.match(seen, {
      ...{ away, skipRotated, headOf: (file) => this.held.headOf(file), problem },
    });
    for (const { file } of gone) await this.held.release(file.id);
    const others = this.known.all.filter(({ foreign, key, place }) => foreign && key !== '' && !away.has(place));
    this.problems = [...problems, ...others.slice(0, MOST_TOLD).map(ofAnotherKind)];
    return gone;
  }

  /** Those with something unread that can be read now, oldest first. */
  async ready(nowMs: number): Promise<OpenFile[]> {
    const unread = this.known.all
      .filter(
        ({ key, path, size, at, skipped, done }) => key !== '' && !skipped && !done && (size > at || isPacked(path)),
      )
      .sort((a, b) => a.mtimeMs - b.mtimeMs || a.id - b.id);
    const files: OpenFile[] = [];
    for (const file of unread) {
      if (files.length === MOST_READY) break;
      try {
        const one = await this.opened(file, nowMs);
        if (one) files.push(one);
      } catch (error) {
        await this.giveUp(file, error as Error);
      }
    }
    return files;
  }

  /** A file that could not be read, for now: it is opened anew at the next look. */
  async giveUp({ id, path }: KnownFile, error: Error): Promise<void> {
    await this.held.release(id);
    if (!(error instanceof Renamed)) this.problems.push(unreadable(path, error));
  }

  /** @throws Renamed, or what the disk says */
  contentOf(file: KnownFile): Promise<LogContent> {
    return this.held.contentOf(file);
  }

  close(): Promise<void> {
    return this.held.close();
  }

  private async opened(file: KnownFile, nowMs: number): Promise<OpenFile | null> {
    const content = await this.held.contentOf(file);
    const closed = !this.current.has(file.key) && nowMs - file.mtimeMs >= this.closedMs;
    if (content.size !== null && content.size <= file.at) {
      // Packed while it is written it breaks off; nobody adds to one that is whole.
      if (isPacked(file.path) && (content.damage === null || closed)) {
        file.done = true;
        await this.held.release(file.id);
      }
      return null;
    }
    if (file.format === null) {
      const format = await formatOf(content, FORMATS[(this.places[file.place] as LogPlace).kind]);
      if (format === null) return null;
      if (format === 'none') {
        file.skipped = true;
        file.foreign = true;
        this.problems.push(ofAnotherKind(file));
        return null;
      }
      file.format = format;
    }
    return { file, content, closed };
  }

  private isFinished({ key, size, mtimeMs }: SeenFile, nowMs: number): boolean {
    const file = this.known.all.find((one) => one.key === key);
    if (!file || file.skipped) return true;
    return isPacked(file.path) ? file.done : file.at >= size && nowMs - mtimeMs >= this.closedMs;
  }
}
