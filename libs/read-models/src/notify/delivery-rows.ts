import type { EventOf, RecordedEvent } from '@wireledger/event-sourcing';
import type {
  EscalationStepReached,
  NotificationAttempted,
  NotificationBundled,
  NotificationDelivered,
  NotificationDropped,
  NotificationFailed,
  NotificationRequested,
  NotificationRetried,
  PolicyDefinition,
} from '@wireledger/events';
import type { ClientBase } from 'pg';

import { storable } from '../sql/storable';

export type DeliveryEvent =
  | EventOf<typeof NotificationRequested>
  | EventOf<typeof NotificationAttempted>
  | EventOf<typeof NotificationDelivered>
  | EventOf<typeof NotificationFailed>
  | EventOf<typeof NotificationBundled>
  | EventOf<typeof NotificationDropped>
  | EventOf<typeof NotificationRetried>;

const SECOND = 1_000_000;
const INSERT = `INSERT INTO rm.delivery
  (delivery, kind, alert, policy, step, channel, recipient, state, position, queued_at, due_at, subject)
  VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9, $10, $11) ON CONFLICT DO NOTHING`;

/** Whose the address at a path of the event is; null for what is none. */
const subjectAt = ({ owners }: RecordedEvent, path: string): string | null => owners?.[path]?.[0] ?? null;

/** A step was taken: its messages wait, and the next step has its time. */
export async function takeStep(
  client: ClientBase,
  recorded: RecordedEvent,
  { data }: EventOf<typeof EscalationStepReached>,
): Promise<void> {
  const { position } = recorded;
  const { escalation, alert, policy, step, planned, at } = data;
  for (const [i, { delivery, channel, recipient, due }] of planned.entries())
    await client.query(INSERT, [
      ...[delivery, 'alert', alert, policy, step, channel, storable(recipient), position, at, due],
      subjectAt(recorded, `planned/${i}/recipient`),
    ]);
  const { rows } = await client.query<{ definition: PolicyDefinition; started_at: number }>(
    'SELECT definition, started_at FROM rm.escalation WHERE escalation = $1',
    [escalation],
  );
  const [row] = rows;
  const next = row?.definition.steps[step + 1];
  const due = row && next ? row.started_at + next.afterS * SECOND : null;
  await client.query(
    `UPDATE rm.escalation SET next_step = $2, due_at = $3, state = CASE WHEN $3::int8 IS NULL THEN 'done' ELSE state END
     WHERE escalation = $1 AND state <> 'done'`,
    [escalation, step + 1, due],
  );
}

/** What became of a message. */
export async function tellDelivery(
  client: ClientBase,
  recorded: RecordedEvent,
  { type, data }: DeliveryEvent,
): Promise<void> {
  const { position } = recorded;
  const { delivery, at } = data;
  switch (type) {
    case 'domain.NotificationRequested':
      await client.query(INSERT, [
        ...[delivery, 'test', null, null, null, data.channel, storable(data.recipient), position, at, at],
        subjectAt(recorded, 'recipient'),
      ]);
      return;
    case 'domain.NotificationAttempted':
      await client.query(
        `UPDATE rm.delivery SET state = 'sending', attempts = $2, attempt_at = $3 WHERE delivery = $1 AND state <> 'sent'`,
        [delivery, data.attempt, at],
      );
      return;
    case 'domain.NotificationDelivered':
      await client.query(`UPDATE rm.delivery SET state = 'sent', ended_at = $2, said = $3 WHERE delivery = $1`, [
        ...[delivery, at, storable(data.answer)],
      ]);
      return;
    case 'domain.NotificationFailed':
      await client.query(
        `UPDATE rm.delivery SET state = CASE WHEN $2::int8 IS NULL THEN 'failed' ELSE 'waiting' END,
           due_at = coalesce($2, due_at), ended_at = CASE WHEN $2::int8 IS NULL THEN $3::int8 END, said = $4
         WHERE delivery = $1 AND state <> 'sent'`,
        [delivery, data.again, at, storable(data.reason)],
      );
      return;
    case 'domain.NotificationBundled':
      // The first part makes the digest: a crash between two parts leaves a smaller one, and the rest for the next.
      await client.query(INSERT, [
        ...[data.into, 'digest', null, null, null, data.channel, storable(data.recipient), position, at, at],
        subjectAt(recorded, 'recipient'),
      ]);
      await client.query(
        `UPDATE rm.delivery SET state = 'bundled', bundled_into = $2, ended_at = $3 WHERE delivery = $1`,
        [delivery, data.into, at],
      );
      return;
    case 'domain.NotificationDropped':
      await client.query(`UPDATE rm.delivery SET state = 'dropped', ended_at = $2, said = $3 WHERE delivery = $1`, [
        ...[delivery, at, data.reason],
      ]);
      return;
    case 'domain.NotificationRetried':
      await client.query(
        `UPDATE rm.delivery SET state = 'waiting', due_at = $2, ended_at = NULL WHERE delivery = $1 AND state = 'failed'`,
        [delivery, at],
      );
      return;
  }
}
