import { type EventLog, StreamNotFound } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import type { ActorNames } from '../alerts/actor-names';
import { shownConflict } from './shown-conflict';

/** Who wrote to a stream last, as the log names him; `at` in µs since 1970 UTC. */
export interface LastChange {
  readonly by: string;
  readonly at: number;
}

/** The last word in a stream; null = nobody has said anything there. */
export async function lastChange(log: Pick<EventLog, 'readStream'>, stream: string): Promise<LastChange | null> {
  try {
    const { events } = await log.readStream({ stream, dir: 'back', limit: 1 });
    const [last] = events;
    return last ? { by: last.meta.actor, at: last.recordedAt } : null;
  } catch (error) {
    if (error instanceof StreamNotFound) return null;
    throw error;
  }
}

/** What a client is told when a command on a setting fails: a conflict names who changed the setting last, and when. */
export async function settingConflict(
  error: unknown,
  log: Pick<EventLog, 'readStream'>,
  stream: string,
  names: Pick<ActorNames, 'of'>,
): Promise<unknown> {
  if (!(error instanceof DomainError) || !error.code.endsWith('_CONFLICT')) return shownConflict(error, names);
  const details = { ...error.details, ...(await lastChange(log, stream)) };
  return shownConflict(new DomainError(error.code, error.message, details), names);
}
