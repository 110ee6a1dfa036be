import type { EventLog, Position } from '@wireledger/event-sourcing';

import { earliest } from './alert-writes';
import type { BatchIndex } from './batch-index';
import { tellAlert } from './tell-alert';

/** Copies that may wait; whoever brings one more waits until there is room. */
const MOST_WAITING = 256;
const BY = 'system:detection';

/** Evidence of an alert that stands in the log without it. */
export interface Awaited {
  readonly alert: string;
  /** Records that were counted, `event#n`. */
  readonly refs: readonly string[];
  /** When the alert was raised, µs. */
  readonly at: number;
  readonly correlationId: string;
  readonly causationId: string;
  /** Everything up to there was judged before the alert was raised. */
  readonly after: Position | 'start';
}

/**
 * Copies into alerts, one after the other, what has to be read back from the log for it, while judging goes on: the next alert waits for no evidence of the
 * one before. What waits belongs to the detectors' memory and is kept with it; copying anything again writes nothing.
 */
export class EvidenceQueue {
  private readonly waiting: Awaited[] = [];
  private running: Promise<void> | null = null;
  /** Ends with the copy in work; never fails. */
  private inWork: Promise<void> = Promise.resolve();
  private failure: { readonly error: unknown } | null = null;
  private stopped = false;

  constructor(
    private readonly log: EventLog,
    private readonly batches: Pick<BatchIndex, 'copy'>,
  ) {}

  /** Place up to which everything was judged before the first alert whose evidence is not written yet; null when all is written. */
  get unwrittenAfter(): Position | 'start' | null {
    return earliest(this.waiting.map(({ after }) => after));
  }

  /** Returns when it waits its turn, at once but for a long queue. @throws what kept an earlier copy from being written */
  async add(one: Awaited): Promise<void> {
    this.assertWell();
    while (this.waiting.length >= MOST_WAITING && !this.stopped) {
      await this.inWork;
      this.assertWell();
    }
    this.waiting.push(one);
    this.begin();
  }

  /** @throws what kept a copy from being written: it and those behind it still wait */
  assertWell(): void {
    if (this.failure) throw this.failure.error;
  }

  /** Resolves when everything that waits is written, or it was stopped. @throws what keeps it from that */
  async settled(): Promise<void> {
    while (this.running) await this.running;
    this.assertWell();
  }

  /** Begins no further copy. */
  stop(): void {
    this.stopped = true;
  }

  save(): unknown {
    return [...this.waiting];
  }

  /** Goes on from what {@link save} gave. */
  load(saved: unknown): void {
    this.waiting.push(...(saved as readonly Awaited[]));
    this.begin();
  }

  private begin(): void {
    // Without anything to do it would be over before it is noted that it runs.
    if (this.next() && !this.running) this.running = this.drain();
  }

  /** What is copied next; nothing after a failure or a stop. */
  private next(): Awaited | undefined {
    return this.failure || this.stopped ? undefined : this.waiting[0];
  }

  private async drain(): Promise<void> {
    for (let one = this.next(); one; one = this.next()) {
      this.inWork = this.copy(one);
      await this.inWork;
    }
    this.running = null;
  }

  /** Takes it out of the queue when its evidence is written. */
  private async copy({ alert, refs, at, correlationId, causationId }: Awaited): Promise<void> {
    try {
      const { records, left } = await this.batches.copy(refs);
      const facts = { alert, step: 0, records: [...records], left };
      // None of them is there any more: then there is nothing to keep.
      if (records.length > 0)
        await tellAlert(
          this.log,
          alert,
          { type: 'keepEvidence', facts },
          { actor: BY, correlationId, causationId, at },
        );
      this.waiting.shift();
    } catch (error) {
      this.failure = { error };
    }
  }
}
