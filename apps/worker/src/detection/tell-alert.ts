import { type AlertCommand, alertDecider, alertStream } from '@wireledger/domain';
import {
  CommandConflict,
  type CommandContext,
  type DomainEvent,
  type EventLog,
  handleCommand,
} from '@wireledger/event-sourcing';
import { uuidV5 } from '@wireledger/kernel/hashing';

const ATTEMPTS = 5;

/**
 * Tells something of an alert. The id of each event is UUIDv5(alert, kind, growth step), and the alert's stream is folded before: saying anything again
 * writes nothing. @throws what the log throws; CommandConflict when others keep writing
 */
export async function tellAlert(
  log: EventLog,
  alert: string,
  command: AlertCommand,
  by: Omit<CommandContext, 'idOf'>,
): Promise<void> {
  const idOf = ({ type, data }: DomainEvent) => {
    const { step = 0, severity = '' } = data as { step?: number; severity?: string };
    return uuidV5(alert, `${type}:${step}${type === 'domain.AlertRecurred' && step === 0 ? `:${severity}` : ''}`);
  };
  for (let attempt = 1; ; attempt++)
    try {
      await handleCommand(log, alertDecider, alertStream(alert), command, { ...by, idOf });
      return;
    } catch (error) {
      if (!(error instanceof CommandConflict) || attempt === ATTEMPTS) throw error;
    }
}
