import { type User, userDecider, userStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import type { AccountProposals, Stamp } from '../auth/account-proposals';
import type { Origin } from '../auth/access-journal';
import type { PasswordHasher } from '../auth/password-hasher';
import { checkPassword } from '../auth/password-rules';
import type { Sessions } from '../auth/sessions';
import type { UserDirectory } from '../auth/user-directory';
import type { PasswordCheck } from './password-check';
import type { SecurityPolicy } from '../security/security-policy';

const DIRECTORY_WAIT_MS = 5000;

interface Deps {
  readonly log: EventLog;
  readonly directory: Pick<UserDirectory, 'settled'>;
  readonly hasher: Pick<PasswordHasher, 'hash'>;
  readonly passwords: Pick<PasswordCheck, 'verify'>;
  readonly proposals: AccountProposals;
  readonly sessions: Pick<Sessions, 'endOthers'>;
  readonly security: Pick<SecurityPolicy, 'now'>;
  readonly clock: () => number;
}

/** People change their own passwords: with the current one, and every other session ends. */
export class PasswordChange {
  constructor(private readonly deps: Deps) {}

  /**
   * Answers how many other sessions ended. Wrong tries count and wait like those of a sign-in.
   * @throws DomainError PASSWORD_WRONG, PASSWORD_WEAK, PASSWORD_SAME, TOO_MANY_ATTEMPTS, BUSY, USER_DISABLED
   */
  async change(user: User, session: string, said: { current: string; next: string }, origin: Origin): Promise<number> {
    const { log, directory, hasher, passwords, proposals, sessions, security, clock } = this.deps;
    await passwords.verify({ user, session }, said.current, origin);
    checkPassword(said.next, user.name, security.now.passwordLength);
    if (said.next === said.current)
      throw new DomainError('PASSWORD_SAME', 'This is the password that you have. Choose another one.');
    const passwordHash = await hasher.hash(said.next);
    const { requestId } = origin;
    const actor = `user:${user.id}`;
    const context = { actor, correlationId: requestId, causationId: requestId, at: clock() * 1000 };
    const command = { type: 'changePassword', by: user.id } as const;
    let ended = 0;
    const write = (stamp: Stamp) =>
      handleCommand(log, userDecider, userStream(user.id), command, { ...context, ...stamp });
    const { state } = await proposals.change(user.id, passwordHash, write, async () => {
      ended = await sessions.endOthers(user.id, session, 'password', requestId);
    });
    await directory.settled(user.id, state?.sessionVersion ?? 0, DIRECTORY_WAIT_MS);
    return ended;
  }
}
