import type { ListEvent } from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { ListDefinition } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { storable } from '../sql/storable';
import { storableJson } from '../sql/storable-json';

interface Row {
  readonly revision: number;
  readonly definition: ListDefinition;
  readonly in_force: number | null;
  readonly paused: boolean;
}

/** Writes the next row version of a list, the version that a file was read into, and entries by hand. */
export async function writeList(client: ClientBase, recorded: RecordedEvent): Promise<void> {
  const event = { type: recorded.type, version: recorded.meta.sv, data: recorded.data } as unknown as ListEvent;
  const { position } = recorded;
  const { data } = event;
  const { rows } = await client.query<Row>(
    'UPDATE rm.list SET valid_to = $2 WHERE id = $1 AND valid_to IS NULL RETURNING revision, definition, in_force, paused',
    [data.list, position],
  );
  const before = rows[0];
  const definition = event.type === 'domain.ListDefined' ? event.data.definition : before?.definition;
  if (!definition) return;
  await client.query(
    `INSERT INTO rm.list (id, valid_from, revision, definition, in_force, paused, action, reason, subject, by, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[data.list, position, (before?.revision ?? 0) + 1, JSON.stringify(storableJson(definition))],
      ...['number' in data ? data.number : (before?.in_force ?? null), pausedAfter(event, before?.paused ?? false)],
      ...[event.type.slice('domain.'.length), reasonOf(event), subjectOf(event), data.by, data.at],
    ],
  );
  if (event.type === 'domain.ListImported') await writeVersion(client, position, event);
  if ('value' in event.data) await writeEntry(client, position, event);
}

function pausedAfter({ type }: ListEvent, before: boolean): boolean {
  if (type === 'domain.ListPaused') return true;
  return type === 'domain.ListResumed' ? false : before;
}

const reasonOf = ({ data }: ListEvent): string | null =>
  'reason' in data
    ? storable(data.reason)
    : 'accepted' in data && data.accepted !== null
      ? storable(data.accepted)
      : null;

const subjectOf = ({ data }: ListEvent): string | null =>
  'value' in data ? data.value : 'number' in data ? String(data.number) : null;

async function writeVersion(
  client: ClientBase,
  position: string,
  { data }: ListEvent & { type: 'domain.ListImported' },
): Promise<void> {
  const { list, number, by, at, content, origin, accepted } = data;
  await client.query(
    `INSERT INTO rm.list_version (list, number, position, by, at, sha256, entries, origin, accepted)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[list, number, position, by, at, content.sha256, content.entries],
      ...[JSON.stringify(storableJson(origin)), accepted === null ? null : storable(accepted)],
    ],
  );
}

async function writeEntry(client: ClientBase, position: string, { type, data }: ListEvent): Promise<void> {
  if (!('value' in data)) return;
  await client.query('UPDATE rm.list_entry SET valid_to = $3 WHERE list = $1 AND value = $2 AND valid_to IS NULL', [
    ...[data.list, data.value, position],
  ]);
  if (type !== 'domain.IndicatorAdded') return;
  await client.query(
    'INSERT INTO rm.list_entry (list, value, valid_from, until, reason, by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [data.list, data.value, position, data.until, storable(data.reason), data.by, data.at],
  );
}
