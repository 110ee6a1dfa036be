import { type EvidenceRecord, TELEMETRY_TYPES } from '@wireledger/events';
import type { Recalled } from '../../detector';
import type { AlertChange } from '../../host/alert-change';
import type { Rule } from '../../rules/rule';
import { host, SCOPE } from '../../testing/judged';
import { batchesOf, type Row } from '../../testing/rows';
import { evidenceRecord } from '../evidence-record';
import { type RaisedAlert, recalledFor } from '../replay-alert';

/** The first alert that a rule raises on rows, with its records as the log keeps them, and what it says of all else that it rests on. */
export function keptAlert(
  rule: Rule,
  rows: readonly Row[],
): { readonly alert: RaisedAlert; readonly recalled: Recalled; readonly change: AlertChange } {
  const batches = batchesOf(rows, 50);
  const { host: judging, changes } = host([rule]);
  for (const batch of batches) judging.take(batch);
  judging.finish();
  const change = changes.find((one) => one.change === 'raised');
  if (!change) throw new Error(`${rule.id} raises nothing`);
  const evidence = change.evidence.map((ref) => {
    const [id, n] = ref.split('#');
    const at = batches.findIndex(({ eventId }) => eventId === id);
    const batch = batches[at] as (typeof batches)[number];
    const event = { id: batch.eventId, type: TELEMETRY_TYPES[batch.kind], position: String(at).padStart(8, '0') };
    return evidenceRecord({ ...event, data: batch.payload as never, meta: {} }, Number(n));
  });
  if (evidence.includes(null)) throw new Error(`${rule.id} names a record that there is not`);
  const written = JSON.parse(JSON.stringify({ evidence, entity: change.entity, baseline: change.baseline })) as {
    readonly evidence: EvidenceRecord[];
    readonly entity: string;
    readonly baseline: Record<string, number>;
  };
  const recalled = recalledFor(rule, written);
  if (typeof recalled === 'string') throw new Error(recalled);
  return {
    alert: {
      ...{ id: change.id, rule, severity: change.severity, value: change.value, evidence: written.evidence },
      scope: { sensor: 'edge-1', timeline: SCOPE },
    },
    ...{ recalled, change },
  };
}
