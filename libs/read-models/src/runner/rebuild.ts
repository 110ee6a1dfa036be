import { DomainError } from '@wireledger/kernel';
import type { Pool } from 'pg';

import type { Projection } from '../projection';
import { lockCheckpoint, moveCheckpoint } from './checkpoints';
import { inTransaction } from './transaction';

const ATTEMPTS = 100;
const PAUSE_MS = 50;

/**
 * Empties a projection's tables, forgets its dead letters and puts it back to the beginning, in one transaction; followers
 * then fold the log again. Queries see it fill up meanwhile. @throws DomainError BUSY when a follower holds it for over 5 s
 */
export async function rebuild(pool: Pool, projection: Projection): Promise<void> {
  const { name, version } = projection;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const done = await inTransaction(pool, async (client) => {
      if (!(await lockCheckpoint(client, projection))) return false;
      await projection.clear(client);
      await client.query('DELETE FROM rm.dead_letter WHERE projection = $1 AND version = $2', [name, version]);
      await moveCheckpoint(client, projection, { position: 'start' });
      return true;
    });
    if (done) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new DomainError('BUSY', `projection ${name} is being worked on; try again in a moment`);
}
