import type {
  AlertAcknowledged,
  AlertAssigned,
  AlertClosed,
  AlertEscalated,
  AlertEvidenceKept,
  AlertNoted,
  AlertRaised,
  AlertRecurred,
  AlertReopened,
  AlertReverted,
  AlertSnoozed,
  Severity,
  Triage,
} from '@wireledger/events';
import type { EventOf } from '@wireledger/event-sourcing';

/** Facts that detectors write. */
export type AlertFact = EventOf<typeof AlertRaised> | EventOf<typeof AlertRecurred> | EventOf<typeof AlertEvidenceKept>;

/** Acts of people. */
export type AlertAct =
  | EventOf<typeof AlertAcknowledged>
  | EventOf<typeof AlertAssigned>
  | EventOf<typeof AlertNoted>
  | EventOf<typeof AlertSnoozed>
  | EventOf<typeof AlertEscalated>
  | EventOf<typeof AlertClosed>
  | EventOf<typeof AlertReopened>
  | EventOf<typeof AlertReverted>;

export type AlertEvent = AlertFact | AlertAct;

/** What somebody did last, and what held before it. */
export interface LastAct {
  readonly type: AlertAct['type'];
  readonly by: string;
  /** Wall clock, µs. */
  readonly at: number;
  /** Idempotency key. */
  readonly command: string;
  readonly before: Triage;
}

export interface Alert {
  readonly id: string;
  readonly severity: Severity;
  /** Growth step that was told last; 0 = raised only. */
  readonly step: number;
  /** Growth steps whose evidence was kept. */
  readonly kept: readonly number[];
  readonly triage: Triage;
  /** Number of acts of people; what a person saw when he decided. Detectors do not count it up. */
  readonly version: number;
  readonly last: LastAct | null;
  /** Idempotency keys of the newest acts and what each of them was, oldest first; at most {@link REMEMBERED_KEYS}. */
  readonly commands: readonly (readonly [key: string, type: AlertAct['type']])[];
}

/** A repeated key is recognised as long as fewer acts than this lie between. */
export const REMEMBERED_KEYS = 200;

/** Nobody has decided anything yet. */
export const UNTOUCHED: Triage = {
  status: 'open',
  assignee: null,
  snoozedUntil: null,
  escalated: false,
  closing: null,
};

export const alertStream = (id: string): string => `alert-${id}`;
