import type { RecordedEvent } from '@wireledger/event-sourcing';
import { ActAnnounced, ActAudited } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { FORGET_ACTS, forgetPerson } from '../personal/forget-person';
import type { Projection } from '../projection';
import { storable } from '../sql/storable';
import { storableJson } from '../sql/storable-json';

type Announced = ReturnType<(typeof ActAnnounced)['create']>['data'];
type Audited = ReturnType<(typeof ActAudited)['create']>['data'];

/** Acts → `audit`; envelopes of all domain and seal events → `event`. */
export class AuditProjection implements Projection {
  readonly name = 'audit';
  readonly version = 1;
  readonly types = ['domain.', 'seal.'];

  async apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    await client.query(
      'INSERT INTO rm.event SELECT * FROM jsonb_populate_recordset(NULL::rm.event, $1::jsonb) ON CONFLICT DO NOTHING',
      [JSON.stringify(events.map(envelopeOf))],
    );
    for (const event of events)
      if (event.type === ActAnnounced.type) await announce(client, event);
      else if (event.type === ActAudited.type) await end(client, event);
      else await forgetPerson(client, event, FORGET_ACTS);
  }

  async clear(client: ClientBase): Promise<void> {
    await client.query('TRUNCATE rm.audit, rm.event');
  }
}

const envelopeOf = ({ position, id, stream, revision, type, meta, recordedAt }: RecordedEvent) => ({
  ...{ position, id, stream, revision: Number(revision), type, version: meta.sv },
  ...{ actor: storable(meta.actor), at: meta.occ[1], recorded_at: recordedAt, hash: meta.hash ?? null },
  ...{ correlation: storable(meta.$correlationId), causation: storable(meta.$causationId) },
});

/** What both events say of an act. */
function actRow({ position, meta }: RecordedEvent, data: Announced) {
  const { act, operation, kind, permission, who, origin, target, reason } = data;
  return {
    ...{ act, position, at: meta.occ[1], operation, kind, permission },
    ...{ actor: who.actor, role: who.role, session: who.session, mfa_at: who.mfaAt },
    ...{ ip: storable(origin.ip), agent: storable(origin.agent), via: origin.via },
    ...{ target_kind: target?.kind ?? null, target: typeof target?.id === 'string' ? storable(target.id) : null },
    ...{ reason: reason === null ? null : storable(reason), correlation: storable(meta.$correlationId) },
  };
}

async function announce(client: ClientBase, event: RecordedEvent): Promise<void> {
  const row = { ...actRow(event, event.data as unknown as Announced), count: 1, caused: [] };
  await client.query(
    'INSERT INTO rm.audit SELECT * FROM jsonb_populate_record(NULL::rm.audit, $1::jsonb) ON CONFLICT DO NOTHING',
    [JSON.stringify(row)],
  );
}

/** The outcome completes the announced row, or is the whole of it; who and what are as the outcome knows them. */
async function end(client: ClientBase, event: RecordedEvent): Promise<void> {
  const { result, code, count, before, after, caused, ...act } = event.data as unknown as Audited;
  const row = {
    ...actRow(event, act),
    ...{ ended: event.position, result, code, count, caused: storableJson(caused) },
    ...{ before: storableJson(before), after: storableJson(after) },
  };
  await client.query(
    `INSERT INTO rm.audit SELECT * FROM jsonb_populate_record(NULL::rm.audit, $1::jsonb)
     ON CONFLICT (act) DO UPDATE SET ended = excluded.ended, result = excluded.result, code = excluded.code, count = excluded.count,
       before = excluded.before, after = excluded.after, caused = excluded.caused, actor = excluded.actor, role = excluded.role,
       session = excluded.session, target_kind = excluded.target_kind, target = excluded.target`,
    [JSON.stringify(row)],
  );
}
