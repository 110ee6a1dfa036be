import { type AlertCommand, alertDecider, alertStream } from '@wireledger/domain';
import { CommandConflict, type EventLog, handleCommand, loadStream } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import { uuidV5 } from '@wireledger/kernel/hashing';
import { HUNTER, type OpenAlert } from '@wireledger/read-models';

const TAKEN_OFF = 'Withdrawn: its entry was taken off the list.';
const BACK = 'Its entry is on the list again.';

type Doing = Extract<AlertCommand, { readonly type: 'close' | 'reopen' }>;
type Without<C> = C extends unknown ? Omit<C, 'by' | 'at' | 'command' | 'seen'> : never;

/**
 * Closes retro alerts whose entry is on the list no more; they stay in the history. What a person has touched is left to him.
 * `at`: wall clock, µs. @throws what the log throws
 */
export async function withdraw(
  log: EventLog,
  alerts: readonly OpenAlert[],
  isListed: (indicator: string) => boolean,
  at: number,
): Promise<void> {
  for (const { alert, indicator } of alerts)
    if (!isListed(indicator))
      await act(log, alert, 'open', { type: 'close', reason: 'falsePositive', note: TAKEN_OFF }, at);
}

/** Opens a retro alert that {@link withdraw} has closed, for its entry is on the list again. `at`: wall clock, µs. @throws what the log throws */
export const restore = (log: EventLog, alert: string, at: number): Promise<void> =>
  act(log, alert, 'closed', { type: 'reopen', reason: BACK }, at);

/** Nothing when the alert is not so, or a person was the last to act on it. */
async function act(
  log: EventLog,
  alert: string,
  when: 'open' | 'closed',
  doing: Without<Doing>,
  at: number,
): Promise<void> {
  const { state } = await loadStream(log, alertDecider, alertStream(alert));
  if (state?.triage.status !== when || (state.last !== null && state.last.by !== HUNTER)) return;
  const { version: seen } = state;
  const acting = { by: HUNTER, at, command: uuidV5(alert, `${doing.type} ${seen}`), seen };
  const context = { actor: HUNTER, correlationId: alert, causationId: alert, at };
  try {
    await handleCommand(log, alertDecider, alertStream(alert), { ...doing, ...acting }, context);
  } catch (error) {
    // Somebody was faster: it is his.
    if (!(error instanceof DomainError) && !(error instanceof CommandConflict)) throw error;
  }
}
