import { escalationDecider, escalationStream, quietUntil, recipientsAt } from '@wireledger/domain';
import { CommandConflict, type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { uuidV5 } from '@wireledger/kernel/hashing';
import type { DueStep, Outbox } from '@wireledger/read-models';

import { isOpen, knownAlert } from './alert-notice';

const BY = 'system:worker';
const STEPS = 100;

/** Takes the steps of escalations whose time has come: which messages they mean is a fact before any is sent. */
export class Escalator {
  constructor(
    private readonly log: EventLog,
    private readonly outbox: Pick<Outbox, 'steps' | 'channel'>,
  ) {}

  /** Positions of what was written at `now`, µs. */
  async take(now: number): Promise<string[]> {
    const written: string[] = [];
    for (const step of await this.outbox.steps(now, STEPS)) {
      const position = await this.reach(step, now);
      if (position) written.push(position);
    }
    return written;
  }

  private async reach(due: DueStep, now: number): Promise<string | null> {
    const known = await knownAlert(this.log, due.alert);
    // The rows may not know yet that somebody has taken it on: the log does.
    if (!known || !isOpen(known.alert, now)) return null;
    const { escalation, alert, policy, run, step } = due;
    const planned = await this.plan(due, now);
    const command = { type: 'reach', escalation, alert, policy, run, step, at: now, planned } as const;
    const context = { actor: BY, correlationId: alert, causationId: escalation, at: now };
    try {
      const stream = escalationStream(escalation);
      const { appended, position } = await handleCommand(this.log, escalationDecider, stream, command, context);
      return appended > 0 ? position : null;
    } catch (error) {
      // Another process was faster.
      if (error instanceof CommandConflict) return null;
      throw error;
    }
  }

  /** A message for each recipient of the step's channels that are there and on; of a rota for whoever is on duty when it goes out. */
  private async plan({ escalation, step, definition, severity }: DueStep, now: number) {
    const due = quietUntil(definition.quiet, severity, now) ?? now;
    const planned = [];
    for (const channel of definition.steps[step]?.channels ?? []) {
      const found = await this.outbox.channel(channel);
      if (!found?.enabled) continue;
      for (const [place, recipient] of recipientsAt(found, due).entries()) {
        const delivery = uuidV5(escalation, `${step} ${channel} ${place}`);
        planned.push({ delivery, channel, recipient, due });
      }
    }
    return planned.slice(0, 1000);
  }
}
