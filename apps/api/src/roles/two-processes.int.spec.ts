import { rolesDecider, ROLES_STREAM } from '@wireledger/domain';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import { type EventLog, handleCommand, PersonalCodec, PersonalEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue, PERSONAL_FIELDS } from '@wireledger/events';

import { codeOf, PeopleApi, type Person, REASON, type StoredLog } from '../testing/people-api';
import { type GraphqlAnswer, TestApi, until } from '../testing/test-api';

const ROUNDS = 5;

interface Viewer {
  readonly customRole: string | null;
  readonly permissions: readonly string[];
}

/** Two processes have nothing in common but the database: each folds the log by itself. */
describe('custom roles in two processes on one log', () => {
  let people: PeopleApi;
  let other: TestApi;
  let others: EventLog;
  let log: EventLog;
  let count = 0;
  beforeAll(async () => {
    people = await PeopleApi.start({ storedLog: true });
    const { connectionString, keys } = people.inDatabase as StoredLog;
    log = (people.inDatabase as StoredLog).log;
    const stored = await PostgresEventLog.open({ connection: { connectionString } });
    others = new PersonalEventLog(stored, eventCatalogue(), new PersonalCodec(PERSONAL_FIELDS, keys));
    other = await TestApi.start({ log: others, keys, store: people.store, keysOf: people.api, factorRoles: [] });
    await until(() => other.api.services.directory.user(people.ada.id));
  });
  afterAll(async () => {
    await other?.stop();
    await others?.close();
    await people?.stop();
  });

  const processes = (): readonly TestApi[] => [people.api, other];
  const ask = (process: TestApi, query: string, variables: object = {}) =>
    process.query(query, { token: people.admin, variables });
  const change = (process: TestApi, role: string, without: readonly string[], seen = 1) =>
    ask(
      process,
      `mutation ($without: [String!]!) {
        changeRole(id: "${role}", seen: ${seen}, name: "role ${count}", without: $without, reason: "${REASON}") { position } }`,
      { without },
    );
  const remove = (process: TestApi, role: string) =>
    ask(process, `mutation { removeRole(id: "${role}", seen: 1, reason: "${REASON}") { id } }`);
  const grant = (process: TestApi, user: string, role: string) =>
    ask(
      process,
      `mutation { grantRole(id: "${user}", role: ANALYST, customRole: "${role}", reason: "${REASON}") { position } }`,
    );
  const codes = (answers: readonly GraphqlAnswer[]) =>
    answers.map((answer) => (codeOf(answer) as string | undefined) ?? 'done');

  /** A role of analysts that both processes know. */
  async function define(without: readonly string[] = ['lists.write']): Promise<string> {
    const document = `mutation ($without: [String!]!) {
      defineRole(name: "role ${++count}", base: ANALYST, without: $without, reason: "${REASON}") { entity { id } } }`;
    const made = await people.done<{ entity: { id: string } }>('defineRole', document, { without });
    await until(() => other.api.services.directory.roles.role(made.entity.id));
    return made.entity.id;
  }

  /** An analyst whom both processes know. */
  async function person(role?: string): Promise<Person> {
    const made = await people.person('ANALYST', undefined, role);
    await until(() => other.api.services.directory.user(made.id)?.standing === 'active');
    return made;
  }

  /** Resolves when both processes have folded all that is in the log by now about roles and somebody. */
  async function agreed(user: string): Promise<void> {
    const revisions = await Promise.all(
      [ROLES_STREAM, `user-${user}`].map(async (stream) => {
        const tail = await log.tail(stream);
        return tail === 'absent' ? -1n : tail.revision;
      }),
    );
    for (const { api } of processes())
      await until(() => {
        const { directory } = api.services;
        return directory.roles.revision >= (revisions[0] ?? 0n) && directory.versionOf(user) >= Number(revisions[1]);
      });
  }

  /** What somebody is after he signed in, as each process says it: the same. */
  async function viewerOf({ name }: Person): Promise<Viewer> {
    const { accessToken } = (await (await people.signIn(name)).json()) as { accessToken: string };
    const [here, there] = await Promise.all(
      processes().map(async (process) => {
        const { data } = await process.query('{ viewer { customRole permissions } }', { token: accessToken });
        return data?.['viewer'] as Viewer;
      }),
    );
    expect(there).toEqual(here);
    return here as Viewer;
  }

  const endedIn = async (process: TestApi, { accessToken }: Person): Promise<boolean> =>
    (await process.query('{ viewer { id } }', { token: accessToken })).status === 401;

  it('of two changes at once that rest on the same version one is made, and both processes know that one', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const role = await define();
      const holder = await person(role);
      const wishes = [['lists.write', 'flows.read'], ['rules.write']];
      const answers = await Promise.all(processes().map((process, i) => change(process, role, wishes[i] ?? [])));
      expect(codes(answers).sort()).toEqual(['ROLE_CHANGED', 'done']);
      const won = codes(answers).indexOf('done');
      await agreed(holder.id);
      for (const { api } of processes())
        expect(api.services.directory.roles.role(role)).toMatchObject({
          version: 2,
          without: expect.arrayContaining(wishes[won] ?? []),
        });
      const { permissions } = await viewerOf(holder);
      for (const permission of wishes.flat())
        expect([permission, permissions.includes(permission)]).toEqual([
          permission,
          !(wishes[won] ?? []).includes(permission),
        ]);
      for (const process of processes()) expect(await endedIn(process, holder)).toBe(true);
    }
  });

  it('what is given in one process while it becomes less in the other is the lesser one in both', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const role = await define();
      const somebody = await person();
      const answers = await Promise.all([
        grant(people.api, somebody.id, role),
        change(other, role, ['lists.write', 'flows.read']),
      ]);
      expect(codes(answers)).toEqual(['done', 'done']);
      await agreed(somebody.id);
      const { customRole, permissions } = await viewerOf(somebody);
      expect(customRole).toBe(`role ${count}`);
      expect(permissions.filter((one) => ['lists.write', 'flows.read'].includes(one))).toEqual([]);
      for (const process of processes()) expect(await endedIn(process, somebody)).toBe(true);
    }
  });

  it('what is given in one process while it is removed in the other is refused to one of them, or leaves nothing', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const role = await define();
      const somebody = await person();
      const answers = await Promise.all([grant(people.api, somebody.id, role), remove(other, role)]);
      await agreed(somebody.id);
      const { customRole, permissions } = await viewerOf(somebody);
      const outcome = codes(answers).join(', ');
      if (outcome === 'done, ROLE_IN_USE') expect(customRole).toBe(`role ${count}`);
      else if (outcome === 'ROLE_UNKNOWN, done') expect(customRole).toBeNull();
      else {
        expect(outcome).toBe('done, done');
        expect(permissions).toEqual(['profile.own']);
      }
    }
  });

  it('a role that was removed by a process that did not know who has it leaves him nothing, until he is given another', async () => {
    const role = await define();
    const holder = await person(role);
    const by = { by: `user:${people.ada.id}`, at: 1, reason: 'nobody has it' };
    const holders = { count: 0, own: false, otherAdmins: 1 };
    const context = { actor: by.by, correlationId: 'c', causationId: 'k', at: 1 };
    const command = { type: 'remove', role, seen: 1, holders, ...by } as const;
    await handleCommand(log, rolesDecider, ROLES_STREAM, command, context);
    await agreed(holder.id);
    expect((await viewerOf(holder)).permissions).toEqual(['profile.own']);
    for (const process of processes())
      expect(codeOf(await process.query('{ flows { count } }', { token: await tokenOf(holder) }))).toBe('FORBIDDEN');
    expect(codes([await grant(other, holder.id, await define(['rules.write']))])).toEqual(['done']);
    await agreed(holder.id);
    const { permissions } = await viewerOf(holder);
    expect([permissions.includes('flows.read'), permissions.includes('rules.write')]).toEqual([true, false]);
  });

  const tokenOf = async ({ name }: Person): Promise<string> =>
    ((await (await people.signIn(name)).json()) as { accessToken: string }).accessToken;

  it('of two roles that are given to somebody at once he has one, the same in both processes', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [lists, rules] = [await define(['lists.write']), await define(['rules.write'])];
      const somebody = await person();
      const answers = await Promise.all([grant(people.api, somebody.id, lists), grant(other, somebody.id, rules)]);
      expect(codes(answers)).toContain('done');
      expect(codes(answers).filter((code) => code !== 'done' && code !== 'BUSY')).toEqual([]);
      await agreed(somebody.id);
      const { permissions } = await viewerOf(somebody);
      expect(['lists.write', 'rules.write'].filter((one) => permissions.includes(one))).toHaveLength(1);
      for (const process of processes()) expect(await endedIn(process, somebody)).toBe(true);
    }
  });

  it('A-60 of two administrators who put one another out at once one stays, whichever processes they ask', async () => {
    const admins = [await people.person('ADMIN'), await people.person('ADMIN')] as const;
    const fresh = async (by: Person) => people.fresh({ accessToken: await tokenOf(by) });
    const disable = (process: TestApi, token: string, { id }: Pick<Person, 'id'>) =>
      process.query(`mutation { disableUser(id: "${id}", reason: "${REASON}") { entity { id } } }`, { token });
    // From here on there are these two alone.
    expect(codes([await disable(people.api, await fresh(admins[0]), people.ada)])).toEqual(['done']);
    for (let round = 0; round < ROUNDS; round++) {
      const tokens = [await fresh(admins[0]), await fresh(admins[1])] as const;
      for (const { id } of [...admins, people.ada]) await agreed(id);
      const answers = await Promise.all([
        disable(people.api, tokens[0], admins[1]),
        disable(other, tokens[1], admins[0]),
      ]);
      expect(codes(answers).sort()).toEqual(['LAST_ADMIN', 'done']);
      for (const { id } of admins) await agreed(id);
      for (const { api } of processes()) expect(api.services.directory.activeAdmins()).toBe(1);
      const won = codes(answers).indexOf('done');
      const enable = `mutation { enableUser(id: "${admins[1 - won]?.id}", reason: "${REASON}") { entity { id } } }`;
      expect(codes([await people.ask(enable, {}, tokens[won])])).toEqual(['done']);
    }
  });
});
