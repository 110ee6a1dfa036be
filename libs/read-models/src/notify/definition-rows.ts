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

/** Writes the next row version of a channel or policy. */
export async function writeDefinition(
  client: ClientBase,
  { position }: RecordedEvent,
  { data }: DefinitionEvent,
): Promise<void> {
  const [kind, id] = 'channel' in data ? ['channel', data.channel] : ['policy', data.policy];
  const { rows } = await client.query<{ revision: number; definition: unknown }>(
    'UPDATE rm.notify_definition SET valid_to = $2 WHERE id = $1 AND valid_to IS NULL RETURNING revision, definition',
    [id, position],
  );
  const [before] = rows;
  const definition = 'definition' in data ? storableJson(data.definition) : before?.definition;
  if (definition === undefined) return;
  await client.query(
    `INSERT INTO rm.notify_definition (kind, id, valid_from, revision, removed, definition, by, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[kind, id, position, (before?.revision ?? 0) + 1, !('definition' in data), JSON.stringify(definition)],
      ...[data.by, data.at],
    ],
  );
}
