import type { RecordedEvent } from '@wireledger/event-sourcing';
import type {
  ChannelDefined,
  ChannelRemoved,
  EscalationPolicyDefined,
  EscalationPolicyRemoved,
} from '@wireledger/events';
import type { EventOf } from '@wireledger/event-sourcing';
import type { ClientBase } from 'pg';

import { storableJson } from '../sql/storable-json';

export type DefinitionEvent =
  | EventOf<typeof ChannelDefined>
  | EventOf<typeof ChannelRemoved>
  | EventOf<typeof EscalationPolicyDefined>
  | EventOf<typeof EscalationPolicyRemoved>;

/** Path in the event → subject of the address there. */
export type Owners = Readonly<Record<string, string>>;

const addressesOf = (owners: RecordedEvent['owners']): Owners =>
  Object.fromEntries(Object.entries(owners ?? {}).flatMap(([path, [subject]]) => (subject ? [[path, subject]] : [])));

/** Writes the next row version of a channel or policy. */
export async function writeDefinition(
  client: ClientBase,
  { position, owners }: RecordedEvent,
  { data }: DefinitionEvent,
): Promise<void> {
  const [kind, id] = 'channel' in data ? ['channel', data.channel] : ['policy', data.policy];
  const { rows } = await client.query<{ revision: number; definition: unknown; owners: Owners }>(
    'UPDATE rm.notify_definition SET valid_to = $2 WHERE id = $1 AND valid_to IS NULL RETURNING revision, definition, owners',
    [id, position],
  );
  const [before] = rows;
  const definition = 'definition' in data ? storableJson(data.definition) : before?.definition;
  if (definition === undefined) return;
  const whose = 'definition' in data ? addressesOf(owners) : (before?.owners ?? {});
  await client.query(
    `INSERT INTO rm.notify_definition (kind, id, valid_from, revision, removed, definition, by, at, owners)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[kind, id, position, (before?.revision ?? 0) + 1, !('definition' in data), JSON.stringify(definition)],
      ...[data.by, data.at, JSON.stringify(whose)],
    ],
  );
}
