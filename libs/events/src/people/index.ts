import {
  ApprovalConfirmed,
  ApprovalDeclined,
  ApprovalExpired,
  ApprovalRequested,
  ApprovalUsed,
} from './approval-events';
import { AddressErased, AddressErasureCompleted, ErasureCompleted, PersonErased } from './erasure-events';
import { AddressesRevealed, DataAccessed, DataExported, SessionEnded, SignedIn, SignInRefused } from './access-events';
import { IdentityLinked, IdentityUnlinked, ProviderVouched } from './identity-events';
import {
  MfaEnrolled,
  MfaRemoved,
  RecoveryCodesIssued,
  RecoveryCodeUsed,
  StepUpGranted,
  StepUpRefused,
} from './mfa-events';
import { RoleChanged, RoleDefined, RoleRemoved } from './role-events';
import { SavedFilterDefined, SavedFilterRemoved } from './saved-filter-events';
import { SettingChanged } from './setting-events';
import { TokenIssued, TokenRevoked } from './token-events';
import {
  InvitationAccepted,
  InvitationRenewed,
  InvitationRevoked,
  PasswordChanged,
  PasswordResetUsed,
  PasswordResetOffered,
  RoleGranted,
  ScopeGranted,
  SessionsRevoked,
  UserDisabled,
  UserEnabled,
  UserInvited,
} from './user-events';

export * from './approval-events';
export * from './user-events';
export * from './mfa-events';
export * from './identity-events';
export * from './token-events';
export * from './access-events';
export * from './saved-filter-events';
export * from './role-events';
export * from './setting-events';
export * from './erasure-events';

/** What people did: users, tokens, sessions, settings. */
export const PEOPLE_EVENTS = [
  ...[UserInvited, RoleGranted, ScopeGranted, PasswordChanged, UserDisabled, UserEnabled],
  ...[InvitationRenewed, InvitationRevoked, InvitationAccepted, SessionsRevoked],
  ...[PasswordResetOffered, PasswordResetUsed],
  ...[TokenIssued, TokenRevoked, SignedIn, SessionEnded, SignInRefused, SettingChanged],
  ...[DataExported, DataAccessed, AddressesRevealed, SavedFilterDefined, SavedFilterRemoved],
  ...[MfaEnrolled, MfaRemoved, RecoveryCodesIssued, RecoveryCodeUsed, StepUpGranted, StepUpRefused],
  ...[RoleDefined, RoleChanged, RoleRemoved],
  ...[IdentityLinked, IdentityUnlinked, ProviderVouched],
  ...[ApprovalRequested, ApprovalConfirmed, ApprovalDeclined, ApprovalUsed, ApprovalExpired],
  ...[PersonErased, ErasureCompleted, AddressErased, AddressErasureCompleted],
] as const;
