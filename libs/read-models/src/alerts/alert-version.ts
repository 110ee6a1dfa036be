import { actionOf, type AlertEvent, graver, triageAfter, UNTOUCHED } from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import { SEVERITIES, type Severity, type Triage } from '@wireledger/events';

import { storable } from '../sql/storable';
import { storableJson } from '../sql/storable-json';

/** A row version of `alert_version`, in the words of its columns. */
export interface AlertVersion {
  readonly alert: string;
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly severity: number;
  readonly step: number;
  readonly findings: number;
  readonly first: number;
  readonly last: number;
  readonly sources: number;
  readonly targets: number;
  readonly measure: unknown;
  readonly summary: string;
  readonly kept: number;
  readonly not_kept: number;
  readonly status: string;
  readonly assignee: string | null;
  readonly snoozed_until: number | null;
  readonly escalated: boolean;
  readonly close_reason: string | null;
  readonly merged_into: string | null;
  readonly version: number;
  readonly act: string | null;
  readonly act_by: string | null;
  readonly act_at: number | null;
  readonly act_command: string | null;
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** The row version that an event makes of the one before; null when the alert was never raised. Pure. */
export function nextVersion(before: AlertVersion | null, event: AlertEvent, position: string): AlertVersion | null {
  if (event.type === 'domain.AlertRaised') return before ?? firstVersion(event, position);
  if (!before) return null;
  const after: AlertVersion = { ...before, valid_from: position, valid_to: null };
  switch (event.type) {
    case 'domain.AlertRecurred': {
      const { step, findings, severity } = event.data;
      const gravest = graver(SEVERITIES[before.severity] as Severity, severity);
      const sizes = { step: Math.max(before.step, step), findings: Math.max(before.findings, findings) };
      return { ...after, ...grown(event.data), ...sizes, severity: rank(gravest) };
    }
    case 'domain.AlertEvidenceKept': {
      const { records, left } = event.data;
      return { ...after, kept: before.kept + records.length, not_kept: before.not_kept + left };
    }
    default: {
      const { by, at, command } = event.data;
      const act = { act: actionOf(event.type), act_by: by, act_at: at, act_command: command };
      return { ...after, ...triageColumns(triageAfter(triageOf(before), event)), version: before.version + 1, ...act };
    }
  }
}

function firstVersion(event: AlertEvent & { type: 'domain.AlertRaised' }, position: string): AlertVersion {
  const { alert, severity } = event.data;
  return {
    ...{ alert, valid_from: position, valid_to: null, severity: rank(severity), step: 0, findings: 1 },
    ...grown(event.data),
    ...{ kept: 0, not_kept: 0, version: 0, act: null, act_by: null, act_at: null, act_command: null },
    ...triageColumns(UNTOUCHED),
  };
}

type Growth = (AlertEvent & { type: 'domain.AlertRaised' | 'domain.AlertRecurred' })['data'];

const grown = ({ first, last, sources, targets, measure, summary }: Growth) => ({
  ...{ first, last, sources, targets },
  measure: storableJson(measure),
  summary: storable(summary),
});

const triageColumns = ({ status, assignee, snoozedUntil, escalated, closing }: Triage) => ({
  ...{ status, assignee, snoozed_until: snoozedUntil, escalated },
  close_reason: closing?.reason ?? null,
  merged_into: closing?.into ?? null,
});

const triageOf = (row: AlertVersion): Triage => ({
  status: row.status as Triage['status'],
  assignee: row.assignee,
  snoozedUntil: row.snoozed_until,
  escalated: row.escalated,
  closing: row.close_reason
    ? { reason: row.close_reason as NonNullable<Triage['closing']>['reason'], into: row.merged_into }
    : null,
});

/** A stored event as what the domain folds. */
export const alertEvent = ({ type, data, meta }: RecordedEvent): AlertEvent =>
  ({ type, version: meta.sv, data }) as unknown as AlertEvent;
