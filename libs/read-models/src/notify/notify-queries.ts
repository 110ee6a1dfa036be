import { DomainError } from '@wireledger/kernel';

import { severityName, shownOrNull } from '../alerts/alert-row';
import type { Database } from '../database';
import { validAt, viewpoint } from '../runner/viewpoint';
import { decodeCursor, encodeCursor, readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { badInput, shownTime } from '../sql/range';
import type { ChannelShape, DefinedShape, DeliveryPageShape, DeliveryShape, PolicyShape } from './notify-shapes';

interface AsOf {
  readonly asOf?: string | null;
}

interface DefinitionRow<Definition> {
  readonly id: string;
  readonly revision: number;
  readonly by: string;
  readonly at: number;
  readonly definition: Definition;
}

/** All channels at the viewpoint, by name. */
export const channels = (db: Database, args: AsOf): Promise<ChannelShape[]> => defined(db, 'channel', args);

/** All escalation policies at the viewpoint, by name. */
export const policies = (db: Database, args: AsOf): Promise<PolicyShape[]> => defined(db, 'policy', args);

async function defined<Definition>(
  db: Database,
  kind: 'channel' | 'policy',
  args: AsOf,
): Promise<DefinedShape<Definition>[]> {
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const rows = await db.rows<DefinitionRow<Definition>>(
    `SELECT d.id, d.revision, d.by, d.at, d.definition FROM rm.notify_definition d
     WHERE d.kind = ${params.of(kind)} AND NOT d.removed AND ${validAt(params, view, 'd')}
     ORDER BY lower(d.definition->>'name'), d.id`,
    params,
  );
  return rows.map(({ id, revision, by, at, definition }) => ({
    ...{ id, revision, changedBy: by, changedAt: shownTime(at), definition },
  }));
}

export interface DeliveriesArgs {
  /** waiting, sending, sent, failed, bundled, dropped; all when absent. */
  readonly state?: string | null;
  readonly alert?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

interface DeliveryRow {
  readonly delivery: string;
  readonly kind: string;
  readonly alert: string | null;
  readonly title: string | null;
  readonly entity: string | null;
  readonly severity: number | null;
  readonly parts: number;
  readonly channel: string;
  readonly channel_name: string | null;
  readonly channel_kind: string | null;
  readonly recipient: string;
  readonly policy_name: string | null;
  readonly step: number | null;
  readonly state: string;
  readonly position: string;
  readonly queued_at: number;
  readonly due_at: number;
  readonly ended_at: number | null;
  readonly attempts: number;
  readonly said: string | null;
}

const STATES = ['waiting', 'sending', 'sent', 'failed', 'bundled', 'dropped'];
const SORT = 'deliveries';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NAME_OF = (id: string, field: string): string =>
  `(SELECT d.definition#>>'{${field}}' FROM rm.notify_definition d WHERE d.id = ${id} AND d.valid_to IS NULL)`;

/** Messages, newest first. Within a scope there are none: whom it is told to knows no scope. @throws DomainError BAD_USER_INPUT */
export async function deliveries(db: Database, args: DeliveriesArgs): Promise<DeliveryPageShape> {
  if (db.scope !== null)
    throw new DomainError('FORBIDDEN', 'Messages are not divided by scope: they can be read without one only.');
  const first = readFirst(args.first, 50, 200);
  const cursor = decodeCursor(args.after, SORT);
  const params = new Params();
  const where = ['true'];
  if (args.state) {
    if (!STATES.includes(args.state)) throw badInput(`\`state\` is one of ${STATES.join(', ')}`);
    where.push(`m.state = ${params.of(args.state)}`);
  }
  if (args.alert) {
    if (!UUID.test(args.alert)) throw badInput('`alert` is the UUID of an alert');
    const alert = params.of(args.alert);
    where.push(
      `(m.alert = ${alert}::uuid OR m.delivery IN (SELECT bundled_into FROM rm.delivery WHERE alert = ${alert}::uuid))`,
    );
  }
  if (cursor) where.push(`(m.position, m.delivery) < (${params.of(cursor.key)}::text, ${params.of(cursor.id)}::uuid)`);
  const rows = await db.rows<DeliveryRow>(
    `SELECT m.*, a.rule_name AS title, a.entity, v.severity,
       (SELECT count(DISTINCT p.alert) FROM rm.delivery p WHERE p.bundled_into = m.delivery) AS parts,
       ${NAME_OF('m.channel', 'name')} AS channel_name, ${NAME_OF('m.channel', 'target,kind')} AS channel_kind,
       ${NAME_OF('m.policy', 'name')} AS policy_name
     FROM rm.delivery m LEFT JOIN rm.alert a ON a.id = m.alert
       LEFT JOIN rm.alert_version v ON v.alert = m.alert AND v.valid_to IS NULL
     WHERE ${where.join(' AND ')} ORDER BY m.position DESC, m.delivery DESC LIMIT ${params.of(first + 1)}`,
    params,
  );
  const counts = await db.rows<{ state: string; n: number }>(
    'SELECT state, count(*) AS n FROM rm.delivery GROUP BY state',
  );
  const of = (...states: string[]) => counts.filter(({ state }) => states.includes(state)).reduce((n, c) => n + c.n, 0);
  const shown = rows.slice(0, first);
  const last = rows.length > first ? shown.at(-1) : undefined;
  return {
    rows: shown.map(deliveryShape),
    next: last ? encodeCursor({ sort: SORT, key: last.position, id: last.delivery }) : null,
    ...{ waiting: of('waiting', 'sending'), sent: of('sent'), failed: of('failed') },
  };
}

const deliveryShape = (row: DeliveryRow): DeliveryShape => ({
  ...{ id: row.delivery, kind: row.kind, alert: row.alert, alertTitle: row.title, alertEntity: row.entity },
  ...{ severity: row.severity === null ? null : severityName(row.severity), parts: row.parts },
  ...{ channel: row.channel, channelName: row.channel_name ?? '', channelKind: row.channel_kind ?? '' },
  ...{ recipient: row.recipient, policyName: row.policy_name, step: row.step, state: row.state },
  ...{ queuedAt: shownTime(row.queued_at), endedAt: shownOrNull(row.ended_at), attempts: row.attempts, said: row.said },
  dueAt: row.state === 'waiting' ? shownTime(row.due_at) : null,
});
