import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { AppendReq } from '@wireledger/event-sourcing';

/** What a sensor knows for certain about its own stream and sources; survives kill −9 at any moment. */
export interface SlotState {
  readonly v: 1;
  /** Stream of the day, '' before the first offer. */
  readonly stream: string;
  /** Last acknowledged revision in it as decimal text, '-1' when nothing is there yet. */
  readonly revision: string;
  /** Greatest acknowledged batch number and the last packet time in it (µs), by source id. */
  readonly acked: Readonly<Record<string, { readonly batch: number; readonly occ: number }>>;
  /** The append that may or may not have reached the log: offered again, word for word, after a restart. */
  readonly pending: AppendReq | null;
}

export const EMPTY_SLOT: SlotState = { v: 1, stream: '', revision: '-1', acked: {}, pending: null };

/**
 * One file that always holds a whole state: written beside, fsynced, renamed. An append is offered to the log only after
 * its request stands here, so a repeat is equal to the first try and the log answers `duplicate`.
 */
export class SpoolSlot {
  constructor(private readonly file: string) {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  }

  /** @throws when the file exists but is not a state: a person must look, losing it silently could double batches */
  read(): SlotState {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return EMPTY_SLOT;
      throw error;
    }
    try {
      const state = JSON.parse(text, (key, value: unknown) =>
        key === 'expected' && typeof value === 'string' && /^\d+$/.test(value) ? BigInt(value) : value,
      ) as SlotState;
      if (state.v !== 1) throw new Error(`version ${state.v}`);
      return state;
    } catch (error) {
      throw new Error(
        `${this.file} is damaged (${(error as Error).message}). Move it away only if this sensor's last batches may be lost.`,
        { cause: error },
      );
    }
  }

  write(state: SlotState): void {
    // The only bigint is named here: a replacer would be called for every number of every batch.
    const { pending } = state;
    const stored = pending && { ...pending, expected: plain(pending.expected) };
    const text = JSON.stringify({ ...state, pending: stored });
    const beside = `${this.file}.new`;
    const fd = openSync(beside, 'w', 0o600);
    try {
      writeSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, this.file);
    const folder = openSync(path.dirname(this.file), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }
}

const plain = (expected: AppendReq['expected']) => (typeof expected === 'bigint' ? expected.toString() : expected);
