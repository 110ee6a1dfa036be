import type { ExportStore, ReportStore } from '@wireledger/read-models';

import { codeOf, PeopleApi, type Person, REASON, tokenOf } from '../testing/people-api';
import { cookieOf, PASSWORD, type TestApi } from '../testing/test-api';

const WITHIN_MS = 2000;
const USER =
  'id name version details { role state scope { ip port proto sensor } masked seenAt invitedUntil sessions }';

interface Shown {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly details: {
    readonly state: string;
    readonly role: string;
    readonly sessions: number;
    readonly seenAt: string;
  };
}
describe('people', () => {
  let people: PeopleApi;
  let api: TestApi;
  let exports: ExportStore;
  let reports: ReportStore;
  let ada: Person;
  beforeAll(async () => {
    people = await PeopleApi.start();
    ({ api, exports, reports, ada } = people);
  });
  afterAll(() => people?.stop());

  const ask: PeopleApi['ask'] = (...args) => people.ask(...args);
  const done = <T>(...args: Parameters<PeopleApi['done']>) => people.done<T>(...args);
  const order: PeopleApi['order'] = (...args) => people.order(...args);
  const accept: PeopleApi['accept'] = (...args) => people.accept(...args);
  const signIn: PeopleApi['signIn'] = (...args) => people.signIn(...args);
  const person: PeopleApi['person'] = (...args) => people.person(...args);
  const INVITE = `mutation ($name: String!, $role: Role!, $scope: TrafficScopeInput) {
    inviteUser(name: $name, role: $role, scope: $scope, reason: "${REASON}") { link expiresAt position entity { ${USER} } } }`;
  const invite = (name: string, role = 'ANALYST', scope?: object) =>
    done<{ link: string; entity: Shown }>('inviteUser', INVITE, { name, role, scope });
  const look = (link: string) => api.fetch('/api/auth/invitation/look', { json: { token: tokenOf(link) } });
  const one = async (name: string): Promise<Shown | undefined> =>
    (
      await done<{ users: Shown[] }>('users', `query ($s: String) { users(search: $s) { users { ${USER} } } }`, {
        s: name,
      })
    ).users[0];
  const factsOf = async (id: string) => {
    const { events } = await api.log.readStream({ stream: `user-${id}`, limit: 100 });
    return events.map(({ type, data, meta }) => ({ type: type.replace('domain.', ''), data, actor: meta.actor }));
  };

  describe('an invitation', () => {
    it('lets its holder set a password once, and nothing of it is stored in clear', async () => {
      const { link, entity } = await invite('Mara', 'ANALYST', { ip: ['10.1.2.3/16'], sensor: ['edge'] });
      expect(link).toMatch(/^http:\/\/[^/]+\/invitation#token=[\w-]{43}$/);
      expect(entity.details).toMatchObject({ role: 'ANALYST', state: 'INVITED', sessions: 0, seenAt: null });
      expect((await signIn('Mara')).status).toBe(401);
      const shown = await look(link);
      expect([shown.status, await shown.json()]).toEqual([
        200,
        { name: 'Mara', role: 'ANALYST', expiresAt: expect.stringMatching(/^20/) },
      ]);
      const weak = await accept(link, 'short');
      expect([weak.status, ((await weak.json()) as { code: string }).code]).toEqual([400, 'PASSWORD_WEAK']);
      const both = await Promise.all([accept(link), accept(link)]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
      const answers = await Promise.all(both.map((response) => response.json()));
      expect(answers).toContainEqual(
        expect.objectContaining({ viewer: expect.objectContaining({ id: entity.id, name: 'Mara', role: 'ANALYST' }) }),
      );
      expect([(await look(link)).status, (await accept(link)).status]).toEqual([410, 410]);
      expect((await signIn('mara')).status).toBe(200);
      const scope = { ip: ['10.1.0.0/16'], sensor: ['edge'] };
      expect(await one('mara')).toMatchObject({ details: { state: 'ACTIVE', sessions: 2, scope } });
      const facts = await factsOf(entity.id);
      expect(facts.map(({ type, actor }) => [type, actor])).toEqual([
        ['UserInvited', `user:${ada.id}`],
        ['InvitationAccepted', `user:${entity.id}`],
      ]);
      expect(facts[0]?.data).toMatchObject({ name: 'Mara', scope, reason: REASON, by: 'administrator' });
      expect(JSON.stringify([facts, await people.store.accountByName('Mara')])).not.toContain(tokenOf(link));
    });

    it('is too old after 72 hours, and good again when renewed; only the newest link works', async () => {
      const { link, entity } = await invite('Late');
      api.skewMs = 73 * 3600_000;
      expect([(await look(link)).status, (await accept(link)).status]).toEqual([410, 410]);
      api.skewMs = 0;
      const renewed = await done<{ link: string }>(
        'renewInvitation',
        `mutation { renewInvitation(id: "${entity.id}") { link } }`,
      );
      expect((await look(link)).status).toBe(410);
      expect((await accept(renewed.link)).status).toBe(200);
      const again = await ask(`mutation { renewInvitation(id: "${entity.id}") { link } }`);
      expect(codeOf(again)).toBe('INVITATION_OVER');
    });

    it('is revoked: the link is dead, the name is free, nobody is left in the list', async () => {
      const { link, entity } = await invite('Nobody Yet');
      expect(codeOf(await ask(INVITE, { name: 'nobody yet', role: 'VIEWER' }))).toBe('NAME_TAKEN');
      expect((await order('revokeInvitation', '', entity.id)).errors).toBeUndefined();
      expect((await look(link)).status).toBe(410);
      expect((await accept(link)).status).toBe(410);
      expect(await one('nobody yet')).toBeUndefined();
      expect((await invite('Nobody Yet', 'VIEWER')).entity.details.role).toBe('VIEWER');
      expect(codeOf(await order('enableUser', '', entity.id))).toBe('USER_UNKNOWN');
    });

    it('is refused with what is wrong, and then the name stays free', async () => {
      for (const [variables, code] of [
        [{ name: '', role: 'VIEWER' }, 'NAME_INVALID'],
        [{ name: 'Wrong', role: 'VIEWER', scope: { ip: ['everywhere'] } }, 'SCOPE_INVALID'],
        [{ name: 'ADA', role: 'VIEWER' }, 'NAME_TAKEN'],
      ] as const)
        expect(codeOf(await ask(INVITE, variables))).toBe(code);
      const silent = INVITE.replace(REASON, ' ');
      expect(codeOf(await ask(silent, { name: 'Wrong', role: 'VIEWER' }))).toBe('TEXT_NEEDED');
      expect(await people.store.accountByName('Wrong')).toBeNull();
    });

    it('needs a fresh second factor, not one of six minutes ago, and never passes for a token', async () => {
      const codeFor = async (token: string) => codeOf(await ask(INVITE, { name: 'X', role: 'VIEWER' }, token));
      const elsewhere = await people.elsewhere();
      expect(await codeFor(elsewhere.accessToken)).toBe('STEP_UP_REQUIRED');
      expect(await codeFor(await people.fresh(elsewhere, 6 * 60_000))).toBe('STEP_UP_REQUIRED');
      expect(await codeFor(await people.fresh(await person('ANALYST')))).toBe('FORBIDDEN');
      expect(await codeFor(await api.token('ADMIN'))).toBe('FORBIDDEN');
      expect(await people.store.accountByName('X')).toBeNull();
    });

    it('A-61 takes no hidden fields, and no link from a page of another site', async () => {
      const { link } = await invite('Fields');
      const more = { token: tokenOf(link), password: PASSWORD, role: 'ADMIN' };
      expect((await api.fetch('/api/auth/invitation/accept', { json: more })).status).toBe(400);
      const headers = { origin: 'https://evil.example' };
      const foreign = await api.fetch('/api/auth/invitation/look', { json: { token: tokenOf(link) }, headers });
      expect(foreign.status).toBe(403);
    });
  });

  describe('the list', () => {
    it('tells administrators and auditors all, analysts names alone, others nothing', async () => {
      const auditor = await person('AUDITOR');
      const analyst = await person('ANALYST');
      const document = `{ users(first: 200) { count users { ${USER} } } }`;
      const whole = await done<{ count: number; users: Shown[] }>('users', document, {}, auditor.accessToken);
      expect(whole.users.map(({ name }) => name)).toContain('Ada');
      expect(whole.users.find(({ id }) => id === auditor.id)?.details).toMatchObject({ masked: true, sessions: 1 });
      const names = await done<{ users: Shown[] }>('users', document, {}, analyst.accessToken);
      expect(names.users.map(({ name }) => name)).toEqual(whole.users.map(({ name }) => name));
      expect(new Set(names.users.flatMap(({ version, details }) => [version, details]))).toEqual(new Set([null]));
      for (const role of ['OPERATOR', 'VIEWER']) {
        const { accessToken } = await person(role);
        expect(codeOf(await ask(document, {}, accessToken))).toBe('FORBIDDEN');
      }
      const sessions = `{ userSessions(user: "${analyst.id}") { id ip agent } }`;
      expect(await done('userSessions', sessions, {}, auditor.accessToken)).toEqual([
        { id: expect.any(String), ip: expect.stringMatching(/127\.0\.0\.1|::1/), agent: 'node' },
      ]);
      expect(codeOf(await ask(sessions, {}, analyst.accessToken))).toBe('FORBIDDEN');
    });

    it('comes in pages, in order of names', async () => {
      const document = 'query ($f: Int, $s: Int) { users(first: $f, skip: $s) { count users { name } } }';
      const all = await done<{ count: number; users: Shown[] }>('users', document, { f: 200 });
      const second = await done<{ count: number; users: Shown[] }>('users', document, { f: 2, s: 1 });
      expect([second.count, second.users]).toEqual([all.count, all.users.slice(1, 3)]);
      expect(codeOf(await ask(document, { f: 201 }))).toMatch(/BAD_USER_INPUT|LIMIT_EXCEEDED/);
      expect(codeOf(await ask(document, { f: 2, s: -1 }))).toBe('BAD_USER_INPUT');
    });
  });

  describe('what an administrator does to somebody else', () => {
    /** A report that a worker makes. */
    async function reporting({ accessToken }: Person) {
      const input = `{template: "executive", name: "x", from: "2026-11-21T08:00:00Z", to: "2026-11-22T08:00:00Z", zone: "UTC", format: PDF}`;
      const document = `mutation { generateReport(input: ${input}) { id state } }`;
      const { id } = await done<{ id: string }>('generateReport', document, {}, accessToken);
      const claim = await reports.claim(id);
      if (!claim) throw new Error('not claimed');
      expect(await reports.beat(claim, 0.5)).toBe(true);
      return claim;
    }

    /** A live connection that receives, and an export that a worker writes. */
    async function running({ accessToken, id }: Person) {
      const socket = await people.listening(accessToken);
      const args = { what: 'flows', format: 'csv', args: {}, scope: null, masking: null, total: null } as const;
      const [waiting, written, finished] = await Promise.all(
        [1, 2, 3].map(() => exports.create({ ...args, owner: `user:${id}` })),
      );
      const claim = await exports.claim(written?.id ?? '');
      const file = await exports.claim(finished?.id ?? '');
      if (!claim || !file) throw new Error('not claimed');
      const piece = { n: 0, body: 'a,b', rows: 1 };
      expect([await exports.append(claim, piece), await exports.append(file, piece)]).toEqual([true, true]);
      await exports.complete(file, false);
      return { socket, claim, ids: [waiting, written, finished].map((made) => made?.id ?? '') };
    }

    it.each([
      ['disableUser', '', { state: 'DISABLED' }],
      ['grantRole', ', role: VIEWER', { role: 'VIEWER', masked: true }],
      ['grantScope', ', scope: { port: [53] }', { scope: { ip: null, port: [53], proto: null, sensor: null } }],
      ['endUserSessions', '', { state: 'ACTIVE' }],
    ])(
      'A-51 A-65 %s acts on live connections, exports, reports and sessions within two seconds',
      async (field, args, after) => {
        const victim = await person('ANALYST');
        const { socket, claim, ids } = await running(victim);
        const report = await reporting(victim);
        const began = performance.now();
        const answer = await order(field, args, victim.id);
        expect(answer.errors).toBeUndefined();
        expect((await socket.closed).code).toBe(4401);
        expect(await exports.append(claim, { n: 1, body: 'c,d', rows: 1 })).toBe(false);
        expect(await reports.beat(report, 0.6)).toBe(false);
        expect(performance.now() - began).toBeLessThan(WITHIN_MS);
        const states = (await exports.list(`user:${victim.id}`)).map(({ id, state, bytes }) => [id, state, bytes]);
        expect(states).toEqual(expect.arrayContaining(ids.map((id) => [id, 'canceled', 0])));
        const reader = { owner: `user:${victim.id}`, own: true, templates: ['executive'] };
        const failed = { state: 'failed', error: 'permission changed', files: [] };
        expect(await reports.get(reader, report.id)).toMatchObject(failed);
        const { events } = await api.log.readStream({ stream: `report-${report.id}`, limit: 10 });
        expect(events.at(-1)).toMatchObject({ type: 'domain.ReportFailed', data: { why: 'permission changed' } });
        expect((await api.query('{ sensors { name } }', { token: victim.accessToken })).status).toBe(401);
        expect((await api.refresh(victim.cookie)).status).toBe(401);
        expect(await one(victim.name)).toMatchObject({ details: { ...after, sessions: 0 } });
        const [fact] = (await factsOf(victim.id)).slice(-1);
        expect(fact).toMatchObject({ actor: `user:${ada.id}`, data: { reason: REASON } });
        expect((await signIn(victim.name)).status).toBe(field === 'disableUser' ? 401 : 200);
      },
    );

    it('a disabled user comes back when he is enabled, to none of his old sessions', async () => {
      const victim = await person();
      await order('disableUser', '', victim.id);
      expect((await order('enableUser', '', victim.id)).errors).toBeUndefined();
      expect((await api.refresh(victim.cookie)).status).toBe(401);
      expect((await signIn(victim.name)).status).toBe(200);
      expect((await factsOf(victim.id)).map(({ type }) => type).slice(-2)).toEqual(['UserDisabled', 'UserEnabled']);
    });

    it('A-58 ends one session and leaves the others; a session of somebody else is unknown', async () => {
      const victim = await person();
      const other = await signIn(victim.name);
      const sessions = await done<{ id: string }[]>('userSessions', `{ userSessions(user: "${victim.id}") { id } }`);
      expect(sessions).toHaveLength(2);
      const [newest] = sessions;
      const end = (user: string) =>
        ask(`mutation { endUserSession(id: "${user}", session: "${newest?.id}", reason: "${REASON}") }`);
      expect(codeOf(await end(ada.id))).toBe('NOT_FOUND');
      expect((await end(victim.id)).errors).toBeUndefined();
      expect(codeOf(await end(victim.id))).toBe('NOT_FOUND');
      expect((await api.refresh(cookieOf(other))).status).toBe(401);
      expect((await api.refresh(victim.cookie)).status).toBe(200);
      const { events } = await api.log.readAll({
        after: 'start',
        filter: { types: ['domain.SessionEnded'] },
        limit: 1000,
      });
      expect(events.find(({ data }) => data.session === newest?.id)).toMatchObject({
        data: { user: victim.id, reason: 'administrator', said: REASON },
        meta: { actor: `user:${ada.id}` },
      });
    });

    it('on another version than the one that was seen is refused', async () => {
      const victim = await person();
      const seen = (await one(victim.name))?.version;
      expect((await order('grantRole', `, role: OPERATOR, seen: ${seen}`, victim.id)).errors).toBeUndefined();
      expect(codeOf(await order('grantRole', `, role: VIEWER, seen: ${seen}`, victim.id))).toBe('USER_CHANGED');
      expect((await one(victim.name))?.details.role).toBe('OPERATOR');
    });

    it('A-60 nobody promotes, narrows, disables or signs out himself; unknown users are unknown', async () => {
      for (const [field, args, code] of [
        ['grantRole', ', role: VIEWER', 'OWN_ROLE'],
        ['grantScope', ', scope: null', 'OWN_SCOPE'],
        ['disableUser', '', 'OWN_ACCOUNT'],
        ['endUserSessions', '', 'OWN_ACCOUNT'],
      ] as const) {
        expect(codeOf(await order(field, args, ada.id))).toBe(code);
        expect(codeOf(await order(field, args, '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11'))).toBe('USER_UNKNOWN');
        expect(codeOf(await order(field, args, "x' or 1=1 --"))).toBe('USER_UNKNOWN');
      }
    });

    it('A-60 of two administrators who remove each other at once, one stays', async () => {
      const eve = await person('ADMIN');
      const [byAda, byEve] = await Promise.all([
        order('grantRole', ', role: VIEWER', eve.id),
        order('grantRole', ', role: VIEWER', ada.id, await people.fresh(eve)),
      ]);
      const codes = [codeOf(byAda), codeOf(byEve)];
      expect(codes.filter((code) => code === undefined)).toHaveLength(1);
      expect(codes).toContainEqual(expect.stringMatching(/LAST_ADMIN|UNAUTHENTICATED|FORBIDDEN/));
      expect(api.api.services.directory.activeAdmins()).toBe(1);
      // whoever was left goes on as Ada
      if (codes[0] !== undefined) {
        const back = await order('grantRole', ', role: ADMIN', ada.id, await people.fresh(eve));
        expect(back.errors).toBeUndefined();
      }
    });
  });

  it('A-65 a download breaks off when its owner may not act any more', async () => {
    const victim = await person();
    const made = await exports.create({
      ...{
        what: 'flows',
        format: 'csv',
        args: {},
        scope: null,
        masking: null,
        total: null,
        owner: `user:${victim.id}`,
      },
    });
    const claim = await exports.claim(made.id);
    if (!claim) throw new Error('not claimed');
    const body = 'x'.repeat(1024 * 1024);
    for (let n = 0; n < 24; n++) await exports.append(claim, { n, body, rows: 1 });
    await exports.complete(claim, false);
    const headers = { authorization: `Bearer ${victim.accessToken}` };
    const response = await api.fetch(`/api/exports/${made.id}/file`, { headers });
    const reader = response.body?.getReader();
    await reader?.read();
    await order('disableUser', '', victim.id);
    const rest = async () => {
      for (;;) if ((await reader?.read())?.done) return 'whole';
    };
    await expect(rest()).rejects.toThrow();
  });
});
