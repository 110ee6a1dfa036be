import { PasswordResetUsed, PasswordResetOffered } from '@wireledger/events';
import type { EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { said } from '../alert/said';

export type PasswordResetEvent = EventOf<typeof PasswordResetOffered> | EventOf<typeof PasswordResetUsed>;

/** A link with which a user sets a password without the one that he forgot. */
export interface OfferedReset {
  /** Its end, µs since 1970 UTC. */
  readonly until: number;
  /** Id of the user who made it. */
  readonly by: string;
}

export type PasswordResetCommand =
  /** `expiresAt`: end of the link, µs since 1970 UTC. */
  | { readonly type: 'offerPasswordReset'; readonly by: string; readonly expiresAt: number; readonly reason: string }
  /** The link was used, at `now`, µs since 1970 UTC. */
  | { readonly type: 'resetPassword'; readonly now: number };

const MAX_REASON = 500;
const COMMANDS: readonly string[] = ['offerPasswordReset', 'resetPassword'] satisfies PasswordResetCommand['type'][];
const EVENTS: readonly string[] = [
  'domain.PasswordResetOffered',
  'domain.PasswordResetUsed',
] satisfies PasswordResetEvent['type'][];

export const isPasswordResetCommand = (command: { readonly type: string }): command is PasswordResetCommand =>
  COMMANDS.includes(command.type);
export const isPasswordResetEvent = (event: { readonly type: string }): event is PasswordResetEvent =>
  EVENTS.includes(event.type);

/** Whoever the link is for. */
interface Owner {
  readonly id: string;
  readonly standing: 'invited' | 'active' | 'withdrawn';
  readonly disabled: boolean;
  readonly passwordReset: OfferedReset | null;
}

/**
 * A newer link takes the place of an older one. Somebody who was invited has no password that he could forget.
 * @throws DomainError OWN_ACCOUNT, USER_INVITED, USER_DISABLED, TEXT_NEEDED, TEXT_INVALID, RESET_OVER
 */
export function decidePasswordReset(owner: Owner, command: PasswordResetCommand): readonly PasswordResetEvent[] {
  const { id, standing, disabled, passwordReset } = owner;
  if (command.type === 'offerPasswordReset') {
    const { by, expiresAt, reason } = command;
    if (by === id)
      throw new DomainError(
        'OWN_ACCOUNT',
        'Change your own password on the page of your account, or ask another administrator.',
      );
    if (standing === 'invited')
      throw new DomainError(
        'USER_INVITED',
        'This person has not used the invitation yet: make a new link of it instead.',
      );
    if (disabled) throw new DomainError('USER_DISABLED', 'This account is disabled. Enable it first.');
    return [PasswordResetOffered.create({ user: id, by, expiresAt, reason: said('The reason', reason, MAX_REASON) })];
  }
  if (disabled) throw new DomainError('USER_DISABLED', 'This account is disabled. Ask an administrator.');
  if (passwordReset === null || command.now >= passwordReset.until)
    throw new DomainError(
      'RESET_OVER',
      'This link was used, withdrawn or replaced already, or is too old. Ask for a new one.',
    );
  return [PasswordResetUsed.create({ user: id })];
}

export const evolvePasswordReset = (event: PasswordResetEvent): OfferedReset | null =>
  event.type === 'domain.PasswordResetOffered' ? { until: event.data.expiresAt, by: event.data.by } : null;
