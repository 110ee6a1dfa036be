import { closeSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';

import { writeAll } from './durable-file';

const BYTES = 256 * 1024;

/**
 * A file that does nothing but take room: on a full disk it is given up so that the little state of a spool can still be written, which
 * is what lets it deliver, and so get smaller.
 */
export class Reserve {
  private kept: boolean;

  constructor(private readonly file: string) {
    this.kept = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= BYTES;
    this.refill();
  }

  /** Whether the room is kept; while it is not, nothing else should be written. */
  get held(): boolean {
    return this.kept;
  }

  giveUp(): void {
    this.kept = false;
    rmSync(this.file, { force: true });
  }

  /** Takes the room again where the disk has it. */
  refill(): boolean {
    if (this.kept) return true;
    try {
      const fd = openSync(this.file, 'w', 0o600);
      try {
        writeAll(fd, Buffer.alloc(BYTES));
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      this.kept = true;
      return true;
    } catch (error) {
      if (!isFull(error)) throw error;
      this.giveUp();
      return false;
    }
  }
}

/** Whether an error says that a disk, or somebody's share of it, is full. */
export const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException | null)?.code ?? '');
