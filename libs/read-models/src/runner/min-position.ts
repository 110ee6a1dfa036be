import { comparePositions, type EventLog, type Position } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import type { Pool } from 'pg';

import type { Projection } from '../projection';
import { type Checkpoint, readCheckpoint } from './checkpoints';

const WAIT_MS = 2000;
const POLL_MS = 25;

/**
 * Waits until the projections have folded the log up to `position`: their checkpoint has reached it, or no event that they
 * fold lies between. @throws DomainError STALE with `lagSeconds` after 2 s
 */
export async function waitForPosition(
  pool: Pool,
  log: Pick<EventLog, 'readAll'> | undefined,
  projections: readonly Projection[],
  position: Position,
  waitMs = WAIT_MS,
): Promise<void> {
  const deadline = performance.now() + waitMs;
  await Promise.all(
    projections.map(async (projection) => {
      for (let looked: string | null = null; ;) {
        const checkpoint = await readCheckpoint(pool, projection);
        if (comparePositions(checkpoint.position, position) >= 0) return;
        if (log && looked !== checkpoint.position) {
          if (await nothingBetween(log, projection, checkpoint.position, position)) return;
          looked = checkpoint.position;
        }
        if (performance.now() >= deadline) throw stale(projection, checkpoint);
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    }),
  );
}

async function nothingBetween(
  log: Pick<EventLog, 'readAll'>,
  { types }: Projection,
  after: Position | 'start',
  position: Position,
): Promise<boolean> {
  const page = await log.readAll({ after, filter: { types }, limit: 1 });
  const next = page.events[0];
  if (next) return comparePositions(next.position, position) > 0;
  return page.end || comparePositions(page.next, position) >= 0;
}

function stale({ name }: Projection, { lastEventAt, state }: Checkpoint): DomainError {
  const lagSeconds = lastEventAt === null ? null : Math.max(0, Date.now() - lastEventAt / 1000) / 1000;
  const why = state === 'halted' ? 'is halted' : 'is behind';
  return new DomainError('STALE', `projection ${name} ${why}; ask again in a moment`, {
    projection: name,
    lagSeconds,
  });
}
