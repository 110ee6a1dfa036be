import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { addOther, type BadReason, type LoggedKind, type LogFigures, noEntries } from '@wireledger/decoders';
import type { LoggedState } from '@wireledger/flows';

import { replaceFile } from '../spool/durable-file';
import type { KnownFile } from './known-file';
import type { Plan } from './log-plan';

/** What lines came to; plain values. */
export interface LogCounts {
  readonly lines: number;
  readonly entries: Readonly<Record<LoggedKind, number>>;
  readonly others: Readonly<Record<string, number>>;
  readonly bad: Readonly<Partial<Record<BadReason, number>>>;
}

/**
 * How far a collector of logs is: everything up to here is in the event log. `plan` is the step that was begun after it, of which some may be there too: it is
 * done again, and what the log has is dropped by its number.
 */
export interface LogCheckpoint {
  readonly v: 1;
  readonly files: readonly KnownFile[];
  readonly facts: LoggedState;
  readonly counts: LogCounts;
  /** The places were looked at once: what turns up later is new. */
  readonly looked: boolean;
  /** Places from this one on were not: what lies rotated beside them is not new. None = all were, or none. */
  readonly unlooked?: number;
  readonly plan: Plan | null;
}

export const EMPTY_CHECKPOINT: LogCheckpoint = {
  ...{ v: 1, files: [], looked: false, plan: null },
  facts: { batches: 0, recorded: {}, second: -1, pending: [], packets: 0, bytes: 0 },
  counts: { lines: 0, entries: noEntries(), others: {}, bad: {} },
};

/** Adds what a step came to. */
export function addCounts(counts: LogCounts, { lines, entries, others, bad }: LogFigures): LogCounts {
  const sum = <T extends Readonly<Record<string, number>>>(a: T, b: Readonly<Record<string, number>>): T => {
    const all: Record<string, number> = { ...a };
    for (const [name, count] of Object.entries(b)) all[name] = (all[name] ?? 0) + count;
    return all as T;
  };
  const allOthers = { ...counts.others };
  for (const [what, count] of Object.entries(others)) addOther(allOthers, what, count);
  return {
    lines: counts.lines + lines,
    entries: sum(counts.entries, entries),
    others: allOthers,
    bad: sum(counts.bad as Record<string, number>, bad as Record<string, number>),
  };
}

/** The checkpoint of each collector, a file beside the others. */
export class LogStates {
  constructor(private readonly folder: string) {}

  private file(source: string): string {
    return path.join(this.folder, `${source}.state`);
  }

  /** null when there is none. @throws when it cannot be believed */
  read(source: string): LogCheckpoint | null {
    let text: string;
    try {
      text = readFileSync(this.file(source), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
    const state = JSON.parse(text) as LogCheckpoint;
    if (state.v !== 1) throw new Error(`${this.file(source)} is of another release`);
    return state;
  }

  write(source: string, state: LogCheckpoint): void {
    replaceFile(this.file(source), JSON.stringify(state));
  }

  remove(source: string): void {
    rmSync(this.file(source), { force: true });
  }
}
