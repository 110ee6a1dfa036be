import type { EvidenceRecord } from '@wireledger/events';
import type { AlertChange } from '../host/alert-change';
import { DetectorHost } from '../host/detector-host';
import { timelineScope } from '../host/timeline-scope';
import type { Lists } from '../lists';
import type { Regions } from '../regions';
import type { Rule } from '../rules/rule';
import { evidenceBatches } from './evidence-record';

/** An alert as it was raised, with what it stands on. */
export interface RaisedAlert {
  readonly id: string;
  readonly rule: Rule;
  readonly scope: { readonly sensor: string; readonly timeline: string };
  readonly severity: string;
  /** Measured value; null where nothing was measured. */
  readonly value: number | null;
  /** Records that are kept of those that were counted. */
  readonly evidence: readonly EvidenceRecord[];
}

/** `same`: the same alert again; `different`: one, but with another id, value or severity; `nothing`: none. */
export type ReplayOutcome = 'same' | 'different' | 'nothing';

/** What became of the records in a fresh detector. */
export interface Replay {
  readonly outcome: ReplayOutcome;
  /** What was raised; of several the one with the id of the alert, or else the first. */
  readonly raised: AlertChange | null;
  /** Whether anything is raised without the record that came last. */
  readonly withoutLast: boolean;
}

/** What judged beside the records: lists, and where addresses are. */
export interface Outside {
  readonly lists?: Lists;
  readonly regions?: Regions;
}

/** Gives the kept records of an alert, and nothing else but what judged beside them, to a fresh detector. */
export function replayAlert(alert: RaisedAlert, outside: Outside = {}): Replay {
  const { id, severity, value, evidence } = alert;
  const found = raisedBy(alert, evidence, outside);
  const raised = found.find((change) => change.id === id) ?? found[0] ?? null;
  const same = raised?.id === id && raised.severity === severity && (value === null || raised.value === value);
  return {
    outcome: same ? 'same' : raised ? 'different' : 'nothing',
    raised,
    withoutLast: raisedBy(alert, withoutLast(evidence), outside).length > 0,
  };
}

/** Alerts that a rule raises on records alone. */
export function raisedBy(
  { rule, scope }: Pick<RaisedAlert, 'rule' | 'scope'>,
  evidence: readonly EvidenceRecord[],
  outside: Outside = {},
): AlertChange[] {
  const raised: AlertChange[] = [];
  const host = new DetectorHost({
    ...{ scope: timelineScope(scope), rules: [rule], ...outside },
    onChange: (change) => void (change.change === 'raised' && raised.push(change)),
  });
  for (const batch of evidenceBatches(evidence, { sensor: scope.sensor, source: scope.timeline })) host.take(batch);
  host.finish();
  return raised;
}

function withoutLast(evidence: readonly EvidenceRecord[]): readonly EvidenceRecord[] {
  const last = evidence.reduce<EvidenceRecord | undefined>(
    (latest, one) =>
      !latest || one.position > latest.position || (one.position === latest.position && one.n > latest.n)
        ? one
        : latest,
    undefined,
  );
  return evidence.filter((one) => one !== last);
}
