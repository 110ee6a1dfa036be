import type { Role } from '@wireledger/access';
import { type UserCommand, userDecider, userStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';

const CONTEXT = { actor: 'system:test', correlationId: 'c', causationId: 'k', at: 1 };

export async function tellUser(log: EventLog, user: string, command: UserCommand): Promise<void> {
  await handleCommand(log, userDecider, userStream(user), command, CONTEXT);
}

/** Somebody who may act, in a role. */
export async function person(log: EventLog, user: string, name: string, role: Role): Promise<string> {
  await tellUser(log, user, { type: 'invite', user, name, role, scope: null, expiresAt: 2, reason: 'a test' });
  await tellUser(log, user, { type: 'acceptInvitation', now: 1 });
  return `user:${user}`;
}
