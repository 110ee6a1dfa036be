/** Types of events that make a user what he is. */
export const ACCESS_TYPES = [
  ...['domain.UserInvited', 'domain.InvitationRenewed', 'domain.InvitationRevoked', 'domain.InvitationAccepted'],
  ...['domain.RoleGranted', 'domain.ScopeGranted', 'domain.PasswordChanged', 'domain.SessionsRevoked'],
  ...['domain.PasswordResetOffered', 'domain.PasswordResetUsed'],
  ...['domain.UserDisabled', 'domain.UserEnabled', 'domain.PersonErased', 'domain.ErasureCompleted'],
  ...['domain.MfaEnrolled', 'domain.MfaRemoved', 'domain.RecoveryCodesIssued', 'domain.RecoveryCodeUsed'],
  ...['domain.IdentityLinked', 'domain.IdentityUnlinked'],
] as const;
