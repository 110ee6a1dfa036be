import type { KnownFile, SeenFile } from './known-file';
import { HEAD_BYTES, type LogContent, openLog } from './log-file';

/** Files of a collector that are open at once; beyond it the longest open is closed. */
const MOST_OPEN = 64;

/** Files that are open: what is renamed or removed while it is read can be read to its end. */
export class HeldFiles {
  private readonly open = new Map<number, { readonly key: string; readonly content: LogContent }>();

  /** The content of a file as it is now. @throws Renamed, or what the disk says */
  async contentOf({ id, path, key }: KnownFile): Promise<LogContent> {
    const held = this.open.get(id);
    if (held?.key === key) {
      await held.content.stamp();
      return held.content;
    }
    await this.release(id);
    for (const oldest of this.open.keys()) {
      if (this.open.size < MOST_OPEN) break;
      await this.release(oldest);
    }
    const content = await openLog(path, key);
    this.open.set(id, { key, content });
    return content;
  }

  /** Those of the known files that are open and not among what is seen: they were moved away, or removed. What cannot be read any more is told to `problem`. */
  async elsewhere(
    known: readonly KnownFile[],
    seen: readonly SeenFile[],
    problem: (file: string, error: Error) => void,
  ): Promise<SeenFile[]> {
    const there = new Set(seen.map(({ key }) => key));
    const files: SeenFile[] = [];
    for (const { id, place, path, key } of known) {
      const held = this.open.get(id);
      if (!held || held.key !== key || there.has(key)) continue;
      try {
        files.push({ place, path, current: false, sibling: false, ...(await held.content.stamp()) });
      } catch (error) {
        await this.release(id);
        problem(path, error as Error);
      }
    }
    return files;
  }

  /** First bytes of a file, by whatever way there is to it. @throws what the disk says */
  async headOf({ path, key }: SeenFile): Promise<Buffer> {
    for (const held of this.open.values())
      if (held.key === key && held.content.size !== null) return Buffer.from(await held.content.read(0, HEAD_BYTES));
    const content = await openLog(path, key);
    try {
      return Buffer.from(await content.read(0, HEAD_BYTES));
    } finally {
      await content.close();
    }
  }

  /** Never rejects: of what is only read nothing is lost when closing fails. */
  async release(id: number): Promise<void> {
    const held = this.open.get(id);
    this.open.delete(id);
    await held?.content.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    for (const id of this.open.keys()) await this.release(id);
  }
}
