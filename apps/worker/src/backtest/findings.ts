import type { AlertChange } from '@wireledger/detectors';
import type { RecordedEvent } from '@wireledger/event-sourcing';

import type { Scope, ScopedChange } from '../detection/timelines';

/** An alert that a version raises, as it is now. */
export interface Finding {
  readonly scope: Scope;
  /** The alert with its latest numbers. */
  readonly alert: AlertChange;
  /** What was counted when it was raised, `eventId#n`. */
  readonly evidence: readonly string[];
  /** When the record was recorded at which it was raised, µs. */
  readonly recordedAt: number;
}

/** Alerts of one version in the order in which they were raised, at most so many. */
export class Findings {
  private readonly found = new Map<string, Finding>();
  /** Told since the last look, in order: the first ones only. */
  private told: Finding[] = [];

  constructor(
    readonly version: number,
    private readonly most: number,
  ) {}

  get size(): number {
    return this.found.size;
  }

  /** More alerts than are kept. */
  get full(): boolean {
    return this.found.size >= this.most;
  }

  /** What happened to an alert at an event. */
  add({ change, scope }: ScopedChange, at: RecordedEvent): void {
    const known = this.found.get(change.id);
    if (known) this.found.set(change.id, { ...known, alert: change });
    else if (change.change === 'raised' && !this.full) {
      const finding = { scope, alert: change, evidence: change.evidence, recordedAt: at.recordedAt };
      this.found.set(change.id, finding);
      this.told.push(finding);
    }
  }

  /** Raised since this was asked last. */
  news(): readonly Finding[] {
    const { told } = this;
    this.told = [];
    return told;
  }

  list(): readonly Finding[] {
    return [...this.found.values()];
  }
}
