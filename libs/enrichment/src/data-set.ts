import { stat } from 'node:fs/promises';

import { publisherOf } from './publishers';
import type { OpenFile, SourceVersion } from './source';
import { UnusableFile } from './unusable-file';

/** Where a data set comes from. */
export type Origin = 'own' | 'package';

/** A data set that is configured: its files by family, which may be one and the same. */
export interface DataSetPlace {
  readonly origin: Origin;
  readonly name: string;
  /** Of a package; null when the file says it. */
  readonly version: string | null;
  readonly attribution: SourceVersion['attribution'];
  readonly files: { readonly 4: string; readonly 6: string };
}

/** How a file of a data set stands. `idle`: nobody asked yet, so nothing is in memory. */
export interface FileState {
  readonly state: 'idle' | 'ready' | 'failed';
  readonly source: SourceVersion | null;
  readonly entries: number | null;
  /** Why the file that lies there now is not used; with `ready`, the one before it still is. */
  readonly problem: string | null;
}

/** How long a file is not looked at again, ms. */
const LOOK_EVERY_MS = 30_000;

/** One file of a data set: read when it is first asked for, again when it was replaced; one that cannot be used leaves the old one in place. */
class LazyFile<Fact> {
  private now: { readonly file: OpenFile<Fact>; readonly source: SourceVersion } | null = null;
  private problem: string | null = null;
  private mark = '';
  private lookedAt = -Infinity;
  private loading: Promise<void> | null = null;

  constructor(
    private readonly path: string,
    private readonly place: DataSetPlace,
    private readonly open: (path: string) => Promise<OpenFile<Fact>>,
    private readonly clock: () => number,
  ) {}

  get state(): FileState {
    const state = this.now ? 'ready' : this.problem === null ? 'idle' : 'failed';
    return { state, source: this.now?.source ?? null, entries: this.now?.file.entries ?? null, problem: this.problem };
  }

  async find(address: Uint8Array): Promise<{ readonly fact: Fact; readonly source: SourceVersion } | null> {
    await this.ready();
    return this.peek(address);
  }

  /** Out of what is in memory. */
  peek(address: Uint8Array): { readonly fact: Fact; readonly source: SourceVersion } | null {
    const fact = this.now?.file.find(address);
    return fact && this.now ? { fact, source: this.now.source } : null;
  }

  /** Waits for the first reading; a replaced file is read beside the answers. */
  async ready(): Promise<void> {
    if (this.loading === null && this.clock() - this.lookedAt >= LOOK_EVERY_MS) {
      this.lookedAt = this.clock();
      this.loading = this.look().finally(() => (this.loading = null));
    }
    if (this.now === null && this.loading) await this.loading;
  }

  private async look(): Promise<void> {
    const mark = await stat(this.path).then(
      ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
      () => 'none',
    );
    if (mark === this.mark) return;
    this.mark = mark;
    try {
      const file = await this.open(this.path);
      const { name } = this.place;
      const attribution = this.place.attribution ?? publisherOf(file.type);
      const version = this.place.version ?? file.version ?? file.sha256.slice(0, 12);
      this.now = { file, source: { name, version, built: file.built, sha256: file.sha256, attribution } };
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof UnusableFile ? error.message : `${this.path}: ${String(error)}`;
    }
  }
}

/** A data set by addresses, read lazily, one family at a time. */
export class DataSet<Fact> {
  private readonly files: { readonly 4: LazyFile<Fact>; readonly 6: LazyFile<Fact> };

  /** `clock`: ms since 1970 UTC; says when a file is looked at again, never what an answer is. */
  constructor(
    readonly place: DataSetPlace,
    open: (path: string) => Promise<OpenFile<Fact>>,
    clock: () => number,
  ) {
    const file = (path: string) => new LazyFile(path, place, open, clock);
    const v4 = file(place.files[4]);
    this.files = { 4: v4, 6: place.files[6] === place.files[4] ? v4 : file(place.files[6]) };
  }

  /** The fact about an address of 4 or 16 bytes and what it rests on; null when the set does not know it or cannot be read. */
  find(address: Uint8Array): Promise<{ readonly fact: Fact; readonly source: SourceVersion } | null> {
    return this.files[address.length === 4 ? 4 : 6].find(address);
  }

  /** As `find`, out of what is in memory already: null before `ready`. */
  peek(address: Uint8Array): Fact | null {
    return this.files[address.length === 4 ? 4 : 6].peek(address)?.fact ?? null;
  }

  /** Reads both families, where they are not in memory; a replaced file is read beside the answers. */
  async ready(): Promise<void> {
    await Promise.all([this.files[4].ready(), this.files[6].ready()]);
  }

  /** What is in memory, by the digests of its files. */
  get mark(): string {
    return this.states.map(({ state }) => state.source?.sha256 ?? '').join();
  }

  /** How its files stand, IPv4 first; one where both are the same. */
  get states(): readonly { readonly path: string; readonly state: FileState }[] {
    const { 4: v4, 6: v6 } = this.files;
    const told = [{ path: this.place.files[4], state: v4.state }];
    return v4 === v6 ? told : [...told, { path: this.place.files[6], state: v6.state }];
  }
}
