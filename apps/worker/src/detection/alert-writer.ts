import type { PublishedRules } from '@wireledger/detectors/published';
import type { AlertCommand } from '@wireledger/domain';
import type { EventLog, Position, RecordedEvent } from '@wireledger/event-sourcing';
import type { AlertEvidenceKept, AlertRaised } from '@wireledger/events';

import type { BatchIndex } from './batch-index';
import type { EvidenceQueue } from './evidence-queue';
import type { AlertWrites } from './alert-writes';
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

/** What detectors say, and of what. */
export interface Said {
  readonly said: ScopedChange;
  /** The event that was judged last. */
  readonly cause: RecordedEvent;
  /** Nobody can have judged it before, but for a worker that runs beside. */
  readonly likelyNew: boolean;
}

/** The same as a command to the alert. */
interface Finding extends Said {
  readonly finding: Extract<AlertCommand, { readonly type: 'raise' | 'recur' }>;
}

/**
 * Turns what detectors say into events of alerts; saying anything again writes nothing.
 */
export class AlertWriter {
  constructor(
    private readonly log: EventLog,
    private readonly batches: BatchIndex,
    private readonly rules: PublishedRules,
    /** Takes evidence that has to be read back from the log. */
    private readonly evidence: EvidenceQueue,
    private readonly writes: AlertWrites,
  ) {}

  /**
   * Returns when everything is on its way to the log. `after`: everything up to there was judged before.
   * @throws what kept something that was said before from being written: what the log throws; CommandConflict when others keep writing
   */
  async writeAll(all: readonly Said[], after: Position | 'start'): Promise<void> {
    for (const one of all) {
      if (one.said.change.change === 'ended') continue;
      // Copied now: what is at hand may be gone by its turn.
      const finding = this.findingOf(one);
      finding.catch(() => undefined);
      const write = async () => this.write(await finding, after);
      await this.writes.add({ alert: one.said.change.id, after, write });
    }
  }

  private async write({ said: { change }, cause, likelyNew, finding }: Finding, after: Position | 'start') {
    const { id: alert, last: at } = change;
    const by = { correlationId: cause.meta.$correlationId, causationId: cause.id, at };
    const isNew = likelyNew && finding.type === 'raise';
    await tellAlert(this.log, alert, finding, { actor: BY, ...by, likelyNew: isNew });
    const isWhole = finding.type !== 'raise' || finding.evidence !== undefined || change.evidence.length === 0;
    if (!isWhole) await this.evidence.add({ alert, refs: change.evidence, ...by, after });
  }

  private async findingOf(said: Said): Promise<Finding> {
    const { change, scope } = said.said;
    const { id: alert } = change;
    const growth = growthOf(change);
    if (change.change === 'recurred') {
      const facts = { alert, step: change.step, findings: change.step || 1, ...growth };
      return { ...said, finding: { type: 'recur', facts } };
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
    return { ...said, finding: { type: 'raise', facts, ...(await this.atHand(change)) } };
  }

  /** Evidence that comes with its alert; nothing when a part of it lies in the log alone, for which neither this alert nor another one waits. */
  private async atHand({ id: alert, evidence }: ScopedChange['change']): Promise<{ readonly evidence?: Evidence }> {
    if (!this.batches.holds(evidence)) return {};
    const { records, left } = await this.batches.copy(evidence);
    return records.length === 0 ? {} : { evidence: { alert, step: 0, records: [...records], left } };
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
