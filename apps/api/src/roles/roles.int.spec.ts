import { rolesDecider, ROLES_STREAM } from '@wireledger/domain';
import { handleCommand } from '@wireledger/event-sourcing';

import { codeOf, PeopleApi, type Person, REASON } from '../testing/people-api';
import { type GraphqlAnswer, type TestApi, until } from '../testing/test-api';

const WITHIN_MS = 2000;
const ROLE = 'id name base without version people own changedByName changedAt';
const NOBODY = '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11';

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly without: readonly string[];
  readonly version: number;
  readonly people: number;
  readonly own: boolean;
}

describe('custom roles', () => {
  let people: PeopleApi;
  let api: TestApi;
  let count = 0;
  beforeAll(async () => {
    people = await PeopleApi.start();
    ({ api } = people);
  });
  afterAll(() => people?.stop());

  const define = async (base: string, without: readonly string[], name = `role ${++count}`): Promise<Shown> => {
    const asked = 'name: $name, base: $base, without: $without';
    const document = `mutation ($name: String!, $base: Role!, $without: [String!]!) {
      defineRole(${asked}, reason: "${REASON}") { entity { ${ROLE} } } }`;
    return (await people.done<{ entity: Shown }>('defineRole', document, { name, base, without })).entity;
  };
  const change = (id: string, seen: number, name: string, without: readonly string[], token?: string) =>
    people.ask(
      `mutation ($without: [String!]!) {
        changeRole(id: "${id}", seen: ${seen}, name: "${name}", without: $without, reason: "${REASON}") { entity { ${ROLE} } } }`,
      { without },
      token,
    );
  const remove = (id: string, seen = 1) =>
    people.ask(`mutation { removeRole(id: "${id}", seen: ${seen}, reason: "${REASON}") { id } }`);
  const listed = async (id: string, token?: string): Promise<Shown | undefined> =>
    (await people.done<Shown[]>('roles', `{ roles { ${ROLE} } }`, {}, token)).find((role) => role.id === id);
  const grant = (user: string, role: string, customRole: string | null, token?: string) =>
    people.order('grantRole', `, role: ${role}, customRole: ${JSON.stringify(customRole)}`, user, token);
  const viewerOf = async (token: string) =>
    people.done<{ role: string; customRole: string | null; permissions: string[] }>(
      'viewer',
      '{ viewer { role customRole permissions } }',
      {},
      token,
    );
  const codes = (...answers: GraphqlAnswer[]) => answers.map((answer) => codeOf(answer));

  it('has what its base has without what is taken away, from the invitation on, in the list and in the log', async () => {
    const role = await define('ANALYST', ['lists.write', 'packets.payload'], 'Nights');
    expect(role).toMatchObject({ name: 'Nights', without: ['packets.payload', 'lists.write'], version: 1, people: 0 });
    const { id, name, accessToken } = await people.person('ANALYST', undefined, role.id);
    const viewer = await viewerOf(accessToken);
    expect([viewer.role, viewer.customRole]).toEqual(['ANALYST', 'Nights']);
    expect(viewer.permissions).toEqual(expect.arrayContaining(['flows.read', 'rules.write']));
    expect(viewer.permissions).not.toEqual(expect.arrayContaining(['lists.write']));
    expect(viewer.permissions).not.toEqual(expect.arrayContaining(['packets.payload']));
    const signedIn = (await (await people.signIn(name)).json()) as { viewer: object };
    expect(signedIn.viewer).toMatchObject({ role: 'ANALYST', customRole: 'Nights', permissions: viewer.permissions });
    expect(await listed(role.id)).toMatchObject({ people: 1, own: false, changedByName: 'Ada' });
    const { users } = await people.done<{ users: object[] }>(
      'users',
      `{ users(search: "${name}") { users { details { role customRole { id name } } } } }`,
    );
    expect(users).toEqual([{ details: { role: 'ANALYST', customRole: { id: role.id, name: 'Nights' } } }]);
    const { events } = await api.log.readStream({ stream: `user-${id}`, limit: 1 });
    expect(events[0]?.data).toMatchObject({ role: 'ANALYST', customRole: role.id });
    const fact = await api.log.readStream({ stream: 'role-all', limit: 1 });
    expect(fact.events[0]).toMatchObject({
      type: 'domain.RoleDefined',
      data: { name: 'Nights', base: 'ANALYST', reason: REASON, by: `user:${people.ada.id}` },
    });
  });

  it('is read by auditors, and defined by administrators alone', async () => {
    const auditor = await people.person('AUDITOR');
    expect(await people.done('roles', '{ roles { name } }', {}, auditor.accessToken)).toContainEqual({
      name: 'Nights',
    });
    const analyst = await people.person('ANALYST');
    expect(codeOf(await people.ask('{ roles { name } }', {}, analyst.accessToken))).toBe('FORBIDDEN');
    const asked = `mutation { defineRole(name: "x", base: VIEWER, without: ["flows.read"], reason: "x") { position } }`;
    expect(codeOf(await people.ask(asked, {}, await people.fresh(auditor)))).toBe('FORBIDDEN');
    expect(codeOf(await people.ask(asked, {}, (await people.elsewhere()).accessToken))).toBe('STEP_UP_REQUIRED');
    expect(codeOf(await people.ask(asked, {}, await api.token('ADMIN')))).toBe('FORBIDDEN');
  });

  it('A-65 a change ends live connections and sessions of whoever has it within two seconds, another name does not', async () => {
    const role = await define('ANALYST', ['lists.write']);
    const victim = await people.person('ANALYST', undefined, role.id);
    const renamed = await change(role.id, 1, 'Other words', ['lists.write']);
    expect(renamed.errors).toBeUndefined();
    expect((await viewerOf(victim.accessToken)).customRole).toBe('Other words');
    const socket = await people.listening(victim.accessToken);
    const began = performance.now();
    expect((await change(role.id, 2, 'Other words', ['lists.write', 'flows.read'])).errors).toBeUndefined();
    expect((await socket.closed).code).toBe(4401);
    expect(performance.now() - began).toBeLessThan(WITHIN_MS);
    expect((await api.query('{ flows { count } }', { token: victim.accessToken })).status).toBe(401);
    expect((await api.refresh(victim.cookie)).status).toBe(401);
    const again = (await (await people.signIn(victim.name)).json()) as { viewer: { permissions: string[] } };
    expect(again.viewer.permissions).not.toContain('flows.read');
  });

  it('a connection whose role changes in the log ends by itself, whoever changed it', async () => {
    const role = await define('ANALYST', ['lists.write']);
    const victim = await people.person('ANALYST', undefined, role.id);
    const socket = await people.listening(victim.accessToken);
    const holders = { count: 1, own: false, otherAdmins: 1 };
    const said = { reason: 'elsewhere', by: 'user:another', at: 1 };
    const command = { type: 'change', role: role.id, seen: 1, name: role.name, without: ['rules.write'] } as const;
    const context = { actor: 'user:another', correlationId: 'c', causationId: 'k', at: 1 };
    await handleCommand(api.log, rolesDecider, ROLES_STREAM, { ...command, holders, ...said }, context);
    expect((await socket.closed).code).toBe(4401);
  });

  it('goes over to a plain role and back, which ends sessions each time', async () => {
    const role = await define('ANALYST', ['lists.write']);
    const { id, accessToken } = await people.person('ANALYST');
    expect(codes(await grant(id, 'VIEWER', role.id), await grant(id, 'ANALYST', NOBODY))).toEqual([
      'BAD_USER_INPUT',
      'ROLE_UNKNOWN',
    ]);
    expect((await grant(id, 'ANALYST', role.id)).errors).toBeUndefined();
    expect((await api.query('{ flows { count } }', { token: accessToken })).status).toBe(401);
    expect(codeOf(await remove(role.id))).toBe('ROLE_IN_USE');
    expect((await grant(id, 'ANALYST', null)).errors).toBeUndefined();
    expect((await remove(role.id)).errors).toBeUndefined();
    expect(await listed(role.id)).toBeUndefined();
    expect(codeOf(await grant(id, 'ANALYST', role.id))).toBe('ROLE_UNKNOWN');
    const { events } = await api.log.readStream({ stream: `user-${id}`, limit: 10 });
    expect(events.map(({ data }) => [data.customRole, data.customBefore]).slice(-2)).toEqual([
      [role.id, undefined],
      [undefined, role.id],
    ]);
  });

  it('refuses a name that is taken, what cannot be taken away, and what was seen before somebody else changed it', async () => {
    const role = await define('OPERATOR', ['pcap.upload'], 'Feeders');
    const name = (text: string, without = '["pcap.upload"]') =>
      people.ask(
        `mutation { defineRole(name: "${text}", base: OPERATOR, without: ${without}, reason: "x") { position } }`,
      );
    expect(
      codes(
        ...[await name('FEEDERS'), await name('Viewer'), await name(''), await name('x'.repeat(41))],
        ...[await name('x', '[]'), await name('x', '["users.write"]'), await name('x', '["profile.own"]')],
      ),
    ).toEqual([
      ...['NAME_TAKEN', 'NAME_TAKEN', 'NAME_INVALID', 'NAME_INVALID'],
      ...['ROLE_INVALID', 'ROLE_INVALID', 'ROLE_INVALID'],
    ]);
    expect((await change(role.id, 1, 'Feeders', ['pcap.replay'])).errors).toBeUndefined();
    const late = await change(role.id, 1, 'Feeders', ['pcap.upload']);
    expect(late.errors?.[0]?.extensions).toMatchObject({ code: 'ROLE_CHANGED', version: 2 });
    expect(await listed(role.id)).toMatchObject({ version: 2, without: ['pcap.replay'] });
  });

  it('of two who define the same name at once one does', async () => {
    const asked = `mutation { defineRole(name: "Twins", base: VIEWER, without: ["flows.read"], reason: "x") { position } }`;
    const answers = await Promise.all([people.ask(asked), people.ask(asked)]);
    expect(codes(...answers).sort()).toEqual(['NAME_TAKEN', undefined]);
  });

  it('A-60 takes it away from the tokens of whoever has it, at once', async () => {
    const { id, accessToken } = await people.person('ANALYST');
    const { text } = await people.done<{ text: string }>(
      'createToken',
      'mutation { createToken(name: "mine", role: ANALYST, days: 1) { text } }',
      {},
      accessToken,
    );
    const look = async () => codeOf(await api.query('{ rules { id } }', { token: text }));
    expect(await look()).toBeUndefined();
    const role = await define('ANALYST', ['rules.read']);
    expect((await grant(id, 'ANALYST', role.id)).errors).toBeUndefined();
    expect(await look()).toBe('FORBIDDEN');
    expect(codeOf(await api.query('{ flows { count } }', { token: text }))).toBeUndefined();
  });

  describe('an administrator whose role lacks something', () => {
    let carl: Person;
    let role: Shown;
    let token: string;
    beforeAll(async () => {
      role = await define('ADMIN', ['privacy.reveal', 'lists.write', 'security.write']);
      carl = await people.person('ADMIN', undefined, role.id);
      token = await people.fresh(carl);
    });

    it('A-60 gives nobody what he lacks, by a role, an invitation, a token or the account of another', async () => {
      const admin = await people.person('ADMIN');
      const invite = (given: string) =>
        people.ask(`mutation { inviteUser(name: "x", ${given}, reason: "x") { position } }`, {}, token);
      const less = await define('ANALYST', ['privacy.reveal', 'lists.write']);
      const viewer = await people.person('VIEWER');
      const service = await people.done<{ entity: { id: string } }>(
        'createToken',
        'mutation { createToken(name: "t", kind: "tool-write", days: 1, reason: "x") { entity { id } } }',
      );
      const rotate = `mutation { rotateToken(id: "${service.entity.id}", days: 1, reason: "x") { text } }`;
      expect(
        codes(
          await people.ask(rotate, {}, token),
          ...[await invite('role: ADMIN'), await invite('role: ANALYST')],
          ...[await grant(viewer.id, 'ADMIN', null, token), await grant(viewer.id, 'ANALYST', null, token)],
          await people.ask(`mutation { offerPasswordReset(id: "${admin.id}", reason: "x") { link } }`, {}, token),
          await people.ask(`mutation { resetSecondFactor(id: "${admin.id}", reason: "x") { id } }`, {}, token),
          await people.ask(
            `mutation { createToken(name: "t", kind: "tool-write", days: 1, reason: "x") { text } }`,
            {},
            token,
          ),
          await change(less.id, 1, 'more', ['lists.write'], token),
          await people.ask(
            'mutation { defineRole(name: "m", base: ADMIN, without: ["webhooks.write"], reason: "x") { position } }',
            {},
            token,
          ),
        ),
      ).toEqual(Array.from({ length: 10 }, () => 'ROLE_BEYOND_GIVER'));
      expect((await grant(viewer.id, 'ANALYST', less.id, token)).errors).toBeUndefined();
      expect((await grant(viewer.id, 'VIEWER', null, token)).errors).toBeUndefined();
    });

    it('A-60 does not change his own role, nor what it may do', async () => {
      const without = ['security.write'];
      expect(
        codes(await grant(carl.id, 'ADMIN', null, token), await change(role.id, 1, role.name, without, token)),
      ).toEqual(['ROLE_BEYOND_GIVER', 'ROLE_BEYOND_GIVER']);
      const more = [...role.without, 'webhooks.write'];
      expect(codeOf(await change(role.id, 1, role.name, more, token))).toBe('OWN_ROLE');
      expect(await listed(role.id, token)).toMatchObject({ own: true, version: 1 });
    });

    it('is asked for no code for what his role lacks', async () => {
      const json = { permission: 'privacy.reveal', code: '000000', reason: 'because' };
      const headers = { authorization: `Bearer ${token}`, 'x-wireledger': '1', origin: api.url };
      const answer = await api.fetch('/api/account/step-up', { json, headers });
      expect(await answer.json()).toMatchObject({ code: 'BAD_USER_INPUT' });
    });

    it('A-60 is nobody whom the last administrator can be removed for', async () => {
      const { directory } = api.api.services;
      const others = directory
        .all()
        .filter(({ id, role: has, customRole }) => has === 'ADMIN' && !customRole && id !== people.ada.id);
      for (const { id } of others) expect((await grant(id, 'VIEWER', null)).errors).toBeUndefined();
      expect(directory.activeAdmins()).toBe(1);
      const small = await define('ADMIN', ['security.write']);
      const dora = await people.person('ADMIN', undefined, small.id);
      const hers = await people.fresh(dora);
      expect(
        codes(
          await people.order('disableUser', '', people.ada.id, hers),
          await grant(people.ada.id, 'ADMIN', small.id, hers),
          await grant(people.ada.id, 'VIEWER', null, hers),
        ),
      ).toEqual(['LAST_ADMIN', 'LAST_ADMIN', 'LAST_ADMIN']);
      const alone = await people.ask('mutation { setFourEyes(required: true, reason: "x") { required } }');
      expect(codeOf(alone)).toBe('FOUR_EYES_ALONE');
      expect((await grant(dora.id, 'ADMIN', null)).errors).toBeUndefined();
      await until(() => directory.activeAdmins() === 2);
    });

    it('keeps the last administrators by a role from losing it through the role', async () => {
      const { directory } = api.api.services;
      const full = await define('ADMIN', ['webhooks.write']);
      const eve = await people.person('ADMIN');
      const hers = await people.fresh(eve);
      for (const { id, role: has, customRole } of directory.all())
        if (has === 'ADMIN' && id !== eve.id && customRole === null)
          expect((await grant(id, 'ADMIN', full.id, hers)).errors).toBeUndefined();
      const ada = await people.fresh(await people.elsewhere());
      expect((await grant(eve.id, 'VIEWER', null, ada)).errors).toBeUndefined();
      expect(directory.activeAdmins()).toBeGreaterThan(0);
      expect(directory.adminsBeside(full.id)).toBe(0);
      const carls = await people.fresh((await (await people.signIn(carl.name)).json()) as { accessToken: string });
      const less = await change(full.id, 1, full.name, [...role.without, 'webhooks.write', 'users.write'], carls);
      expect(codeOf(less)).toBe('LAST_ADMIN');
    });
  });
});
