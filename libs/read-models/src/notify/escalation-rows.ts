import { type AlertEvent, isConcerned } from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import { type PolicyDefinition, SEVERITIES, type Severity } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import type { ClientBase } from 'pg';

import { storable } from '../sql/storable';

interface AlertRow {
  readonly alert: string;
  readonly severity: number;
  readonly sensor: string;
  readonly late: boolean;
  readonly active: boolean;
  readonly run: number;
}

interface PolicyRow {
  readonly id: string;
  readonly definition: PolicyDefinition;
}

const SECOND = 1_000_000;
const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** What an event of an alert means for escalations: they start, are held, go on, or are over. */
export async function escalate(client: ClientBase, { recordedAt }: RecordedEvent, event: AlertEvent): Promise<void> {
  const { type, data } = event;
  if (type === 'domain.AlertRaised') {
    const { scope, severity } = data;
    const late = data.late || scope.timeline !== 'live';
    const { rows } = await client.query<AlertRow>(
      `INSERT INTO rm.notify_alert (alert, severity, sensor, late, active, run) VALUES ($1, $2, $3, $4, true, 0)
       ON CONFLICT DO NOTHING RETURNING *`,
      [data.alert, rank(severity), storable(scope.sensor), late],
    );
    if (rows[0]) await start(client, rows[0], recordedAt);
    return;
  }
  const { rows } = await client.query<AlertRow>('SELECT * FROM rm.notify_alert WHERE alert = $1', [data.alert]);
  const [alert] = rows;
  if (!alert) return;
  switch (type) {
    case 'domain.AlertRecurred':
      return recurred(client, alert, rank(data.severity), recordedAt);
    case 'domain.AlertEscalated':
      if (alert.active) await start(client, alert, data.at, true);
      return;
    case 'domain.AlertAcknowledged':
    case 'domain.AlertClosed':
      return rest(client, alert.alert, null);
    case 'domain.AlertSnoozed':
      return rest(client, alert.alert, data.until);
    case 'domain.AlertReopened':
      return reopen(client, alert, data.at);
    case 'domain.AlertReverted': {
      const { status, snoozedUntil } = data.restored;
      if (status !== 'open') return rest(client, alert.alert, null);
      return snoozedUntil === null ? wake(client, alert) : rest(client, alert.alert, snoozedUntil);
    }
    case 'domain.AlertEvidenceKept':
    case 'domain.AlertAssigned':
    case 'domain.AlertNoted':
      return;
  }
}

/** Escalations of a policy that is gone end. */
export async function endPolicy(client: ClientBase, policy: string): Promise<void> {
  await client.query(`UPDATE rm.escalation SET state = 'done', due_at = NULL WHERE policy = $1 AND state <> 'done'`, [
    policy,
  ]);
}

async function recurred(client: ClientBase, alert: AlertRow, severity: number, at: number): Promise<void> {
  if (severity <= alert.severity) return;
  await client.query('UPDATE rm.notify_alert SET severity = $2 WHERE alert = $1', [alert.alert, severity]);
  if (alert.active) await start(client, { ...alert, severity }, at);
}

/** Somebody has taken it on, or it sleeps until then. */
async function rest(client: ClientBase, alert: string, until: number | null): Promise<void> {
  await client.query('UPDATE rm.notify_alert SET active = false WHERE alert = $1', [alert]);
  await client.query(`UPDATE rm.escalation SET state = 'held', held_until = $2 WHERE alert = $1 AND state <> 'done'`, [
    alert,
    until,
  ]);
}

/** It is as open as before: what was held goes on, steps that were due meanwhile at once. */
async function wake(client: ClientBase, { alert, run }: AlertRow): Promise<void> {
  await client.query('UPDATE rm.notify_alert SET active = true WHERE alert = $1', [alert]);
  await client.query(
    `UPDATE rm.escalation SET state = 'running', held_until = NULL WHERE alert = $1 AND run = $2 AND state = 'held'`,
    [alert, run],
  );
}

/** It begins from the first step again. */
async function reopen(client: ClientBase, alert: AlertRow, at: number): Promise<void> {
  const run = alert.run + 1;
  await client.query('UPDATE rm.notify_alert SET active = true, run = $2 WHERE alert = $1', [alert.alert, run]);
  await client.query(`UPDATE rm.escalation SET state = 'done', due_at = NULL WHERE alert = $1`, [alert.alert]);
  await start(client, { ...alert, run }, at);
}

/** Policies that are for the alert start, each once a run. */
async function start(client: ClientBase, alert: AlertRow, at: number, escalated = false): Promise<void> {
  const { rows } = await client.query<PolicyRow>(
    `SELECT id, definition FROM rm.notify_definition WHERE kind = 'policy' AND valid_to IS NULL AND NOT removed ORDER BY id`,
  );
  const { run, late, sensor } = alert;
  const concerned = { severity: SEVERITIES[alert.severity] ?? 'info', sensor, late };
  for (const { id, definition } of rows) {
    if (!isConcerned(definition, concerned, escalated)) continue;
    const due = at + (definition.steps[0]?.afterS ?? 0) * SECOND;
    await client.query(
      `INSERT INTO rm.escalation (escalation, alert, policy, run, definition, started_at, next_step, due_at, state)
       VALUES ($1, $2, $3, $4, $5, $6, 0, $7, 'running') ON CONFLICT DO NOTHING`,
      [uuidV5(id, `${alert.alert} ${run}`), alert.alert, id, run, JSON.stringify(definition), at, due],
    );
  }
}
