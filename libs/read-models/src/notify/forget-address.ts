import { type JsonObject, valueAt, withValue } from '@wireledger/event-sourcing';
import type { ClientBase } from 'pg';

import type { Owners } from './definition-rows';

interface OwnedRow {
  readonly id: string;
  readonly valid_from: string;
  readonly definition: JsonObject;
  readonly owners: Owners;
}

/**
 * Puts a label in the place of e-mail addresses of erased subjects (`address:<mark>`), in all versions of channels and in all messages. What mail
 * servers said of such a message goes with it: releases that did not seal addresses kept it with the address in it.
 */
export async function forgetAddresses(client: ClientBase, subjects: readonly string[], label: string): Promise<void> {
  const addresses = subjects.filter((subject) => subject.startsWith('address:'));
  if (addresses.length === 0) return;
  await client.query(
    `UPDATE rm.delivery SET recipient = $2, said = CASE WHEN state = 'dropped' THEN said END WHERE subject = ANY($1)`,
    [addresses, label],
  );
  const { rows } = await client.query<OwnedRow>(
    `SELECT id, valid_from, definition, owners FROM rm.notify_definition d
     WHERE EXISTS (SELECT FROM jsonb_each_text(d.owners) AS o (path, subject) WHERE o.subject = ANY($1))`,
    [addresses],
  );
  for (const { id, valid_from, definition, owners } of rows)
    await client.query('UPDATE rm.notify_definition SET definition = $3 WHERE id = $1 AND valid_from = $2', [
      ...[id, valid_from, JSON.stringify(forgotten(definition, owners, addresses, label))],
    ]);
}

/** Paths are those of the event, in which the definition is one field. */
function forgotten(definition: JsonObject, owners: Owners, subjects: readonly string[], label: string): JsonObject {
  let event: JsonObject = { definition };
  for (const [path, subject] of Object.entries(owners))
    if (subjects.includes(subject) && typeof valueAt(event, path) === 'string') event = withValue(event, path, label);
  return event.definition as JsonObject;
}
