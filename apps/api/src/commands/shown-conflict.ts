import { CommandConflict } from '@wireledger/event-sourcing';
import { DomainError, formatTime } from '@wireledger/kernel';

import type { ActorNames } from '../alerts/actor-names';

/** What a client is told when a command fails: conflicts name the other person; a stream that others kept writing to is a matter of trying again. */
export function shownConflict(error: unknown, names: Pick<ActorNames, 'of'>): unknown {
  if (error instanceof CommandConflict)
    return new DomainError('BUSY', 'Others keep writing to it. Try again in a moment.');
  if (!(error instanceof DomainError) || !error.code.endsWith('_CONFLICT')) return error;
  const { by, at, ...rest } = error.details;
  const other = typeof by === 'string' && typeof at === 'number' ? { by: names.of(by), at: formatTime(at) } : {};
  return new DomainError(error.code, error.message, { ...rest, ...other });
}
