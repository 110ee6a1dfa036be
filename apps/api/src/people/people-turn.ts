import type { EventLog, Position } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import { type AccessStore, TurnTaken } from '@wireledger/platform';

import { DIRECTORY_TYPES, type UserDirectory } from '../auth/user-directory';

/**
 * Runs what is decided by what people may do: in nobody else's turn, of whatever process, and after this one has folded all that was
 * written before. So two processes together do not take away what neither of them may, such as the last administrator.
 * @throws DomainError BUSY, what `work` throws
 */
export type PeopleTurn = <T>(work: () => Promise<T>) => Promise<T>;

export interface PeopleTurnParts {
  readonly store: Pick<AccessStore, 'alone'>;
  readonly log: Pick<EventLog, 'readAll'>;
  readonly directory: Pick<UserDirectory, 'apply'>;
  /** Up to where the directory is known to have folded the log. */
  readonly folded: () => Position | 'start';
}

const PAGE = 500;

export function peopleTurn({ store, log, directory, folded }: PeopleTurnParts): PeopleTurn {
  const catchUp = async (): Promise<void> => {
    for (let after = folded(); ;) {
      const page = await log.readAll({ after, filter: { types: DIRECTORY_TYPES }, limit: PAGE });
      // The tail of the log brings them once more: that changes nothing.
      for (const event of page.events) directory.apply(event);
      if (page.end) return;
      after = page.next;
    }
  };
  return async (work) => {
    try {
      return await store.alone(async () => {
        await catchUp();
        return work();
      });
    } catch (error) {
      if (error instanceof TurnTaken)
        throw new DomainError('BUSY', 'Others keep changing people. Try again in a moment.');
      throw error;
    }
  };
}
