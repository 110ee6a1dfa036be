import {
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
  MAX_EVIDENCE_BYTES,
} from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';

import type { Alert, AlertAct, AlertEvent } from './alert';
import type { AlertActCommand, AlertCommand, AlertFinding, AlertEvidence, MergeTarget } from './alert-command';
import { graver } from './evolve-alert';
import { said, saidOrNull } from './said';

const MAX_REASON = 500;
const MAX_NOTE = 4000;
const DAY_US = 86_400_000_000;
export const MAX_SNOOZE_DAYS = 90;
/** How long an act can be taken back, µs. The console offers it for 10 s; the rest is for slow lines. */
export const UNDO_WITHIN_US = 60_000_000;

/** @throws DomainError of the codes named at each refusal below */
export function decideAlert(alert: Alert | null, command: AlertCommand): readonly AlertEvent[] {
  if (command.type === 'raise') {
    const raised = alert ? [] : [AlertRaised.create(command.facts)];
    return command.evidence ? [...raised, ...keep(alert?.kept ?? [], command.evidence)] : raised;
  }
  const known = existing(alert);
  return isFinding(command) ? decideFinding(known, command) : decideAct(known, command);
}

const isFinding = (command: AlertCommand): command is AlertFinding =>
  command.type === 'raise' || command.type === 'recur' || command.type === 'keepEvidence';

function existing(alert: Alert | null): Alert {
  if (!alert) throw new DomainError('ALERT_UNKNOWN', 'There is no such alert.');
  return alert;
}

function decideFinding(alert: Alert, command: AlertFinding): readonly AlertEvent[] {
  if (command.type === 'recur') {
    const { step, severity } = command.facts;
    const told = step <= alert.step && graver(alert.severity, severity) === alert.severity;
    return told ? [] : [AlertRecurred.create(command.facts)];
  }
  return command.type === 'keepEvidence' ? keep(alert.kept, command.facts) : [];
}

/** `kept`: growth steps whose evidence was kept before. */
function keep(kept: readonly number[], evidence: AlertEvidence): readonly AlertEvent[] {
  if (kept.includes(evidence.step)) return [];
  const bytes = new TextEncoder().encode(JSON.stringify(evidence.records)).length;
  if (bytes > MAX_EVIDENCE_BYTES)
    throw new DomainError(
      'EVIDENCE_TOO_LARGE',
      `The evidence has ${bytes} bytes, at most ${MAX_EVIDENCE_BYTES} are kept. Keep fewer records and count the rest in \`left\`.`,
    );
  return [AlertEvidenceKept.create(evidence)];
}

function decideAct(alert: Alert, command: AlertActCommand): readonly AlertEvent[] {
  if (isRepeated(alert, command)) return [];
  assertSeen(alert, command);
  const { triage } = alert;
  const act = { alert: alert.id, by: command.by, at: command.at, command: command.command };
  switch (command.type) {
    case 'acknowledge':
      assertOpen(alert, 'acknowledged');
      if (triage.status === 'acknowledged') return [];
      return [AlertAcknowledged.create({ ...act, reason: said('The reason', command.reason, MAX_REASON) })];
    case 'assign':
      assertOpen(alert, 'assigned');
      if (triage.assignee === command.assignee) return [];
      return [AlertAssigned.create({ ...act, assignee: command.assignee, before: triage.assignee })];
    case 'note':
      return [AlertNoted.create({ ...act, text: said('The note', command.text, MAX_NOTE) })];
    case 'snooze':
      assertOpen(alert, 'snoozed');
      assertSnooze(command.until, command.at);
      if (triage.snoozedUntil === command.until) return [];
      return [
        AlertSnoozed.create({
          ...act,
          until: command.until,
          reason: saidOrNull('The reason', command.reason, MAX_REASON),
        }),
      ];
    case 'escalate':
      assertOpen(alert, 'escalated');
      if (triage.escalated) return [];
      return [AlertEscalated.create({ ...act, note: saidOrNull('The note', command.note, MAX_NOTE) })];
    case 'close': {
      const { reason } = command;
      if (triage.closing?.reason === reason) return [];
      assertOpen(alert, 'closed again');
      const note = saidOrNull('The note', command.note, MAX_NOTE);
      return [AlertClosed.create({ ...act, reason, into: null, note })];
    }
    case 'reopen':
      if (triage.status !== 'closed') return [];
      return [AlertReopened.create({ ...act, reason: said('The reason', command.reason, MAX_REASON) })];
    case 'merge':
      if (triage.closing?.into === command.into.id) return [];
      assertOpen(alert, 'merged');
      assertMergeable(alert, command.into);
      return [AlertClosed.create({ ...act, reason: 'duplicate', into: command.into.id, note: null })];
    case 'undo':
      return [AlertReverted.create({ ...act, undone: command.undone, restored: undoable(alert, command) })];
  }
}

/** What each command becomes. */
const EVENT_OF: Readonly<Record<AlertActCommand['type'], AlertAct['type']>> = {
  acknowledge: AlertAcknowledged.type,
  assign: AlertAssigned.type,
  note: AlertNoted.type,
  snooze: AlertSnoozed.type,
  escalate: AlertEscalated.type,
  close: AlertClosed.type,
  reopen: AlertReopened.type,
  merge: AlertClosed.type,
  undo: AlertReverted.type,
};

/** Whether it was done before, under the same key. @throws DomainError IDEMPOTENCY_KEY_REUSED when that was something else: nobody is told that it was done */
function isRepeated({ commands }: Alert, { type, command }: AlertActCommand): boolean {
  const before = commands.find(([key]) => key === command);
  if (!before) return false;
  if (before[1] === EVENT_OF[type]) return true;
  throw new DomainError(
    'IDEMPOTENCY_KEY_REUSED',
    `Under this key the alert was ${actionOf(before[1])} before. A key is of one act: choose a new one for a new act.`,
  );
}

/** Nothing is decided on what somebody else has changed meanwhile. @throws DomainError ALERT_CONFLICT with the other's act */
function assertSeen(alert: Alert, { seen }: AlertActCommand): void {
  if (seen === alert.version) return;
  const { version, last } = alert;
  throw new DomainError(
    'ALERT_CONFLICT',
    'Somebody else acted on this alert first. Look at what he did, then decide again.',
    {
      version,
      ...(last ? { by: last.by, action: actionOf(last.type), at: last.at } : {}),
    },
  );
}

/** `domain.AlertClosed` → `closed`: an act in one word. */
export const actionOf = (type: string): string => {
  const name = type.slice(type.lastIndexOf('.Alert') + '.Alert'.length);
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
};

/** @throws DomainError ALERT_CLOSED */
function assertOpen(alert: Alert, what: string): void {
  if (alert.triage.status === 'closed')
    throw new DomainError('ALERT_CLOSED', `This alert is closed and cannot be ${what}. Reopen it first.`);
}

/** @throws DomainError SNOOZE_TIME */
function assertSnooze(until: number, now: number): void {
  if (until <= now) throw new DomainError('SNOOZE_TIME', 'Snooze until a time to come.');
  if (until - now > MAX_SNOOZE_DAYS * DAY_US)
    throw new DomainError(
      'SNOOZE_TIME',
      `An alert sleeps at most ${MAX_SNOOZE_DAYS} days. Close it, or choose an earlier time.`,
    );
}

/** @throws DomainError MERGE_SELF, MERGE_UNKNOWN, MERGE_CLOSED */
function assertMergeable(alert: Alert, into: MergeTarget): void {
  if (into.id === alert.id)
    throw new DomainError('MERGE_SELF', 'An alert cannot be merged into itself. Choose another one.');
  if (!into.exists) throw new DomainError('MERGE_UNKNOWN', 'There is no alert of that id to merge into.');
  if (into.closed)
    throw new DomainError('MERGE_CLOSED', 'The alert to merge into is closed. Reopen it first, or choose an open one.');
}

/** What held before the last act. @throws DomainError UNDO_NOTHING, UNDO_NOT_YOURS, UNDO_LATE */
function undoable({ last }: Alert, { undone, by, at }: AlertActCommand & { type: 'undo' }) {
  if (!last || last.command !== undone || last.type === 'domain.AlertReverted')
    throw new DomainError(
      'UNDO_NOTHING',
      'That was not the last act on this alert, so it cannot be taken back. Reopen or change it instead.',
    );
  if (last.by !== by)
    throw new DomainError('UNDO_NOT_YOURS', 'Only who acted takes it back. Reopen or change it instead.');
  if (at - last.at > UNDO_WITHIN_US)
    throw new DomainError('UNDO_LATE', 'That is too long ago to be taken back. Reopen or change it instead.');
  return last.before;
}
