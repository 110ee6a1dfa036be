import type { EvidenceRecord } from '@wireledger/events';
import type { Kept, Recalled } from '../detector';
import type { AlertChange } from '../host/alert-change';
import { DetectorHost } from '../host/detector-host';
import { timelineScope } from '../host/timeline-scope';
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

/**
 * What a rule's findings rest on besides their records, as an alert of it keeps that: nothing (`{}`), what a fresh detector is given with the records, or
 * why there is nothing to give, in words that go on behind “It rests on more than its records: on”.
 */
export function recalledFor({ detector, parameters }: Rule, kept: Kept): Recalled | string {
  const rests = detector.restsOn?.(parameters) ?? null;
  if (rests === null) return {};
  if (!detector.recall) return `${rests}. No alert can keep that.`;
  return (
    (detector.recall(kept, parameters) as Recalled | null) ??
    `${rests}. The alert does not keep the numbers that say what these came to.`
  );
}

/** Gives the kept records of an alert, and nothing else but what judged beside them, to a fresh detector. */
export function replayAlert(alert: RaisedAlert, outside: Recalled = {}): Replay {
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

/** Alerts that a rule raises on records alone, once so much time has passed that all of its windows are complete. */
export function raisedBy(
  { rule, scope }: Pick<RaisedAlert, 'rule' | 'scope'>,
  evidence: readonly EvidenceRecord[],
  { lists, regions, begin }: Recalled = {},
): AlertChange[] {
  const raised: AlertChange[] = [];
  const { detector, parameters } = rule;
  const host = new DetectorHost({
    ...{ scope: timelineScope(scope), rules: [begin ? { ...rule, detector: { ...detector, begin } } : rule] },
    ...{ ...(lists && { lists }), ...(regions && { regions }) },
    onChange: (change) => void (change.change === 'raised' && raised.push(change)),
  });
  for (const batch of evidenceBatches(evidence, { sensor: scope.sensor, source: scope.timeline })) host.take(batch);
  host.pass(detector.windowUs(parameters));
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
