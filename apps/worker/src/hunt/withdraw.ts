import { alertDecider, alertStream } from '@wireledger/domain';
import { CommandConflict, type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import { uuidV5 } from '@wireledger/kernel/hashing';

const BY = 'system:hunt';
const NOTE = 'Withdrawn: its entry was taken off the list.';

/**
 * Closes retro alerts whose entry is on the list no more; they stay in the history. What a person has touched is left to him.
 * `at`: wall clock, µs. @throws what the log throws
 */
export async function withdraw(
  log: EventLog,
  alerts: readonly { readonly alert: string; readonly indicator: string }[],
  isListed: (indicator: string) => boolean,
  at: number,
): Promise<void> {
  for (const { alert, indicator } of alerts) {
    if (isListed(indicator)) continue;
    const act = { by: BY, at, command: uuidV5(alert, 'withdrawn'), seen: 0 };
    try {
      await handleCommand(
        log,
        alertDecider,
        alertStream(alert),
        { type: 'close', reason: 'falsePositive', note: NOTE, ...act },
        { actor: BY, correlationId: alert, causationId: alert, at },
      );
    } catch (error) {
      // Somebody was faster: it is his.
      if (!(error instanceof DomainError) && !(error instanceof CommandConflict)) throw error;
    }
  }
}
