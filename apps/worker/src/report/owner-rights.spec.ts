import { randomUUID } from 'node:crypto';

import {
  rolesDecider,
  ROLES_STREAM,
  type TokenCommand,
  tokenDecider,
  tokenStream,
  type UserCommand,
} from '@wireledger/domain';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';

import { ownerRights } from './owner-rights';
import { person, tellUser } from './testing/people';

const CONTEXT = { actor: 'system:test', correlationId: 'c', causationId: 'k', at: 1 };
const NOW = Date.parse('2026-11-30T00:00:00Z') * 1000;
const SCOPE = { ip: ['10.1.0.0/16'] };
const by = { by: 'user:x', otherAdmins: 1, reason: 'less' } as const;

/** An analyst's token for everything that analysts see, and what is done to the two of them. */
async function world() {
  const log = new InMemoryEventLog({ catalogue: eventCatalogue() });
  const [user, token] = [randomUUID(), randomUUID()];
  await person(log, user, 'Ann', 'ANALYST');
  const tell = (command: TokenCommand) => handleCommand(log, tokenDecider, tokenStream(token), command, CONTEXT);
  const grant = { is: 'role', role: 'ANALYST' } as const;
  await tell({ type: 'issue', token, grant, days: 30, now: NOW, name: 'a', owner: user, reason: null });
  const rights = (now = NOW) => ownerRights(log, `token:${token}`, { permission: 'reports.write' }, now);
  const ordered = () => ownerRights(log, `user:${user}`, { permission: 'reports.write' }, NOW);
  const defineRole = async (without: readonly string[]): Promise<string> => {
    const role = randomUUID();
    const said = { reason: 'a test', by: 'user:x', at: 1 };
    const command = { type: 'define', role, name: role, base: 'ANALYST', without, ...said } as const;
    await handleCommand(log, rolesDecider, ROLES_STREAM, command, CONTEXT);
    return role;
  };
  return { rights, ordered, defineRole, tell, tellOwner: (command: UserCommand) => tellUser(log, user, command) };
}

it('has a token order reports as long as it stands, and as its owner may', async () => {
  const { rights } = await world();
  expect(await rights()).toEqual({ scope: null, masked: false });
  expect(await rights(NOW + 31 * 86_400_000_000)).toBeNull();
});

it.each<[string, UserCommand]>([
  ['sees less than it', { type: 'grantScope', scope: SCOPE, ...by }],
  ['may do less than it', { type: 'grantRole', role: 'VIEWER', ...by }],
  ['may do nothing', { type: 'disable', ...by }],
])('has a token rest while its owner %s', async (_what, command) => {
  const { rights, tellOwner } = await world();
  await tellOwner(command);
  expect(await rights()).toBeNull();
});

it('has a token that was revoked order nothing', async () => {
  const { rights, tell } = await world();
  await tell({ type: 'revoke', reason: 'lost' });
  expect(await rights()).toBeNull();
});

it('has a custom role take away from reports of whoever has it, and of his tokens', async () => {
  const { rights, tellOwner, ordered, defineRole } = await world();
  const role = await defineRole(['reports.write']);
  await tellOwner({ type: 'grantRole', role: 'ANALYST', customRole: role, ...by });
  expect([await ordered(), await rights()]).toEqual([null, null]);
  const other = await defineRole(['lists.write']);
  await tellOwner({ type: 'grantRole', role: 'ANALYST', customRole: other, ...by });
  expect([await ordered(), await rights()]).toEqual([
    { scope: null, masked: false },
    { scope: null, masked: false },
  ]);
  await tellOwner({ type: 'grantRole', role: 'ANALYST', customRole: randomUUID(), ...by });
  expect([await ordered(), await rights()]).toEqual([null, null]);
});
