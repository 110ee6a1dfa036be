import type { EventOf, RecordedEvent } from '@wireledger/event-sourcing';
import type { SuppressionDefined, SuppressionEnded } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { storable, storableKey } from '../sql/storable';

type SuppressionEvent = EventOf<typeof SuppressionDefined> | EventOf<typeof SuppressionEnded>;

const COLUMNS = 'rule, entity, sensor, src, dst, until, reason';

/** Writes the next row version of a suppression. */
export async function writeSuppression(client: ClientBase, recorded: RecordedEvent): Promise<void> {
  const { position, data } = recorded as unknown as {
    readonly position: string;
    readonly data: SuppressionEvent['data'];
  };
  const { rows } = await client.query<{ revision: number }>(
    'UPDATE rm.suppression SET valid_to = $2 WHERE id = $1 AND valid_to IS NULL RETURNING revision',
    [data.suppression, position],
  );
  const revision = (rows[0]?.revision ?? 0) + 1;
  const base = [data.suppression, position, revision, data.by, data.at];
  if (!('definition' in data)) {
    await client.query(
      `INSERT INTO rm.suppression (id, valid_from, revision, ended, by, at, ${COLUMNS})
       SELECT id, $2, $3, true, $4, $5, ${COLUMNS} FROM rm.suppression WHERE id = $1 AND valid_to = $2`,
      base,
    );
    return;
  }
  const { match, until, reason } = data.definition;
  const { rule, entity, sensor, src, dst } = match;
  await client.query(
    `INSERT INTO rm.suppression (id, valid_from, revision, ended, by, at, ${COLUMNS})
     VALUES ($1, $2, $3, false, $4, $5, $6, $7, $8, $9::inet, $10::inet, $11, $12)`,
    [
      ...[...base, rule, entity === null ? null : storableKey(entity), sensor === null ? null : storable(sensor)],
      ...[src, dst, until, storable(reason)],
    ],
  );
}
