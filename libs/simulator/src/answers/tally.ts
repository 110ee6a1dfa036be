import type { Counted } from './answer-file';

/** Counts per key. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(key: string, count = 1): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + count);
  }

  /** Moves one from a key to another; '' stands for nowhere. */
  move(from: string, to: string): void {
    if (from === to) return;
    if (from !== '') this.add(from, -1);
    if (to !== '') this.add(to, 1);
  }

  /** Keys with a count, greatest first, then by key. */
  sorted(): Counted[] {
    return [...this.counts]
      .filter(([, count]) => count !== 0)
      .map(([key, count]) => ({ key, count }))
      .sort((a, b) => b.count - a.count || byCodeUnit(a.key, b.key));
  }
}

/** Orders texts by code unit, the same everywhere. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
