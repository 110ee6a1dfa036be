import { comparePositions, type Position } from '@wireledger/event-sourcing';

/** So many may be on their way; whoever brings more waits until there is room. */
const MOST = 32;

/** Something that is to be written of an alert. */
export interface AlertWrite {
  /** What is said of one alert is written in the order in which it was said. */
  readonly alert: string;
  /** Everything up to there was judged before. */
  readonly after: Position | 'start';
  /** Resolves when it stands in the log. */
  write(): Promise<void>;
}

/**
 * What detectors said and is on its way to the log, while they judge on: an alert waits neither for the rest of its page nor for another one, and judging
 * waits for neither.
 */
export class AlertWrites {
  private readonly all = new Set<{ readonly after: Position | 'start'; readonly over: Promise<void> }>();
  /** The last one of each alert. */
  private readonly lastOf = new Map<string, Promise<void>>();
  private failure: { readonly error: unknown } | null = null;

  /** Place up to which everything was judged before the first that is not written yet; null when all is written. */
  get unwrittenAfter(): Position | 'start' | null {
    return earliest([...this.all].map(({ after }) => after));
  }

  /** Returns when it is on its way, at once but for many others. @throws what kept an earlier one from being written */
  async add({ alert, after, write }: AlertWrite): Promise<void> {
    this.assertWell();
    while (this.all.size >= MOST) {
      await Promise.race([...this.all].map(({ over }) => over));
      this.assertWell();
    }
    const over = this.after(this.lastOf.get(alert), write);
    const one = { after, over };
    this.all.add(one);
    this.lastOf.set(alert, over);
    void over.then(() => {
      // One that failed is never written: nobody is told that what it was said of is judged.
      if (!this.failure) this.all.delete(one);
      if (this.lastOf.get(alert) === over) this.lastOf.delete(alert);
    });
  }

  /** @throws what kept one from being written */
  assertWell(): void {
    if (this.failure) throw this.failure.error;
  }

  /** Resolves when all is written. @throws what keeps it from that */
  async settled(): Promise<void> {
    while (this.all.size > 0) {
      await Promise.all([...this.all].map(({ over }) => over));
      this.assertWell();
    }
    this.assertWell();
  }

  /** Never fails; writes nothing behind a failure. */
  private async after(before: Promise<void> | undefined, write: () => Promise<void>): Promise<void> {
    try {
      if (before) await before;
      if (!this.failure) await write();
    } catch (error) {
      this.failure ??= { error };
    }
  }
}

/** The least of some positions; null of none. */
export const earliest = (positions: readonly (Position | 'start' | null)[]): Position | 'start' | null => {
  let least: Position | 'start' | null = null;
  for (const position of positions)
    if (position !== null && (least === null || comparePositions(position, least) < 0)) least = position;
  return least;
};
