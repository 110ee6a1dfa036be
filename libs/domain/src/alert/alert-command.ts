import type { AlertEvidenceKept, AlertRaised, AlertRecurred, CLOSE_REASONS } from '@wireledger/events';
import type { EventOf } from '@wireledger/event-sourcing';

/** Records that are kept with an alert, of one growth step. */
export type AlertEvidence = EventOf<typeof AlertEvidenceKept>['data'];

/** What a detector host tells of an alert. Saying a growth step again changes nothing. `evidence`: kept together with what is raised. */
export type AlertFinding =
  | { readonly type: 'raise'; readonly facts: EventOf<typeof AlertRaised>['data']; readonly evidence?: AlertEvidence }
  | { readonly type: 'keepEvidence'; readonly facts: AlertEvidence }
  | { readonly type: 'recur'; readonly facts: EventOf<typeof AlertRecurred>['data'] };

/** Who acts, when (wall clock, µs), under which idempotency key (UUID), and the version of the alert that he had before him. */
export interface Acting {
  readonly by: string;
  readonly at: number;
  readonly command: string;
  readonly seen: number;
}

export type CloseReason = (typeof CLOSE_REASONS)[number];

/** What is known of the alert that another one is merged into: a fact about the world that the decision needs. */
export interface MergeTarget {
  readonly id: string;
  readonly exists: boolean;
  readonly closed: boolean;
}

type Act =
  | { readonly type: 'acknowledge'; readonly reason: string }
  | { readonly type: 'assign'; readonly assignee: string | null }
  | { readonly type: 'note'; readonly text: string }
  /** `until`: wall clock, µs. */
  | { readonly type: 'snooze'; readonly until: number; readonly reason: string | null }
  | { readonly type: 'escalate'; readonly note: string | null }
  | { readonly type: 'close'; readonly reason: CloseReason; readonly note: string | null }
  | { readonly type: 'reopen'; readonly reason: string }
  | { readonly type: 'merge'; readonly into: MergeTarget }
  /** `undone`: the idempotency key of the act that is taken back. */
  | { readonly type: 'undo'; readonly undone: string };

export type AlertActCommand = Act & Acting;
export type AlertCommand = AlertFinding | AlertActCommand;
