import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isOnInternet, parseIp, unmapped } from '@wireledger/kernel';

import { type FindPackage, packagedLocations } from '../package-sets';
import type { OpenFile } from '../source';
import { UnusableFile } from '../unusable-file';
import type { Location } from './location';
import { openLocationFile } from './open-location-file';

/** One version of a data set of locations, in memory. */
export interface LoadedRegions {
  readonly name: string;
  readonly version: string;
  readonly built: string | null;
  /** The SHA-256 of its file; of one in two files, the SHA-256 of both digests in hex one after the other. */
  readonly digest: string;
  /** ISO 3166-1 alpha-2; null of addresses that are not on the Internet, and where nothing is known. */
  country(address: string): string | null;
}

/** How long files are not looked at again, ms. */
const LOOK_EVERY_MS = 30_000;
/** Answers that are remembered: a look-up costs some µs, and hosts come again. */
const REMEMBERED = 65_536;

/** The data set of locations that detectors ask: both families at once, in memory from the first question on, read again when a file was replaced. */
export class RegionFiles {
  private now: LoadedRegions | null = null;
  private mark = '';
  private lookedAt = -Infinity;
  private loading: Promise<LoadedRegions | null> | null = null;

  /** `file`: as `FactFiles.locations`. `onUnusable` hears why a file is not used; the one before it still is. */
  constructor(
    private readonly file: string,
    private readonly onUnusable: (problem: string) => void,
    private readonly clock: () => number = Date.now,
    private readonly find?: FindPackage,
  ) {}

  /** What is there now; null when there is nothing that can be used. */
  current(): Promise<LoadedRegions | null> {
    this.loading ??= this.look().finally(() => (this.loading = null));
    return this.loading;
  }

  private async look(): Promise<LoadedRegions | null> {
    if (this.file === 'off' || this.clock() - this.lookedAt < LOOK_EVERY_MS) return this.now;
    this.lookedAt = this.clock();
    const set = this.file === '' ? packagedLocations(this.find) : null;
    const files = this.file === '' ? set && [set.files[4], set.files[6]] : [this.file];
    if (!files) return this.now;
    const marks = await Promise.all(
      files.map((file) =>
        stat(file).then(
          ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
          () => 'none',
        ),
      ),
    );
    if (marks.join() === this.mark) return this.now;
    this.mark = marks.join();
    try {
      const opened: OpenFile<Location>[] = [];
      for (const file of files) opened.push(await openLocationFile(file));
      this.now = loaded(set?.name ?? path.basename(this.file), set?.version ?? null, opened);
    } catch (error) {
      if (!(error instanceof UnusableFile)) throw error;
      this.onUnusable(error.message);
    }
    return this.now;
  }
}

function loaded(name: string, version: string | null, files: readonly OpenFile<Location>[]): LoadedRegions {
  const [first] = files as [OpenFile<Location>];
  const digest =
    files.length === 1
      ? first.sha256
      : createHash('sha256')
          .update(files.map(({ sha256 }) => sha256).join(''))
          .digest('hex');
  const known = new Map<string, string | null>();
  const country = (address: string): string | null => {
    const parsed = parseIp(address);
    const bytes = parsed && unmapped(parsed);
    if (!bytes || !isOnInternet(bytes)) return null;
    const file = bytes.length === 4 ? first : (files.at(-1) as OpenFile<Location>);
    return file.find(bytes)?.country ?? null;
  };
  return {
    ...{ name, digest, built: first.built },
    version: version ?? first.version ?? digest.slice(0, 12),
    country(address) {
      const before = known.get(address);
      if (before !== undefined) return before;
      if (known.size >= REMEMBERED) known.clear();
      const found = country(address);
      known.set(address, found);
      return found;
    },
  };
}
