import type { ApprovalRow } from '../../graphql/generated/operations';

/** What is asked for, in words; an operation that is not here is shown by its name. */
const DEEDS: Readonly<Record<string, string>> = {
  inviteUser: 'Invite a user',
  renewInvitation: 'New link of an invitation',
  revokeInvitation: 'Withdraw an invitation',
  offerPasswordReset: 'Link for a new password',
  grantRole: 'Change a role',
  grantScope: 'Change a scope',
  disableUser: 'Disable a user',
  enableUser: 'Enable a user',
  endUserSessions: 'Sign a user out everywhere',
  erasePerson: 'Erase a person',
  eraseAddress: 'Erase an e-mail address',
  resetSecondFactor: 'Reset a second factor',
  publishRule: 'Publish a rule',
  disableRule: 'Disable a rule',
  changeSecurity: 'Change security settings',
  setFourEyes: 'Turn four eyes on or off',
  setMaskingMode: 'Change the masking of addresses',
  setPacketStorage: 'Change what is kept of packets',
  setRetention: 'Change how long things are kept',
};

export const deedOf = ({ operation }: Pick<ApprovalRow, 'operation'>): string => DEEDS[operation] ?? operation;

/** The arguments, one a line, without the id where its name is known; as they came when they are no JSON. */
export function detailsOf({ what, aboutName }: Pick<ApprovalRow, 'what' | 'aboutName'>): readonly string[] {
  let found: unknown;
  try {
    found = JSON.parse(what);
  } catch {
    return [what];
  }
  if (typeof found !== 'object' || found === null) return [what];
  const entries = Object.entries(found).filter(([name]) => !(name === 'id' && aboutName !== null));
  const lines = entries.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return aboutName === null ? lines : [`user: ${aboutName}`, ...lines];
}
