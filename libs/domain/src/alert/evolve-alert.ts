import { type Severity, SEVERITIES, type Triage } from '@wireledger/events';

import { type Alert, type AlertAct, type AlertEvent, REMEMBERED_KEYS, UNTOUCHED } from './alert';

/** Folds one fact. Facts about an alert that was never raised are left out. */
export function evolveAlert(alert: Alert | null, event: AlertEvent): Alert | null {
  if (event.type === 'domain.AlertRaised') {
    const { alert: id, severity } = event.data;
    return { id, severity, step: 0, kept: [], triage: UNTOUCHED, version: 0, last: null, commands: [] };
  }
  if (!alert) return null;
  if (event.type === 'domain.AlertRecurred')
    return {
      ...alert,
      step: Math.max(alert.step, event.data.step),
      severity: graver(alert.severity, event.data.severity),
    };
  if (event.type === 'domain.AlertEvidenceKept') return { ...alert, kept: [...alert.kept, event.data.step] };
  const { by, at, command } = event.data;
  return {
    ...alert,
    triage: triageAfter(alert.triage, event),
    version: alert.version + 1,
    last: { type: event.type, by, at, command, before: alert.triage },
    commands: [...alert.commands, [command, event.type] as const].slice(-REMEMBERED_KEYS),
  };
}

export const graver = (a: Severity, b: Severity): Severity => (SEVERITIES.indexOf(b) > SEVERITIES.indexOf(a) ? b : a);

/** What holds after an act. Pure; also what the read model folds. */
export function triageAfter(triage: Triage, { type, data }: AlertAct): Triage {
  switch (type) {
    case 'domain.AlertAcknowledged':
      return { ...triage, status: 'acknowledged', snoozedUntil: null };
    case 'domain.AlertAssigned':
      return { ...triage, assignee: data.assignee };
    case 'domain.AlertNoted':
      return triage;
    case 'domain.AlertSnoozed':
      return { ...triage, snoozedUntil: data.until };
    case 'domain.AlertEscalated':
      return { ...triage, escalated: true, snoozedUntil: null };
    case 'domain.AlertClosed':
      return { ...triage, status: 'closed', snoozedUntil: null, closing: { reason: data.reason, into: data.into } };
    case 'domain.AlertReopened':
      return { ...triage, status: 'open', closing: null };
    case 'domain.AlertReverted':
      return data.restored;
  }
}
