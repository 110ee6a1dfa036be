import type { Role } from '../graphql/generated/operations';

/** A role as people choose it. */
export interface RoleWords {
  readonly role: Role;
  readonly label: string;
  /** What it is for, in a line. */
  readonly may: string;
  /** Addresses and names are pseudonyms for it. */
  readonly masked: boolean;
}

export const ROLES: readonly RoleWords[] = [
  { role: 'ADMIN', label: 'Administrator', may: 'People and settings; no packet contents', masked: false },
  { role: 'OPERATOR', label: 'Operator', may: 'Sensors and jobs; no investigations', masked: false },
  { role: 'ANALYST', label: 'Analyst', may: 'Traffic, alerts and rules', masked: false },
  { role: 'AUDITOR', label: 'Auditor', may: 'What people did; changes nothing', masked: true },
  { role: 'VIEWER', label: 'Viewer', may: 'Watches; changes nothing', masked: true },
];

/** Name of a role; unknown ones as they are. */
export const roleLabel = (role: string): string => ROLES.find((one) => one.role === role)?.label ?? role;

/** What somebody's role is called: the custom one, if he has one. */
export function givenRoleLabel(details: {
  readonly role: string;
  readonly customRole: { readonly name: string | null } | null;
}): string {
  return details.customRole ? (details.customRole.name ?? 'Removed role') : roleLabel(details.role);
}

/** `Analyst without 3 permissions` */
export const roleInShort = (base: string, without: readonly string[]): string =>
  `${roleLabel(base)} without ${without.length} ${without.length === 1 ? 'permission' : 'permissions'}`;

/** Words for a service token's kind. */
export const KINDS: readonly { readonly kind: string; readonly label: string; readonly may: string }[] = [
  { kind: 'tool-read', label: 'Tool, reading', may: 'Reads flows, figures and alerts, masked' },
  { kind: 'tool-write', label: 'Tool, acting', may: 'Reads in clear; acknowledges and closes alerts' },
  { kind: 'export', label: 'Export', may: 'Streams alerts and the audit trail to another system' },
];
