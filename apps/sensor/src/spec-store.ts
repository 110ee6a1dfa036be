import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** What has begun and not ended. */
interface Begun {
  readonly source: string;
  readonly startedUs: number;
}

/** Replays or captures that have begun and not ended, one file each: what a restart goes on with. */
export class SpecStore<T extends Begun> {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  private file(source: string): string {
    return path.join(this.folder, `${source}.json`);
  }

  save(spec: T): void {
    const beside = `${this.file(spec.source)}.new`;
    const fd = openSync(beside, 'w', 0o600);
    try {
      writeSync(fd, JSON.stringify(spec));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, this.file(spec.source));
  }

  remove(source: string): void {
    rmSync(this.file(source), { force: true });
  }

  /** The one of a source, or null. */
  find(source: string): T | null {
    return this.unfinished().find((spec) => spec.source === source) ?? null;
  }

  /** Oldest first, those that are held as well. */
  unfinished(): T[] {
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => JSON.parse(readFileSync(path.join(this.folder, name), 'utf8')) as T)
      .sort((a, b) => a.startedUs - b.startedUs || a.source.localeCompare(b.source));
  }
}
