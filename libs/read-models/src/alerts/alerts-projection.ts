import { actionOf, type AlertEvent } from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import { ALERT_EVENTS, type AlertRaised, SUPPRESSION_EVENTS } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { ERASURES, FORGET_ALERT_ACTS, forgetPerson, isErasure } from '../personal/forget-person';
import type { Projection } from '../projection';
import { storable, storableKey } from '../sql/storable';
import { storableJson } from '../sql/storable-json';
import { writeSuppression } from '../suppressions/suppression-rows';
import { alertEvent, type AlertVersion, nextVersion } from './alert-version';

type Raised = ReturnType<(typeof AlertRaised)['create']>['data'];

const SUPPRESSIONS = new Set<string>(SUPPRESSION_EVENTS.map(({ type }) => type));

/** Events of alerts → `alert`, its row versions, its activity and its evidence; what keeps alerts out of the inbox → `suppression`. */
export class AlertsProjection implements Projection {
  readonly name = 'alerts';
  readonly version = 1;
  readonly types = [...[...ALERT_EVENTS, ...SUPPRESSION_EVENTS].map(({ type }) => type), ...ERASURES];

  async apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    for (const event of events) if (SUPPRESSIONS.has(event.type)) await writeSuppression(client, event);
    await this.applyAlerts(
      client,
      events.filter((event) => !SUPPRESSIONS.has(event.type) && !isErasure(event)),
    );
    // What such a page says after an erasure was written without the person's words already.
    for (const event of events) await forgetPerson(client, event, FORGET_ALERT_ACTS);
  }

  private async applyAlerts(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    const newest = await newestVersions(client, events);
    const versions = new Map<string, AlertVersion[]>();
    for (const recorded of events) {
      const event = alertEvent(recorded);
      const { alert } = event.data;
      const before = newest.get(alert) ?? null;
      const after = nextVersion(before, event, recorded.position);
      if (!after || after === before) continue;
      newest.set(alert, after);
      versions.set(alert, [...(versions.get(alert) ?? []), after]);
      await this.tell(client, recorded, event);
    }
    for (const [alert, written] of versions) await writeVersions(client, alert, written);
  }

  async clear(client: ClientBase): Promise<void> {
    await client.query('TRUNCATE rm.alert, rm.alert_version, rm.alert_activity, rm.alert_evidence, rm.suppression');
  }

  private async tell(client: ClientBase, recorded: RecordedEvent, event: AlertEvent): Promise<void> {
    const { position, meta } = recorded;
    if (event.type === 'domain.AlertRaised') await insertAlert(client, recorded, event.data);
    if (event.type === 'domain.AlertEvidenceKept') {
      await insertEvidence(client, position, event.data);
      return;
    }
    const { alert, ...body } = event.data;
    const act = 'command' in body ? body : null;
    await client.query(
      `INSERT INTO rm.alert_activity (position, alert, action, by, at, command, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT DO NOTHING`,
      [
        ...[position, alert, actionOf(event.type), act?.by ?? null, act?.at ?? meta.occ[1], act?.command ?? null],
        JSON.stringify(storableJson(told(event))),
      ],
    );
  }
}

/** What an event adds to who, when and which: shown in the activity. */
function told(event: AlertEvent): object {
  const { type, data } = event;
  if (type === 'domain.AlertRaised') return { severity: data.severity, rule: data.rule };
  if (type === 'domain.AlertRecurred')
    return { severity: data.severity, findings: data.findings, summary: data.summary };
  const { alert: _alert, ...body } = data;
  if (!('command' in body)) return {};
  const { by: _by, at: _at, command: _command, ...rest } = body;
  return rest;
}

async function newestVersions(
  client: ClientBase,
  events: readonly RecordedEvent[],
): Promise<Map<string, AlertVersion>> {
  const ids = [...new Set(events.map(({ data }) => data.alert))];
  const { rows } = await client.query<AlertVersion>(
    'SELECT * FROM rm.alert_version WHERE alert = ANY($1::uuid[]) AND valid_to IS NULL',
    [ids],
  );
  return new Map(rows.map((row) => [row.alert, row]));
}

/** Ends the version that was newest, and adds the written ones, each valid to the next. */
async function writeVersions(client: ClientBase, alert: string, written: readonly AlertVersion[]): Promise<void> {
  await client.query('UPDATE rm.alert_version SET valid_to = $2 WHERE alert = $1 AND valid_to IS NULL', [
    alert,
    written[0]?.valid_from,
  ]);
  const rows = written.map((row, i) => ({ ...row, valid_to: written[i + 1]?.valid_from ?? null }));
  await client.query(
    'INSERT INTO rm.alert_version SELECT * FROM jsonb_populate_recordset(NULL::rm.alert_version, $1::jsonb)',
    [JSON.stringify(rows)],
  );
}

async function insertAlert(client: ClientBase, { position, recordedAt }: RecordedEvent, raised: Raised): Promise<void> {
  const { alert, rule, detector, scope, window } = raised;
  const row = {
    ...{ id: alert, position, raised_at: recordedAt },
    ...{ rule: rule.id, rule_version: rule.version, rule_name: storable(rule.name) },
    ...{ detector: detector.name, detector_version: detector.version, parameters: storableJson(raised.parameters) },
    ...{ kind: raised.kind, technique: raised.technique },
    ...{ sensor: storable(scope.sensor), timeline: storable(scope.timeline), entity: storableKey(raised.entity) },
    ...{ src: storableJson(raised.src), dst: storableJson(raised.dst), dport: raised.dport, fired_at: raised.at },
    ...{ window_from: window?.from ?? null, window_to: window?.to ?? null },
    ...{ baseline: storableJson(raised.baseline), late: raised.late },
  };
  await client.query('INSERT INTO rm.alert SELECT * FROM jsonb_populate_record(NULL::rm.alert, $1::jsonb)', [
    JSON.stringify(row),
  ]);
}

async function insertEvidence(
  client: ClientBase,
  position: string,
  { alert, step, records }: (AlertEvent & { type: 'domain.AlertEvidenceKept' })['data'],
): Promise<void> {
  const rows = records.map(({ event, n, position: at, hash, kind, record }, i) => ({
    ...{ alert, step, i, kept_at: position, event, n, position: at, hash, kind },
    record: storableJson(record),
  }));
  await client.query(
    'INSERT INTO rm.alert_evidence SELECT * FROM jsonb_populate_recordset(NULL::rm.alert_evidence, $1::jsonb)',
    [JSON.stringify(rows)],
  );
}
