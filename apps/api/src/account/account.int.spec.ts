import { cookieOf, PASSWORD, TestApi, until } from '../testing/test-api';

const NEXT = 'seven green boats sing';

interface Shown {
  readonly id: string;
  readonly current: boolean;
  readonly agent: string;
  readonly ip: string;
}

describe('own account', () => {
  let api: TestApi;
  let ada: { accessToken: string; cookie: string; id: string };
  beforeEach(async () => {
    api = await TestApi.start({ factorRoles: [] });
    ada = await api.bootstrap('Ada');
  });
  afterEach(() => api.stop());

  const as = (token: string, route: string, json?: unknown) =>
    api.fetch(`/api/account/${route}`, {
      ...(json === undefined ? {} : { json }),
      headers: { authorization: `Bearer ${token}` },
    });
  const signIn = async (agent: string, password = PASSWORD) => {
    const json = { name: 'Ada', password };
    const response = await api.fetch('/api/auth/sign-in', { json, headers: { 'user-agent': agent } });
    const body = (await response.json()) as { accessToken: string };
    return { status: response.status, accessToken: body.accessToken, cookie: cookieOf(response) };
  };
  const list = async (token: string) =>
    ((await (await as(token, 'sessions')).json()) as { sessions: Shown[] }).sessions;
  const eventsOf = async (type: string) => {
    const { events } = await api.log.readAll({ after: 'start', filter: { types: [type] }, limit: 100 });
    return events.map(({ data }) => data);
  };

  it('lists the sessions of its owner alone, with where they are used from, and never an ended one', async () => {
    const other = await signIn('Browser Two');
    const seen = await list(other.accessToken);
    expect(seen.map(({ current, agent }) => [current, agent])).toEqual(
      expect.arrayContaining([
        [true, 'Browser Two'],
        [false, 'node'],
      ]),
    );
    expect(seen).toHaveLength(2);
    expect(seen[0]?.ip).toMatch(/127\.0\.0\.1|::1/);
    expect(JSON.stringify(seen)).not.toMatch(/binding|generation/);
    expect(await list(await api.person('ANALYST'))).toEqual([]);
    api.skewMs = 4 * 60_000;
    expect((await api.refresh(ada.cookie)).status).toBe(200);
    expect((await list(ada.accessToken)).map(({ current }) => current)).toEqual([true, false]);
  });

  it('ends another session at once, with its sockets; with the password, never the own one, never a foreign one', async () => {
    const other = await signIn('Browser Two');
    const socket = api.socket(other.accessToken);
    const frames: unknown[] = [];
    socket.client.subscribe(
      { query: 'subscription { trafficSampled { serverTime } }' },
      { next: (frame) => frames.push(frame), error: () => undefined, complete: () => undefined },
    );
    await until(() => frames.length > 0, 30_000);
    const [own, foreign] = [await list(ada.accessToken), (await api.bootstrap('Bea')).accessToken];
    const id = own.find(({ current }) => !current)?.id;
    for (const token of [foreign, await api.token('ADMIN')])
      expect((await as(token, 'sessions/end', { session: id, password: PASSWORD })).status).not.toBe(200);
    const unknown = await as(foreign, 'sessions/end', {
      session: '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11',
      password: PASSWORD,
    });
    const foreigns = await as(foreign, 'sessions/end', { session: id, password: PASSWORD });
    const [a, b] = [
      (await unknown.json()) as Record<string, unknown>,
      (await foreigns.json()) as Record<string, unknown>,
    ];
    expect([unknown.status, { ...a, requestId: '' }]).toEqual([foreigns.status, { ...b, requestId: '' }]);
    const self = own.find(({ current }) => current)?.id;
    expect(
      await (await as(ada.accessToken, 'sessions/end', { session: self, password: PASSWORD })).json(),
    ).toMatchObject({
      code: 'OWN_SESSION',
    });
    const wrong = { session: id, password: 'wrong but long enough' };
    for (const asked of [wrong, { others: true, password: 'wrong but long enough' }])
      expect(await (await as(ada.accessToken, 'sessions/end', asked)).json()).toMatchObject({ code: 'PASSWORD_WRONG' });
    expect((await as(ada.accessToken, 'sessions/end', { session: id })).status).toBe(400);
    expect((await as(other.accessToken, 'sessions')).status).toBe(200);
    const began = performance.now();
    expect(await (await as(ada.accessToken, 'sessions/end', { session: id, password: PASSWORD })).json()).toEqual({
      ended: 1,
    });
    expect((await socket.closed).code).toBe(4401);
    expect(performance.now() - began).toBeLessThan(2000);
    expect((await as(other.accessToken, 'sessions')).status).toBe(401);
    expect((await api.refresh(other.cookie)).status).toBe(401);
    expect((await as(ada.accessToken, 'sessions')).status).toBe(200);
    expect(await eventsOf('domain.SessionEnded')).toEqual([{ user: ada.id, session: id, reason: 'revoked' }]);
  });

  it('signs out everywhere else', async () => {
    const others = [await signIn('Two'), await signIn('Three')];
    expect(await (await as(ada.accessToken, 'sessions/end', { others: true, password: PASSWORD })).json()).toEqual({
      ended: 2,
    });
    for (const { cookie } of others) expect((await api.refresh(cookie)).status).toBe(401);
    expect((await api.refresh(ada.cookie)).status).toBe(200);
  });

  it('changes the password with the current one: the old one and all other sessions are over, this one goes on', async () => {
    const other = await signIn('Browser Two');
    const changed = await as(ada.accessToken, 'password', { current: PASSWORD, next: NEXT });
    expect([changed.status, await changed.json()]).toEqual([200, { ended: 1 }]);
    expect((await signIn('x')).status).toBe(401);
    expect((await signIn('x', NEXT)).status).toBe(200);
    expect((await api.refresh(other.cookie)).status).toBe(401);
    expect((await as(ada.accessToken, 'sessions')).status).toBe(401);
    const refreshed = await api.refresh(ada.cookie);
    expect(refreshed.status).toBe(200);
    const { accessToken } = (await refreshed.json()) as { accessToken: string };
    expect((await as(accessToken, 'sessions')).status).toBe(200);
    expect(await eventsOf('domain.PasswordChanged')).toEqual([{ user: ada.id }]);
    const { events } = await api.log.readAll({ after: 'start', filter: { types: ['domain.'] }, limit: 100 });
    expect(JSON.stringify(events.map(({ data }) => data))).not.toMatch(/argon2|boats|tractor/);
  });

  it.each([
    [{ current: 'wrong but long enough', next: NEXT }, 'PASSWORD_WRONG'],
    [{ current: PASSWORD, next: 'password12345' }, 'PASSWORD_WEAK'],
    [{ current: PASSWORD, next: 'short' }, 'PASSWORD_WEAK'],
    [{ current: PASSWORD, next: PASSWORD }, 'PASSWORD_SAME'],
    [{ current: PASSWORD, next: NEXT, user: 'somebody' }, 'BAD_USER_INPUT'],
    [{ current: PASSWORD }, 'BAD_USER_INPUT'],
  ])('does not change it with %j', async (json, code) => {
    expect(await (await as(ada.accessToken, 'password', json)).json()).toMatchObject({ code });
    expect((await signIn('x')).status).toBe(200);
    expect(await eventsOf('domain.PasswordChanged')).toEqual([]);
  });

  it('wrong tries wait like those of a sign-in, and are told apart from a sign-in by nobody', async () => {
    const json = { current: 'wrong but long enough', next: NEXT };
    for (let i = 0; i < 5; i++)
      expect(await (await as(ada.accessToken, 'password', json)).json()).toMatchObject({ code: 'PASSWORD_WRONG' });
    const waiting = await as(ada.accessToken, 'password', { current: PASSWORD, next: NEXT });
    expect([waiting.status, await waiting.json()]).toMatchObject([429, { code: 'TOO_MANY_ATTEMPTS' }]);
    expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  describe('a link for a new password', () => {
    const offer = async (id: string, by: string, on = api) => {
      const text = `mutation { offerPasswordReset(id: "${id}", reason: "forgot it") { link expiresAt entity { id } } }`;
      const { data, errors } = await on.query(text, { token: by });
      const made = data?.offerPasswordReset as { link: string; expiresAt: string } | undefined;
      return made ? new URL(made.link).hash.replace('#token=', '') : errors?.[0]?.extensions.code;
    };
    const admin = (on = api) => on.person('ADMIN', null, { steppedUp: true });
    const look = (token: unknown) => api.fetch('/api/auth/password-reset/look', { json: { token } });
    const use = (token: unknown, password = NEXT, on = api) =>
      on.fetch('/api/auth/password-reset/use', { json: { token, password } });

    it('works once; the old password is good until then; all sessions end, and the log has why', async () => {
      const token = await offer(ada.id, await admin());
      expect(token).toMatch(/^[\w-]{43}$/);
      const shown = await look(token);
      expect([shown.status, await shown.json()]).toEqual([
        200,
        { name: 'Ada', expiresAt: expect.stringMatching(/^20/) },
      ]);
      const told = { byName: expect.stringMatching(/^ADMIN /), until: expect.stringMatching(/^20/) };
      expect(await (await as(ada.accessToken, 'password')).json()).toEqual({ offered: told });
      const other = await signIn('Browser Two');
      expect(other.status).toBe(200);
      expect(await (await use(token, 'short')).json()).toMatchObject({ code: 'PASSWORD_WEAK' });
      const both = await Promise.all([use(token), use(token)]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 410]);
      expect([(await signIn('x')).status, (await signIn('x', NEXT)).status]).toEqual([401, 200]);
      for (const { cookie } of [ada, other]) expect((await api.refresh(cookie)).status).toBe(401);
      expect([(await as(ada.accessToken, 'sessions')).status, (await look(token)).status]).toEqual([401, 410]);
      const offered = { user: ada.id, by: expect.any(String), expiresAt: expect.any(Number), reason: 'forgot it' };
      expect(await eventsOf('domain.PasswordResetOffered')).toEqual([offered]);
      expect(await eventsOf('domain.PasswordResetUsed')).toEqual([{ user: ada.id }]);
      const { events } = await api.log.readAll({ after: 'start', limit: 500 });
      expect(JSON.stringify(events.map(({ data }) => data))).not.toContain(token);
    });

    it('is replaced by a newer one, is too old after 24 hours, and is withdrawn by a change or when he is disabled', async () => {
      const by = await admin();
      const [first, second] = [await offer(ada.id, by), await offer(ada.id, by)];
      expect([(await look(first)).status, (await look(second)).status]).toEqual([410, 200]);
      api.skewMs = 24 * 3600_000;
      expect([(await look(second)).status, (await use(second)).status]).toEqual([410, 410]);
      api.skewMs = 0;
      expect((await as(ada.accessToken, 'password', { current: PASSWORD, next: NEXT })).status).toBe(200);
      expect((await look(second)).status).toBe(410);
      const third = await offer(ada.id, by);
      const order = (what: string) =>
        api.query(`mutation { ${what}(id: "${ada.id}", reason: "x") { position } }`, { token: by });
      expect((await order('disableUser')).errors).toBeUndefined();
      expect([(await use(third)).status, await offer(ada.id, by)]).toEqual([410, 'USER_DISABLED']);
      expect((await order('enableUser')).errors).toBeUndefined();
      expect([(await use(third)).status, (await signIn('x', NEXT)).status]).toEqual([410, 200]);
    });

    it('is made by others alone, and is no invitation', async () => {
      const by = await admin();
      const own = (await api.query('{ viewer { id } }', { token: by })).data?.viewer as { id: string };
      expect(await offer(own.id, by)).toBe('OWN_ACCOUNT');
      expect(await offer('0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11', by)).toBe('USER_UNKNOWN');
      const token = await offer(ada.id, by);
      expect((await api.fetch('/api/auth/invitation/look', { json: { token } })).status).toBe(410);
      const headers = { origin: 'https://evil.example' };
      const foreign = await api.fetch('/api/auth/password-reset/look', { json: { token }, headers });
      expect(foreign.status).toBe(403);
    });

    it('never lets anybody past the second factor', async () => {
      const strict = await TestApi.start();
      try {
        const { id } = await strict.bootstrap('Bea');
        await until(() => strict.api.services.directory.user(id)?.factor.enrolled);
        const used = await use(await offer(id, await admin(strict), strict), NEXT, strict);
        expect([used.status, await used.json()]).toEqual([
          200,
          { pending: { token: expect.any(String), needs: 'code', expiresIn: expect.any(Number) } },
        ]);
        expect(used.headers.getSetCookie()).toEqual([]);
        expect(await strict.store.openSessions(id)).toEqual([]);
        expect(strict.api.services.directory.user(id)?.factor.enrolled).toBe(true);
      } finally {
        await strict.stop();
      }
    });
  });

  it('is nothing for tokens', async () => {
    const token = await api.token('ADMIN');
    for (const [route, json] of [
      ['sessions'],
      ['sessions/end', { others: true, password: PASSWORD }],
      ['password', { current: 'a', next: 'b' }],
    ])
      expect(await (await as(token, route as string, json)).json()).toMatchObject({ code: 'NOT_A_PERSON' });
  });
});
