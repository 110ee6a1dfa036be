import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { AppendReq } from '@wireledger/event-sourcing';

import { replaceFile, replaceFileSoon } from './durable-file';

/** The append that may or may not have reached the log: made again from the spool, word for word, after a restart. */
export interface PendingAppend {
  readonly stream: string;
  /** Expected revision as decimal text, or that the stream is absent. */
  readonly expected: string;
  readonly appendId: string;
  /** Numbers of its first and last record in the spool. */
  readonly from: number;
  readonly to: number;
}

/** What a sensor knows for certain about its own stream and sources; survives kill −9 at any moment. */
export interface SlotState {
  readonly v: 2;
  /** Stream of the day, '' before the first offer. */
  readonly stream: string;
  /** Last acknowledged revision in it as decimal text, '-1' when nothing is there yet. */
  readonly revision: string;
  /** Greatest acknowledged batch number and the last packet time in it (µs), by source id. */
  readonly acked: Readonly<Record<string, { readonly batch: number; readonly occ: number }>>;
  /** Records of the spool up to this number are in the log. */
  readonly delivered: number;
  readonly pending: PendingAppend | null;
}

/** As releases before the spool wrote it: the whole append stood in it. */
interface FormerState extends Pick<SlotState, 'stream' | 'revision' | 'acked'> {
  readonly v: 1;
  readonly pending: (Omit<AppendReq, 'expected'> & { readonly expected: string }) | null;
}

export const EMPTY_SLOT: SlotState = { v: 2, stream: '', revision: '-1', acked: {}, delivered: 0, pending: null };

/**
 * One file that always holds a whole state: written beside, fsynced, renamed. An append is offered to the log only after stream, expected
 * revision and ids stand here and its batches in the spool, so a repeat is equal to the first try and the log answers `duplicate`.
 */
export class SpoolSlot {
  constructor(private readonly file: string) {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  }

  /**
   * The state; null when there is none yet. What a former release left unanswered comes with it.
   * @throws when the file exists but is not a state: a person must look, losing it silently could double batches
   */
  read(): { readonly state: SlotState; readonly unanswered: AppendReq | null } | null {
    let text: string;
    try {
      text = readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    try {
      const state = JSON.parse(text) as SlotState | FormerState;
      if (state.v === 2) return { state, unanswered: null };
      if (state.v !== 1) throw new Error(`version ${(state as { v: unknown }).v}`);
      const { stream, revision, acked, pending } = state;
      const unanswered = pending && { ...pending, expected: expectedOf(pending.expected) };
      return { state: { ...EMPTY_SLOT, stream, revision, acked }, unanswered };
    } catch (error) {
      throw new Error(
        `${this.file} is damaged (${(error as Error).message}). Move it away only if this sensor's last batches may be lost.`,
        { cause: error },
      );
    }
  }

  /** @throws what the disk says; the state before stays */
  write(state: SlotState): void {
    replaceFile(this.file, JSON.stringify(state));
  }

  /** The same without holding up this thread; one at a time. Rejects with what the disk says */
  writeSoon(state: SlotState): Promise<void> {
    return replaceFileSoon(this.file, JSON.stringify(state));
  }
}

/** An expected revision as it was written down. */
export const expectedOf = (text: string): AppendReq['expected'] =>
  /^\d+$/.test(text) ? BigInt(text) : (text as 'none' | 'any' | 'exists');
