import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { ClientBase } from 'pg';

/**
 * A way to fold the log into tables. `apply` gets events in log order, exactly once each, inside the transaction that also
 * moves the checkpoint; it never asks the pool for a second connection. What it writes depends on the events alone.
 */
export interface Projection {
  readonly name: string;
  /** Counted up when the tables or the folding change: the new version starts from the beginning of the log. */
  readonly version: number;
  /** Event types, or prefixes that end in a dot, that it folds. */
  readonly types: readonly string[];
  apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void>;
  /** Removes everything that it has written. */
  clear(client: ClientBase): Promise<void>;
}
