import type { PublishedRules } from '@wireledger/detectors/published';
import type { AlertCommand } from '@wireledger/domain';
import type { EventLog, RecordedEvent } from '@wireledger/event-sourcing';
import type { AlertEvidenceKept, AlertRaised } from '@wireledger/events';

import type { BatchIndex } from './batch-index';
import { techniqueOf } from './techniques';
import { tellAlert } from './tell-alert';
import type { ScopedChange } from './timelines';

const BY = 'system:detection';
const MAX_LABEL = 300;
const MAX_SUMMARY = 2000;
const SECOND = 1_000_000;

type Raised = Parameters<typeof AlertRaised.create>[0];
type Evidence = Parameters<typeof AlertEvidenceKept.create>[0];

const cut = (text: string, most = MAX_LABEL): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
const cutOrNull = (text: string | null): string | null => (text === null ? null : cut(text));

/**
 * Turns what detectors say into events of alerts; saying anything again writes nothing.
 */
export class AlertWriter {
  constructor(
    private readonly log: EventLog,
    private readonly batches: BatchIndex,
    private readonly rules: PublishedRules,
  ) {}

  /** `cause`: the event that was judged last; `likelyNew`: nobody can have judged it before, but for a worker that runs beside. @throws what the log throws; CommandConflict when others keep writing */
  async write({ change, scope }: ScopedChange, cause: RecordedEvent, likelyNew: boolean): Promise<void> {
    const { id: alert } = change;
    if (change.change === 'ended') return;
    const growth = growthOf(change);
    if (change.change === 'recurred') {
      const facts = { alert, step: change.step, findings: change.step || 1, ...growth };
      return this.tell(alert, { type: 'recur', facts }, change.last, cause);
    }
    const parameters = this.rules.parametersOf(change.rule, change.version);
    const facts: Raised = {
      alert,
      rule: { id: change.rule, version: change.version, name: cut(this.rules.nameOf(change.rule, change.version)) },
      detector: { name: change.detector, version: change.detectorVersion },
      parameters,
      kind: change.kind,
      technique: techniqueOf(change.kind),
      scope: { sensor: cut(scope.sensor, 100), timeline: scope.timeline },
      entity: cut(change.entity),
      ...{ src: cutOrNull(change.src), dst: cutOrNull(change.dst), dport: change.dport },
      ...growth,
      at: change.last,
      window: windowOf(change.last, parameters),
      baseline: change.baseline,
      late: change.late,
    };
    // What lies in the log alone takes a while to copy: the alert does not wait for that.
    const atHand = this.batches.holds(change.evidence) ? await this.evidenceOf(change) : null;
    const raise = { type: 'raise', facts, ...(atHand ? { evidence: atHand } : {}) } as const;
    await this.tell(alert, raise, change.last, cause, likelyNew);
    const evidence = atHand ? null : await this.evidenceOf(change);
    if (evidence) await this.tell(alert, { type: 'keepEvidence', facts: evidence }, change.last, cause);
  }

  /** Null when none of the records is there any more. */
  private async evidenceOf({ id: alert, evidence }: ScopedChange['change']): Promise<Evidence | null> {
    const { records, left } = await this.batches.copy(evidence);
    return records.length === 0 ? null : { alert, step: 0, records: [...records], left };
  }

  private tell(
    alert: string,
    command: AlertCommand,
    at: number,
    { meta, id }: RecordedEvent,
    likelyNew = false,
  ): Promise<void> {
    const by = { actor: BY, correlationId: meta.$correlationId, causationId: id, at };
    return tellAlert(this.log, alert, command, { ...by, likelyNew });
  }
}

const growthOf = ({ severity, first, last, sources, targets, ...told }: ScopedChange['change']) => ({
  ...{ severity, first, last, sources: sources.length, targets: targets.length },
  measure: { ...told.measure, value: told.value, threshold: told.threshold },
  summary: cut(told.summary, MAX_SUMMARY),
});

/** Window of the rule that ended with the crossing record, when the rule has one. */
function windowOf(to: number, { windowS }: Readonly<Record<string, unknown>>): Raised['window'] {
  return typeof windowS === 'number' && windowS > 0 ? { from: to - Math.round(windowS * SECOND), to } : null;
}
