import { MfaEnrolled, MfaRemoved, RecoveryCodesIssued, RecoveryCodeUsed } from '@wireledger/events';
import type { EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

/** The second factor of a user, as far as the log tells: its secret and its codes are elsewhere. */
export interface SecondFactor {
  readonly enrolled: boolean;
  /** Recovery codes that are still good. */
  readonly codesLeft: number;
}

export type SecondFactorEvent =
  | EventOf<typeof MfaEnrolled>
  | EventOf<typeof MfaRemoved>
  | EventOf<typeof RecoveryCodesIssued>
  | EventOf<typeof RecoveryCodeUsed>;

export type SecondFactorCommand =
  /** New app, new codes. */
  | { readonly type: 'enrolFactor'; readonly codes: number }
  /** By its owner, or by an administrator for a reason. */
  | { readonly type: 'removeFactor'; readonly by: string; readonly reason: string }
  | { readonly type: 'issueRecoveryCodes'; readonly codes: number }
  | { readonly type: 'useRecoveryCode' };

export const NO_FACTOR: SecondFactor = { enrolled: false, codesLeft: 0 };

const COMMANDS: readonly string[] = [
  'enrolFactor',
  'removeFactor',
  'issueRecoveryCodes',
  'useRecoveryCode',
] satisfies SecondFactorCommand['type'][];
const EVENTS: readonly string[] = [
  'domain.MfaEnrolled',
  'domain.MfaRemoved',
  'domain.RecoveryCodesIssued',
  'domain.RecoveryCodeUsed',
] satisfies SecondFactorEvent['type'][];

export const isSecondFactorCommand = (command: { readonly type: string }): command is SecondFactorCommand =>
  COMMANDS.includes(command.type);
export const isSecondFactorEvent = (event: { readonly type: string }): event is SecondFactorEvent =>
  EVENTS.includes(event.type);

/** Whoever the factor belongs to. */
interface Owner {
  readonly id: string;
  readonly disabled: boolean;
  readonly factor: SecondFactor;
}

/** @throws DomainError MFA_MISSING, USER_DISABLED */
export function decideSecondFactor(owner: Owner, command: SecondFactorCommand): readonly SecondFactorEvent[] {
  const { id: user, disabled, factor } = owner;
  if (disabled && command.type !== 'removeFactor')
    throw new DomainError('USER_DISABLED', 'This account is disabled. Ask an administrator.');
  if (command.type === 'enrolFactor')
    return [
      MfaEnrolled.create({ user, kind: 'totp', replaced: factor.enrolled }),
      RecoveryCodesIssued.create({ user, count: command.codes }),
    ];
  if (!factor.enrolled) {
    if (command.type === 'removeFactor') return [];
    throw new DomainError('MFA_MISSING', 'This account has no second factor. Set one up first.');
  }
  switch (command.type) {
    case 'removeFactor': {
      const by = command.by === user ? 'owner' : 'administrator';
      return [MfaRemoved.create({ user, by, reason: command.reason })];
    }
    case 'issueRecoveryCodes':
      return [RecoveryCodesIssued.create({ user, count: command.codes })];
    case 'useRecoveryCode':
      return [RecoveryCodeUsed.create({ user, left: Math.max(0, factor.codesLeft - 1) })];
  }
}

/** The factor after an event, and whether running sessions end with it. */
export function evolveSecondFactor(
  factor: SecondFactor,
  event: SecondFactorEvent,
): { readonly factor: SecondFactor; readonly endsSessions: boolean } {
  switch (event.type) {
    case 'domain.MfaEnrolled':
      return { factor: { ...factor, enrolled: true }, endsSessions: true };
    case 'domain.MfaRemoved':
      return { factor: NO_FACTOR, endsSessions: true };
    case 'domain.RecoveryCodesIssued':
      return { factor: { ...factor, codesLeft: event.data.count }, endsSessions: false };
    case 'domain.RecoveryCodeUsed':
      return { factor: { ...factor, codesLeft: event.data.left }, endsSessions: false };
  }
}
