import { BatchPlan, GROUP, type PlannedRows } from './batch-plan';
import type { Keyed } from './intake-keys';

/** What one request asks to be written, all of it or nothing. */
export interface IntakeAsk extends PlannedRows {
  /** Null when its sender gave it no key. */
  readonly keyed: Keyed | null;
}

/** Records that may wait, and characters of them; what comes then is sent away, and comes again. */
export const MOST_WAITING = { records: 20_000, chars: 32 * 1024 * 1024 } as const;
/** Requests of one group at most. */
const MOST_TOGETHER = 1000;

/** Requests that wait to be written, in the order in which they came. */
export class IntakeQueue<T extends IntakeAsk> {
  private waiting: T[] = [];
  private readonly held = { records: 0, chars: 0 };

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** Whether it has room for that as well. */
  takes({ rows }: IntakeAsk): boolean {
    const { records, chars } = this.held;
    return records + rows.length <= MOST_WAITING.records && chars + charsOf(rows) <= MOST_WAITING.chars;
  }

  push(one: T): void {
    this.waiting.push(one);
    this.hold(one, 1);
  }

  /** Before all others: their turn had come already. */
  putBack(ones: readonly T[]): void {
    this.waiting.unshift(...ones);
    for (const one of ones) this.hold(one, 1);
  }

  /** As many as one append takes, each key once. */
  next(): T[] {
    const plan = new BatchPlan();
    const keys = new Set<string>();
    let count = 0;
    for (const one of this.waiting.slice(0, MOST_TOGETHER)) {
      const { keyed } = one;
      const name = keyed ? `${keyed.token} ${keyed.key}` : null;
      if (name !== null && keys.has(name)) break;
      if (plan.add(one, GROUP) === null && count > 0) break;
      if (name !== null) keys.add(name);
      count++;
    }
    const group = this.waiting.splice(0, count);
    for (const one of group) this.hold(one, -1);
    return group;
  }

  private hold({ rows }: T, sign: 1 | -1): void {
    this.held.records += sign * rows.length;
    this.held.chars += sign * charsOf(rows);
  }
}

const charsOf = (rows: PlannedRows['rows']): number => rows.reduce((sum, { chars }) => sum + chars, 0);
