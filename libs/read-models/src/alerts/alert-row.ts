import { RETRO_HUNT, SEVERITIES } from '@wireledger/events';

import { shownTime } from '../sql/range';
import type { AlertShape, AlertStateShape, MeasureShape, NamedTextShape } from './alert-shapes';
import type { AlertVersion } from './alert-version';

/** An alert with the row version that is shown of it. */
export interface AlertRow extends AlertVersion {
  readonly id: string;
  readonly raised_at: number;
  readonly rule: string;
  readonly rule_version: number;
  readonly rule_name: string;
  readonly detector: string;
  readonly detector_version: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly kind: string;
  readonly technique: string | null;
  readonly sensor: string;
  readonly entity: string;
  readonly src: string | null;
  readonly dst: string | null;
  readonly dport: number | null;
  readonly fired_at: number;
  readonly window_from: number | null;
  readonly window_to: number | null;
  readonly baseline: Readonly<Record<string, number>>;
  readonly late: boolean;
  readonly measure: MeasureShape | null;
}

/** `alert` a joined with `alert_version` v: what {@link alertShape} needs. */
export const ALERT_ROW = 'a.*, v.*';

export const shownOrNull = (us: number | null): string | null => (us === null ? null : shownTime(us));
export const severityName = (rank: number): string => SEVERITIES[rank] ?? 'info';

export const alertShape = (row: AlertRow): AlertShape => ({
  id: row.id,
  severity: severityName(row.severity),
  kind: row.kind,
  title: row.rule_name,
  rule: row.rule,
  ruleVersion: row.rule_version,
  technique: row.technique,
  sensor: row.sensor,
  entity: row.entity,
  src: row.src,
  dst: row.dst,
  dport: row.dport,
  sources: row.sources,
  targets: row.targets,
  first: shownTime(row.first),
  last: shownTime(row.last),
  firedAt: shownTime(row.fired_at),
  raisedAt: shownTime(row.raised_at),
  summary: row.summary,
  findings: row.findings,
  late: row.late,
  retro: row.detector === RETRO_HUNT,
  state: stateShape(row),
});

const stateShape = (row: AlertRow): AlertStateShape => ({
  id: row.id,
  status: row.status,
  assignee: row.assignee,
  snoozedUntil: shownOrNull(row.snoozed_until),
  escalated: row.escalated,
  closeReason: row.close_reason,
  mergedInto: row.merged_into,
  version: row.version,
  lastAct:
    row.act && row.act_by && row.act_at !== null && row.act_command
      ? { action: row.act, by: row.act_by, at: shownTime(row.act_at), command: row.act_command }
      : null,
});

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'string' ? value : JSON.stringify(value);

/** Values as they were set, each as text; those of a group carry its name before a dot, empty ones are left out. */
export const namedTexts = (values: Readonly<Record<string, unknown>>, group = ''): NamedTextShape[] =>
  Object.entries(values).flatMap(([name, value]) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return namedTexts(value as Readonly<Record<string, unknown>>, `${group}${name}.`);
    const text = textOf(value);
    return text === '' ? [] : [{ name: `${group}${name}`, value: text }];
  });
