import { createHash } from 'node:crypto';

import type { Position, RecordedEvent } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import type { ClientBase, Pool } from 'pg';

import type { Projection } from '../projection';
import { storable } from '../sql/storable';
import { lockCheckpoint, moveCheckpoint } from './checkpoints';
import { inTransaction } from './transaction';

const MAX_ERROR = 2000;

/** Keeps the event that could not be folded, or counts one more attempt at it. */
export async function keepDeadLetter(
  client: ClientBase,
  { name, version }: Projection,
  event: RecordedEvent,
  error: Error,
): Promise<void> {
  const stackHash = createHash('sha256')
    .update(error.stack ?? error.message)
    .digest('hex')
    .slice(0, 16);
  const message = storable(error.message).slice(0, MAX_ERROR);
  await client.query(
    `INSERT INTO rm.dead_letter AS d (projection, version, position, event_id, stream, type, error, stack_hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (projection, part, version, position) DO UPDATE SET
       error = excluded.error, stack_hash = excluded.stack_hash, attempts = d.attempts + 1, state = 'open', decided_at = NULL`,
    [name, version, event.position, event.id, event.stream, event.type, message, stackHash],
  );
}

interface OpenLetter {
  readonly id: number;
  readonly position: Position;
}

/**
 * Takes a halted projection up again: `retry` tries the event once more, `skip` goes on after it (the read model then lacks
 * it, the dead letter says why). @throws DomainError NOT_HALTED, BUSY
 */
export async function decideDeadLetter(
  pool: Pool,
  projection: Projection,
  decision: 'retry' | 'skip',
  reason: string,
): Promise<void> {
  const { name, version } = projection;
  await inTransaction(pool, async (client) => {
    const checkpoint = await lockCheckpoint(client, projection);
    if (!checkpoint) throw new DomainError('BUSY', `projection ${name} is being worked on; try again in a moment`);
    const { rows } = await client.query<OpenLetter>(
      `SELECT id, position FROM rm.dead_letter WHERE projection = $1 AND version = $2 AND state = 'open' ORDER BY id DESC LIMIT 1`,
      [name, version],
    );
    const letter = rows[0];
    if (checkpoint.state !== 'halted' || !letter)
      throw new DomainError('NOT_HALTED', `projection ${name} is not halted; there is nothing to ${decision}`);
    const state = decision === 'retry' ? 'retried' : 'skipped';
    await client.query(
      'UPDATE rm.dead_letter SET state = $2, reason = $3, decided_at = clock_timestamp() WHERE id = $1',
      [letter.id, state, storable(reason)],
    );
    await moveCheckpoint(client, projection, {
      position: decision === 'skip' ? letter.position : checkpoint.position,
    });
  });
}
