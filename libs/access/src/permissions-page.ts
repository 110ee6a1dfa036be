import { can } from './can';
import {
  cellMeaning,
  CELLS,
  JOBS,
  type Party,
  PARTIES,
  type Permission,
  PERMISSIONS,
  ROLES,
  rowOf,
  TOKEN_KINDS,
  WHOLE_TRAFFIC,
} from './matrix';
import { FACTOR_ROLES, STEP_UP_MS } from './second-factor';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((text, i) => Math.max(text.length, ...rows.map((row) => (row[i] ?? '').length), 3));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)].join('\n');
};

const cellOf = (permission: Permission, party: Party): string => rowOf(permission).cells[PARTIES.indexOf(party)] ?? '-';

const matrixOf = (columns: readonly Party[], permissions: readonly Permission[]): string =>
  table(
    ['#', 'operation', 'permission', ...columns.map((party) => party.toLowerCase())],
    permissions.map((permission) => {
      const { row, title } = rowOf(permission);
      const cells = columns.map((party) => cellOf(permission, party));
      return [row === null ? '' : String(row), title, `\`${permission}\``, ...cells];
    }),
  );

const limits = (): string =>
  PERMISSIONS.flatMap((permission) => {
    const { limited } = rowOf(permission);
    return limited === undefined ? [] : [`- \`${permission}\`: ${limited}`];
  }).join('\n');

const anyToken = (permission: Permission): boolean =>
  TOKEN_KINDS.some((party) => can({ party, token: true }, permission) !== 'deny');

/** Text of docs/permissions.md. */
export const permissionsPage = (): string => `# Permissions

Generated from \`libs/access/src/rbac.json\` by \`npm run permissions\`; a test keeps it fresh. The same file is what the API's guard, the console
and the tests of every identity and operation read. What is not in it is refused.

${CELLS.map((cell) => `- \`${cell}\` ${cellMeaning(cell)}`).join('\n')}

## People, and user tokens (\`wl_u_…\`)

A token of a role has its rights without the \`S\` ones: these need a person with a second factor.

${matrixOf(
  ROLES,
  PERMISSIONS.filter((permission) => rowOf(permission).row !== null),
)}

What \`L\` lets pass:

${limits()}

## Service tokens (\`wl_s_…\`)

A \`tool-read\` token reads addresses and names masked unless it was made with \`--clear\`. Operations that are not listed are refused to all of them.

${matrixOf(TOKEN_KINDS, PERMISSIONS.filter(anyToken))}

## Second factor

People in the roles ${FACTOR_ROLES.map((role) => role.toLowerCase()).join(', ')} set up a second factor before anything else, others may, and have to where the security settings say so. \`S\` wants a code of it and a reason,
and then holds for this session and this permission for ${STEP_UP_MS / 60_000} minutes, or less where they say so. Codes change every 30 seconds, each works once, the one
before only in the first 10 seconds of the next one. Secrets are encrypted with \`keys/second-factor.key\` of the data folder: without this file
nobody's codes can be checked.

## Four eyes

While the policy is on (Settings → Approvals), what is marked \`2\` waits for a second person who may do the same: within 30 minutes he confirms or declines it, with a fresh second
factor and a reason, and whoever asked then does it once, with the same arguments, within 30 minutes more. Nobody confirms his own; where nobody else could, nothing is done.
Turning the policy off wants a second person too. Each step is an event and a row of the audit trail.

## Jobs

Jobs run as the system itself, with a fixed reach; nobody's rights are theirs.

${Object.entries(JOBS)
  .map(([name, reach]) => `- \`${name}\`: ${reach}`)
  .join('\n')}

## Scope

A scope is a forced filter of a user or token: addresses and prefixes, ports, protocols, sensors. All conditions must hold, within a list any value
may match. It is part of every statement: rows, counts, totals, suggestions and live frames. What lies outside is answered as if it did not exist.
What touches all traffic is for nobody with a scope, whatever his role: ${WHOLE_TRAFFIC.map((permission) => `\`${permission}\``).join(', ')}.

## Masking

Who reads traffic masked gets a keyed pseudonym for every address and name (\`addr-…\`, \`name-…\`): the same value has the same pseudonym, and
filters take pseudonyms only. While a masking mode is on, every \`Y\` on traffic acts as \`M\`, for tokens as well, until a session is given leave
(\`privacy.reveal\`, ten minutes). Modes, keys and the boundary: [privacy.md](privacy.md). Which field is what stands in \`masking\` of \`rbac.json\`; a
field without a class stops the start.
`;
