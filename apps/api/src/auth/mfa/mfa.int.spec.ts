import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { userDecider, type UserCommand, userStream } from '@wireledger/domain';
import { handleCommand } from '@wireledger/event-sourcing';
import { migrateAccess, PostgresAccessStore } from '@wireledger/platform/access-store';

import { cookieOf, fromBase32, PASSWORD, TestApi, type TestPerson, until } from '../../testing/test-api';
import { codeOf, stepAt } from './totp';

interface Pending {
  readonly token: string;
  readonly needs: string;
  readonly expiresIn: number;
  readonly secret?: string;
  readonly uri?: string;
}

let server: TestPostgres;
beforeAll(async () => {
  server = await startTestPostgres();
}, 60_000);
afterAll(() => server?.stop());

describe('second factor, over a real database', () => {
  let api: TestApi;
  let store: PostgresAccessStore;
  let ada: TestPerson;
  let databases = 0;
  beforeEach(async () => {
    const { host, port, user, password, database } = await server.createDatabase(`mfa${databases++}`);
    const connectionString = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
    await migrateAccess({ connectionString });
    store = await PostgresAccessStore.open({ connectionString }, 4, () => undefined);
    api = await TestApi.start({ store });
    ada = await api.bootstrap('Ada');
  });
  afterEach(async () => {
    await api.stop();
    await store.close();
  });

  const post = async (route: string, json: unknown, headers: Record<string, string> = {}) => {
    const response = await api.fetch(`/api/${route}`, { json, headers });
    return {
      status: response.status,
      cookie: cookieOf(response),
      body: (await response.json()) as Record<string, unknown>,
    };
  };
  const own = (route: string, token: string, json: unknown) =>
    post(`account/factor${route}`, json, { authorization: `Bearer ${token}` });
  const shown = async (token: string) =>
    (await (
      await api.fetch('/api/account/factor', { headers: { authorization: `Bearer ${token}` } })
    ).json()) as object;
  /** Code of a secret `later` steps from now. */
  /** `later`: the code that the app shows so many steps later; the clock is put forward until it does. */
  const code = (secret: string, later = 0) => {
    api.skewMs += later * 30_000;
    return codeOf(fromBase32(secret), stepAt(Date.now() + api.skewMs));
  };
  const password = async (name = 'Ada', with_ = PASSWORD): Promise<Pending> => {
    const { body } = await post('auth/sign-in', { name, password: with_ });
    return body.pending as Pending;
  };
  const enter = (token: string, typed: string) => post('auth/code', { token, code: typed });
  const events = async (...types: string[]) => {
    const all = await api.log.readAll({ after: 'start', filter: { types }, limit: 1000 });
    return all.events.map(({ data }) => data);
  };
  const tell = async (user: string, command: UserCommand) => {
    const context = { actor: 'system:test', correlationId: user, causationId: user, at: Date.now() * 1000 };
    await handleCommand(api.log, userDecider, userStream(user), command, context);
  };

  it('the first administrator sets one up before anything else', async () => {
    const used = await post('auth/bootstrap', { token: await api.link(), name: 'Bea', password: PASSWORD });
    const { token, secret = '', uri, ...more } = used.body.pending as Pending;
    expect([used.status, used.cookie, Object.keys(used.body), more]).toEqual([
      ...[200, '', ['pending'], { needs: 'enrol', expiresIn: 900 }],
    ]);
    expect(uri).toBe(`otpauth://totp/Wireledger:Bea?secret=${secret}&issuer=Wireledger`);
    expect(fromBase32(secret)).toHaveLength(20);
    const early = codeOf(fromBase32(secret), stepAt(Date.now() + api.skewMs) + 5);
    expect((await post('auth/enrolment', { token, code: early })).body).toMatchObject({ code: 'CODE_WRONG' });
    expect((await enter(token, code(secret))).body).toMatchObject({ code: 'CHALLENGE_ENDED' });
    const enrolled = await post('auth/enrolment', { token, code: code(secret) });
    expect(enrolled.body).toMatchObject({ expiresIn: 300, viewer: { name: 'Bea', role: 'ADMIN' } });
    expect(enrolled.body.recoveryCodes).toHaveLength(10);
    expect(await shown(enrolled.body.accessToken as string)).toMatchObject({
      enrolled: true,
      codesLeft: 10,
      demanded: true,
    });
    expect((await post('auth/enrolment', { token, code: code(secret, 1) })).status).toBe(410);
    expect((await events('domain.MfaEnrolled')).at(-1)).toMatchObject({ kind: 'totp', replaced: false });
    expect((await events('domain.SignedIn')).at(-1)).toMatchObject({ mfa: 'totp' });
  });

  it('whoever leaves before his first code is led there again by his password', async () => {
    await post('auth/bootstrap', { token: await api.link(), name: 'Bea', password: PASSWORD });
    const [one, two] = [await password('Bea'), await password('Bea')];
    expect([one.needs, two.needs, one.secret === two.secret]).toEqual(['enrol', 'enrol', false]);
    const both = await Promise.all(
      [one, two].map(({ token, secret = '' }) => post('auth/enrolment', { token, code: code(secret) })),
    );
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(['MFA_EXISTS', 'CHALLENGE_ENDED']).toContain(both.find(({ status }) => status !== 200)?.body.code);
  });

  it('asks for password and code, and tells nothing in between', async () => {
    const { status, cookie, body } = await post('auth/sign-in', { name: 'Ada', password: PASSWORD });
    expect([status, cookie, Object.keys(body)]).toEqual([200, '', ['pending']]);
    expect(body.pending).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/), needs: 'code', expiresIn: 300 });
    const { token } = body.pending as Pending;
    expect((await api.query('{ viewer { id } }', { token })).status).toBe(401);
    const entered = await enter(token, code(ada.secret, 1));
    expect([entered.status, entered.body]).toMatchObject([200, { viewer: { name: 'Ada' } }]);
    expect((await api.refresh(entered.cookie)).status).toBe(200);
    expect((await enter(token, code(ada.secret, 1))).body).toMatchObject({ code: 'CHALLENGE_ENDED' });
  });

  it('A-55 takes a step once, whoever is first, and none before it', async () => {
    const tokens = await Promise.all(Array.from({ length: 4 }, async () => (await password()).token));
    const once = code(ada.secret, 1);
    const answers = await Promise.all(tokens.map((token) => enter(token, once)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
    const before = codeOf(fromBase32(ada.secret), stepAt(Date.now() + api.skewMs) - 1);
    expect((await enter((await password()).token, before)).body).toMatchObject({ code: 'CODE_WRONG' });
    expect((await enter((await password()).token, once)).body).toMatchObject({ code: 'CODE_WRONG' });
    api.skewMs += 60_000;
    expect((await enter((await password()).token, code(ada.secret))).status).toBe(200);
  });

  it('A-56 a recovery code works once, in any hand; new ones void the old', async () => {
    const [first = '', second = '', third = ''] = ada.recoveryCodes;
    expect((await enter((await password()).token, first.toLowerCase().replaceAll('-', ' '))).status).toBe(200);
    expect((await events('domain.SignedIn')).at(-1)).toMatchObject({ mfa: 'recovery' });
    expect((await enter((await password()).token, first)).body).toMatchObject({ code: 'CODE_WRONG' });
    const racing = await Promise.all([await password(), await password()].map(({ token }) => enter(token, second)));
    expect(racing.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(await events('domain.RecoveryCodeUsed')).toEqual([9, 8].map((left) => ({ user: ada.id, left })));
    const renewed = await own('/codes', ada.accessToken, { password: PASSWORD, code: code(ada.secret, 1) });
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    expect((await enter((await password()).token, third)).body).toMatchObject({ code: 'CODE_WRONG' });
    const [fresh = ''] = renewed.body.recoveryCodes as string[];
    expect((await enter((await password()).token, fresh)).status).toBe(200);
  });

  it('A-55 five tries a challenge, then the password again; wrong codes wait, nobody is locked out', async () => {
    const { token } = await password();
    for (let i = 0; i < 4; i++) expect((await enter(token, '000000')).body).toMatchObject({ code: 'CODE_WRONG' });
    expect((await enter(token, '')).body).toMatchObject({ code: 'CODE_WRONG' });
    expect((await enter(token, code(ada.secret))).body).toMatchObject({ code: 'CHALLENGE_ENDED' });
    const waiting = await enter((await password()).token, code(ada.secret));
    expect([waiting.status, waiting.body]).toMatchObject([429, { code: 'TOO_MANY_ATTEMPTS', retryAfterSeconds: 1 }]);
    api.skewMs += 1500;
    expect((await enter((await password()).token, code(ada.secret, 1))).status).toBe(200);
    const refused = await until(async () => {
      const found = await events('domain.SignInRefused');
      return found.length >= 6 ? found : null;
    });
    expect(refused.map(({ reason }) => reason)).toEqual([
      ...Array.from({ length: 5 }, () => 'code'),
      'tooManyAttempts',
    ]);
  });

  it('A-55 guesses at the same time are no more than guesses one by one', async () => {
    const tokens = await Promise.all(Array.from({ length: 12 }, async () => (await password()).token));
    const answers = await Promise.all(tokens.map((token) => enter(token, '000000')));
    expect(answers.filter(({ status }) => status === 400).length).toBeLessThanOrEqual(5);
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(7);
  });

  it('a challenge lives five minutes, and not through a change of password', async () => {
    const { token } = await password();
    api.skewMs = 5 * 60_000 + 1;
    expect((await enter(token, code(ada.secret))).status).toBe(410);
    api.skewMs = 0;
    const second = await password();
    await tell(ada.id, { type: 'changePassword', by: ada.id });
    await until(() => api.api.services.directory.user(ada.id)?.sessionVersion === 3);
    expect((await enter(second.token, code(ada.secret, 1))).status).toBe(410);
  });

  it('A-92 is nowhere to be read: not in the log, not in the database, not by its owner', async () => {
    const { events: all } = await api.log.readAll({ after: 'start', filter: { types: ['domain.'] }, limit: 1000 });
    const stored = JSON.stringify([
      await store.factors.factorOf(ada.id),
      all.map(({ data }) => data),
      await shown(ada.accessToken),
    ]);
    for (const secret of [
      ada.secret,
      fromBase32(ada.secret).toString('base64url'),
      fromBase32(ada.secret).toString('hex'),
    ])
      expect(stored).not.toContain(secret);
    for (const recovery of ada.recoveryCodes) expect(stored).not.toContain(recovery);
    expect(api.logged.join('')).not.toContain(ada.secret);
  });

  it('its owner replaces it with the password and a code of the old one; other sessions end, this one goes on', async () => {
    const other = await enter((await password()).token, ada.recoveryCodes[0] ?? '');
    expect((await own('/offer', ada.accessToken, { password: PASSWORD })).body).toMatchObject({ code: 'CODE_WRONG' });
    const wrong = { password: 'wrong but long', code: code(ada.secret, 1) };
    expect((await own('/offer', ada.accessToken, wrong)).body).toMatchObject({ code: 'PASSWORD_WRONG' });
    const offer = (await own('/offer', ada.accessToken, { password: PASSWORD, code: code(ada.secret, 1) }))
      .body as unknown as Pending;
    const { token, secret = '' } = offer;
    expect(secret).not.toBe(ada.secret);
    expect((await enter(token, code(secret))).status).toBe(410);
    expect((await own('/confirm', other.body.accessToken as string, { token, code: code(secret) })).status).toBe(410);
    const confirmed = await own('/confirm', ada.accessToken, { token, code: code(secret) });
    expect(confirmed.body).toMatchObject({ ended: 1 });
    expect(confirmed.body.recoveryCodes).toHaveLength(10);
    expect((await api.refresh(other.cookie)).status).toBe(401);
    expect((await api.refresh(ada.cookie)).status).toBe(200);
    api.skewMs += 60_000;
    expect((await enter((await password()).token, code(ada.secret))).status).toBe(400);
    expect((await enter((await password()).token, ada.recoveryCodes[1] ?? '')).status).toBe(400);
    expect((await enter((await password()).token, code(secret))).status).toBe(200);
  });

  it('cannot be removed where the role demands it; refusals are facts', async () => {
    expect(
      (await own('/remove', ada.accessToken, { password: PASSWORD, code: code(ada.secret, 1) })).body,
    ).toMatchObject({
      code: 'MFA_DEMANDED',
    });
    await own('/codes', ada.accessToken, { password: PASSWORD, code: '000000' });
    expect(await events('domain.StepUpRefused')).toMatchObject([
      { user: ada.id, permission: 'profile.own', why: 'code' },
    ]);
  });

  it('an administrator resets the one of somebody else, with a code and a reason; his sessions end, and he enrols anew', async () => {
    const bea = await api.bootstrap('Bea');
    const reset = async (id: string, reason = 'lost the phone') => {
      const text = `mutation($id: ID!, $reason: String!) { resetSecondFactor(id: $id, reason: $reason) { id ended } }`;
      const { data, errors } = await api.query(text, { token: ada.accessToken, variables: { id, reason } });
      return data?.resetSecondFactor ?? errors?.[0]?.extensions.code;
    };
    const setUp = async () => {
      const text = `{ users(search: "bea") { users { details { secondFactor } } } }`;
      return (await api.query(text, { token: ada.accessToken })).data?.users;
    };
    expect(await setUp()).toEqual({ users: [{ details: { secondFactor: true } }] });
    expect(await reset(bea.id)).toBe('STEP_UP_REQUIRED');
    const headers = { authorization: `Bearer ${ada.accessToken}` };
    const asked = { permission: 'users.mfa', reason: 'help desk 7', code: code(ada.secret, 1) };
    expect((await post('account/step-up', asked, headers)).status).toBe(200);
    expect(await reset(ada.id)).toBe('OWN_FACTOR');
    expect(await reset('11111111-1111-4111-8111-111111111111')).toBe('USER_UNKNOWN');
    expect(await reset(bea.id, '  ')).toBe('REASON_NEEDED');
    expect(await reset(bea.id)).toEqual({ id: bea.id, ended: 1 });
    expect(await reset(bea.id)).toBe('MFA_MISSING');
    expect(await setUp()).toEqual({ users: [{ details: { secondFactor: false } }] });
    expect((await api.refresh(bea.cookie)).status).toBe(401);
    expect((await api.query('{ viewer { id } }', { token: bea.accessToken })).status).toBe(401);
    expect((await password('Bea')).needs).toBe('enrol');
    expect((await events('domain.MfaRemoved')).at(-1)).toEqual({
      ...{ user: bea.id, by: 'administrator', reason: 'lost the phone' },
    });
  });

  describe('a viewer, whose role demands none', () => {
    const viewer = async () => {
      await tell(ada.id, { type: 'removeFactor', by: 'host', reason: 'test' });
      await store.factors.removeFactor(ada.id);
      await tell(ada.id, { type: 'grantRole', role: 'VIEWER', by: 'host', otherAdmins: 1, reason: 'a test' });
      await until(() => api.api.services.directory.user(ada.id)?.role === 'VIEWER');
      return post('auth/sign-in', { name: 'Ada', password: PASSWORD });
    };

    it('signs in by password, may enrol with it, is then asked for codes, and may remove it again', async () => {
      const signedIn = await viewer();
      expect(signedIn.body).toMatchObject({ viewer: { role: 'VIEWER' } });
      const bearer = async (cookie: string) =>
        ((await (await api.refresh(cookie)).json()) as { accessToken: string }).accessToken;
      const token = signedIn.body.accessToken as string;
      expect(await shown(token)).toEqual({ enrolled: false, enrolledAt: null, codesLeft: 0, demanded: false });
      expect((await own('/codes', token, { password: PASSWORD })).body).toMatchObject({ code: 'MFA_MISSING' });
      expect((await own('/offer', token, { password: 'wrong but long' })).body).toMatchObject({
        code: 'PASSWORD_WRONG',
      });
      const { token: challenge, secret = '' } = (await own('/offer', token, { password: PASSWORD }))
        .body as unknown as Pending;
      expect((await own('/confirm', token, { token: challenge, code: code(secret) })).status).toBe(200);
      expect((await password()).needs).toBe('code');
      const refreshed = await bearer(signedIn.cookie);
      expect((await own('/remove', refreshed, { password: PASSWORD, code: code(secret, 1) })).body).toEqual({
        ended: 0,
      });
      expect((await post('auth/sign-in', { name: 'Ada', password: PASSWORD })).body).toMatchObject({
        viewer: { role: 'VIEWER' },
      });
    });

    it('given a role that demands one, loses his session and is led to set one up', async () => {
      const { cookie } = await viewer();
      expect((await api.refresh(cookie)).status).toBe(200);
      await tell(ada.id, { type: 'grantRole', role: 'ANALYST', by: 'host', otherAdmins: 1, reason: 'a test' });
      await until(() => api.api.services.directory.user(ada.id)?.role === 'ANALYST');
      expect((await api.refresh(cookie)).status).toBe(401);
      expect((await events('domain.SessionEnded')).at(-1)).toMatchObject({ reason: 'mfa' });
      expect((await password()).needs).toBe('enrol');
    });
  });
});
