import { connect } from 'node:net';

import { PERMISSIONS } from '@wireledger/access';

import { AccessTokens } from '../auth/access-tokens';
import { codeOf, stepAt } from '../auth/mfa/totp';
import { cookieOf, fromBase32, PASSWORD, TestApi, type TestApiOptions, until } from '../testing/test-api';

const MINUTE = 60_000;
const ELSEWHERE = 'https://soc.example';
const SHOWN =
  'version changedByName idleMinutes adminIdleMinutes absoluteHours passwordLength freeAttempts longestWaitMinutes stepUpSeconds factorRoles origins';

/** What an upgrade with that origin is answered: its status. */
async function upgraded(api: TestApi, route: string, origin: string): Promise<string> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  let text = '';
  socket.on('error', () => undefined);
  socket.on('data', (data) => (text += String(data)));
  socket.write(
    `GET ${route} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: ${origin}\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  await until(() => text.includes('\r\n'));
  socket.destroy();
  return text.split(' ')[1] ?? '';
}

describe('security settings', () => {
  let api: TestApi;
  const others: TestApi[] = [];
  async function start(options: TestApiOptions = {}): Promise<void> {
    api = await TestApi.start(options);
  }
  afterEach(async () => {
    for (const other of others.splice(0)) await other.stop();
    await api.stop();
  });

  const admin = () => api.person('ADMIN', null, { steppedUp: true });
  const version = () => api.api.services.security.now.version;
  async function change(args: string, headers: Record<string, string> = {}, seen = version(), token?: string) {
    const query = `mutation { done: changeSecurity(seen: ${seen}, ${args}, reason: "a test") { ${SHOWN} } }`;
    const authorization = `Bearer ${token ?? (await admin())}`;
    const answer = await api.fetch('/graphql', { json: { query }, headers: { authorization, ...headers } });
    const { data, errors } = (await answer.json()) as {
      data?: { done: Record<string, unknown> } | null;
      errors?: { message: string; extensions: Record<string, unknown> }[];
    };
    const { message, extensions } = errors?.[0] ?? {};
    return { done: data?.done, message, code: extensions?.code, ...extensions };
  }
  const signIn = (name: string, password: string) => api.fetch('/api/auth/sign-in', { json: { name, password } });
  const invite = async (name: string, role: string): Promise<string> => {
    const { data } = await api.query(
      `mutation { inviteUser(name: "${name}", role: ${role}, reason: "a test") { link } }`,
      { token: await admin() },
    );
    return new URL((data?.inviteUser as { link: string }).link).hash.replace('#token=', '');
  };
  const accept = (token: string, password = PASSWORD) =>
    api.fetch('/api/auth/invitation/accept', { json: { token, password } });

  it('are shown to administrators and auditors with bounds, and how the console is reached', async () => {
    await start();
    const query = `{ security { ${SHOWN} factorAlways ownOrigin sessionStartedAt bounds { field least most first unit }
      transport { kind minVersion hsts proxies certificate { subject } } } }`;
    const { data, errors } = await api.query(query, { token: await api.person('AUDITOR') });
    expect([errors, data?.security]).toEqual([
      undefined,
      expect.objectContaining({
        ...{ version: 0, changedByName: null, idleMinutes: 30, adminIdleMinutes: 15, absoluteHours: 12 },
        ...{ passwordLength: 12, freeAttempts: 4, longestWaitMinutes: 15, stepUpSeconds: 300, origins: [] },
        factorRoles: ['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR'],
        ...{ ownOrigin: api.url.replace('127.0.0.1', 'localhost'), sessionStartedAt: null },
        bounds: expect.arrayContaining([{ field: 'idleMinutes', least: 10, most: 60, first: 30, unit: 'minutes' }]),
        transport: { kind: 'LOOPBACK', minVersion: null, hsts: false, proxies: [], certificate: null },
      }),
    ]);
    const refused = await api.query(query, { token: await api.person('ANALYST') });
    expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('say that a trusted proxy ends TLS, and that browsers are told to keep to it', async () => {
    await start({ env: { TRUST_PROXY: 'loopback' } });
    const answer = await api.fetch('/graphql', {
      json: { query: '{ security { transport { kind hsts proxies } } }' },
      headers: { authorization: `Bearer ${await api.person('ADMIN')}`, 'x-forwarded-proto': 'https' },
    });
    expect(await answer.json()).toEqual({
      data: { security: { transport: { kind: 'PROXY', hsts: true, proxies: ['loopback'] } } },
    });
  });

  it('are changed with a fresh second factor alone, and not by who is shown them', async () => {
    await start();
    const stale = await change('idleMinutes: 20', {}, 0, await api.person('ADMIN'));
    expect(stale).toMatchObject({ code: 'STEP_UP_REQUIRED', permission: 'security.write' });
    const auditor = await change('idleMinutes: 20', {}, 0, await api.person('AUDITOR', null, { steppedUp: true }));
    expect([auditor.code, version()]).toEqual(['FORBIDDEN', 0]);
  });

  it('a wrong value is refused by field, bounds and mend, and nothing is changed', async () => {
    await start();
    expect(await change('idleMinutes: 20, passwordLength: 11')).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'passwordLength', least: 12, most: 64 },
      message: '`passwordLength` is 12 to 64 whole characters.',
    });
    expect(await change('factorRoles: [VIEWER]')).toMatchObject({ code: 'BAD_USER_INPUT', field: 'factorRoles' });
    expect(await change('origins: ["http://soc.example"]')).toMatchObject({ field: 'origins' });
    expect(version()).toBe(0);
  });

  it('a conflict tells what is there now, who made it so, and when', async () => {
    await start();
    expect((await change('idleMinutes: 20, stepUpSeconds: 120')).done).toMatchObject({ version: 1, idleMinutes: 20 });
    expect(await change('idleMinutes: 25', {}, 0)).toMatchObject({
      ...{
        code: 'SECURITY_CONFLICT',
        version: 1,
        by: expect.stringMatching(/^ADMIN /),
        at: expect.stringMatching(/Z$/),
      },
      values: { idleMinutes: 20, stepUpSeconds: 120, passwordLength: 12, origins: [] },
    });
    expect((await change('idleMinutes: 25', {}, 1)).done).toMatchObject({
      version: 2,
      idleMinutes: 25,
      stepUpSeconds: 120,
    });
  });

  it('wait for a second person while four eyes are on', async () => {
    await start();
    await api.person('ADMIN');
    const token = await admin();
    const on = await api.query('mutation { setFourEyes(required: true, reason: "x") { required } }', { token });
    expect(on.errors).toBeUndefined();
    expect(await change('idleMinutes: 20', {}, 0, token)).toMatchObject({ code: 'APPROVAL_REQUIRED' });
    expect(version()).toBe(0);
  });

  it('a shorter silence ends a session that runs at its next check, here and in another process', async () => {
    await start({ factorRoles: [] });
    const other = await TestApi.start({ factorRoles: [], log: api.log, store: api.store, keysOf: api });
    others.push(other);
    const [first, second] = [await api.bootstrap('Ada'), await signIn('Ada', PASSWORD)];
    await other.query('{ viewer { id } }', { token: first.accessToken });
    api.skewMs = other.skewMs = 11 * MINUTE;
    const kept = await api.refresh(first.cookie);
    expect(kept.status).toBe(200);
    expect((await change('adminIdleMinutes: 10')).done).toMatchObject({ adminIdleMinutes: 10 });
    await until(() => other.api.services.security.now.version === 1);
    const elsewhere = await other.refresh(cookieOf(second), { origin: other.url });
    expect(elsewhere.status).toBe(401);
    api.skewMs = 20 * MINUTE;
    const again = await api.refresh(cookieOf(kept));
    expect(again.status).toBe(200);
    api.skewMs = 31 * MINUTE;
    expect((await api.refresh(cookieOf(again))).status).toBe(401);
    const { events } = await api.log.readAll({ after: 'start', filter: { types: ['domain.SessionEnded'] }, limit: 10 });
    expect(events.map(({ data }) => data.reason)).toEqual(['idle', 'idle']);
  });

  it('a session ends at the age that is set, however much it is used', async () => {
    await start({ factorRoles: [] });
    let { cookie } = await api.bootstrap('Ada');
    const at = async (minutes: number) => {
      api.skewMs = minutes * MINUTE;
      const answer = await api.refresh(cookie);
      if (answer.status === 200) cookie = cookieOf(answer);
      return answer.status;
    };
    await change('absoluteHours: 1');
    const statuses = [];
    for (const minutes of [9, 18, 27, 36, 45, 54, 61]) statuses.push(await at(minutes));
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 401]);
  });

  it('a longer password is wanted at a change, of an invitation, of the first administrator, and the door says so', async () => {
    await start({ factorRoles: [] });
    const { accessToken } = await api.bootstrap('Ada');
    const token = await invite('Mara', 'ANALYST');
    await change('passwordLength: 30');
    const weak = { code: 'PASSWORD_WEAK', message: expect.stringContaining('at least 30 characters') };
    expect(await (await accept(token)).json()).toMatchObject(weak);
    const changed = await api.fetch('/api/account/password', {
      json: { current: PASSWORD, next: 'four random words are' },
      headers: { authorization: `Bearer ${accessToken}` },
    });
    expect(await changed.json()).toMatchObject(weak);
    const bootstrap = { token: await api.link(), name: 'Bea', password: PASSWORD };
    expect(await (await api.fetch('/api/auth/bootstrap', { json: bootstrap })).json()).toMatchObject(weak);
    expect(await (await api.fetch('/api/auth/state')).json()).toMatchObject({ passwordLength: 30 });
    expect((await accept(token, 'a sentence of more than thirty characters')).status).toBe(200);
    // Who has a shorter one keeps it.
    expect((await signIn('Ada', PASSWORD)).status).toBe(200);
  });

  it('wrong passwords wait after as many as are set, and never longer than is set; the right one is right then', async () => {
    await start({ factorRoles: [] });
    await api.bootstrap('Ada');
    await change('freeAttempts: 2, longestWaitMinutes: 5');
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await signIn('Ada', `wrong password ${i}`)).status);
    expect(statuses).toEqual([401, 401, 401, 429]);
    let longest = 0;
    for (let tries = 0; tries < 12; tries++) {
      const refused = await signIn('Ada', 'wrong again');
      const wait = Number(refused.headers.get('retry-after') ?? 0);
      longest = Math.max(longest, wait);
      api.skewMs += wait * 1000;
    }
    const last = await signIn('Ada', PASSWORD);
    longest = Math.max(longest, Number(last.headers.get('retry-after') ?? 0));
    api.skewMs += 300_000;
    expect([(await signIn('Ada', PASSWORD)).status, longest]).toEqual([200, expect.any(Number)]);
    expect(longest).toBeLessThanOrEqual(300);
    expect(longest).toBeGreaterThan(16);
  });

  it('viewers that need a second factor set one up at their next sign-in; nobody is locked out', async () => {
    await start();
    await api.bootstrap('Ada');
    const accepted = await accept(await invite('Vera', 'VIEWER'));
    const { accessToken } = (await accepted.json()) as { accessToken: string };
    expect((await api.query('{ viewer { id } }', { token: accessToken })).errors).toBeUndefined();
    const roles = 'ADMIN, OPERATOR, ANALYST, AUDITOR, VIEWER';
    expect((await change(`factorRoles: [${roles}]`)).done?.factorRoles).toEqual(roles.split(', '));
    expect((await api.query('{ viewer { id } }', { token: accessToken })).status).toBe(401);
    expect((await api.refresh(cookieOf(accepted))).status).toBe(401);
    const { pending } = (await (await signIn('Vera', PASSWORD)).json()) as {
      pending: { token: string; needs: string; secret: string };
    };
    expect(pending.needs).toBe('enrol');
    const code = codeOf(fromBase32(pending.secret), stepAt(Date.now()));
    const enrolled = await api.fetch('/api/auth/enrolment', { json: { token: pending.token, code } });
    const body = (await enrolled.json()) as { accessToken: string };
    expect((await api.query('{ viewer { id } }', { token: body.accessToken })).errors).toBeUndefined();
  });

  it('a second factor is fresh for as long as is set, and whoever gives one is told how long', async () => {
    await start();
    const ada = await api.bootstrap('Ada');
    await change('stepUpSeconds: 60');
    const tokens = await AccessTokens.open(api.dataDir, () => Date.now());
    const { session } = (await tokens.verify(ada.accessToken)) as { session: string };
    const prove = (ageMs: number) =>
      Promise.all(
        PERMISSIONS.map((permission) =>
          api.store.factors.putStepUp({ session, permission, reason: 'x', method: 'totp', at: Date.now() - ageMs }),
        ),
      );
    await prove(61_000);
    expect(await change('idleMinutes: 20', {}, 1, ada.accessToken)).toMatchObject({ code: 'STEP_UP_REQUIRED' });
    await prove(0);
    expect((await change('stepUpSeconds: 240', {}, 1, ada.accessToken)).done).toMatchObject({ stepUpSeconds: 240 });
    await prove(61_000);
    expect((await change('idleMinutes: 20', {}, 2, ada.accessToken)).done).toMatchObject({ idleMinutes: 20 });
    const stepUp = await api.fetch('/api/account/step-up', {
      json: { permission: 'users.write', code: ada.recoveryCodes[0], reason: 'a test' },
      headers: { authorization: `Bearer ${ada.accessToken}` },
    });
    expect(await stepUp.json()).toEqual({ expiresIn: 240 });
  });

  it('A-63 another origin is foreign until it is named, over HTTP and WebSocket, in every process; the rest stays foreign', async () => {
    await start({ factorRoles: [] });
    const other = await TestApi.start({ factorRoles: [], log: api.log, store: api.store, keysOf: api });
    others.push(other);
    let { cookie } = await api.bootstrap('Ada');
    const token = await api.token('ANALYST');
    const asked = async (origin: string, at = api) => {
      const headers = { authorization: `Bearer ${token}`, origin };
      return (await at.fetch('/graphql', { json: { query: '{ viewer { id } }' }, headers })).status;
    };
    const sockets = async (origin: string) => [
      await upgraded(api, '/graphql', origin),
      await upgraded(other, '/graphql', origin),
      await upgraded(api, '/ws/alerts', origin),
    ];
    expect([await asked(ELSEWHERE), await sockets(ELSEWHERE)]).toEqual([403, ['403', '403', '403']]);
    expect((await api.refresh(cookie, { origin: ELSEWHERE })).status).toBe(403);
    await change(`origins: ["${ELSEWHERE}"]`);
    await until(() => other.api.services.security.now.version === 1);
    expect([await asked(ELSEWHERE), await asked(ELSEWHERE, other)]).toEqual([200, 200]);
    expect((await sockets(ELSEWHERE)).includes('403')).toBe(false);
    const refreshed = await api.refresh(cookie, { origin: ELSEWHERE });
    expect(refreshed.status).toBe(200);
    cookie = cookieOf(refreshed);
    for (const foreign of [`${ELSEWHERE}:8443`, 'http://soc.example', 'https://x.soc.example', 'null'])
      expect([foreign, await asked(foreign), (await sockets(foreign))[0]]).toEqual([foreign, 403, '403']);
    // No page of it reads what it was not sent: it is the console's own address, not a guest.
    const { headers } = await api.fetch('/api/auth/state', { headers: { origin: ELSEWHERE } });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    await change('origins: []');
    expect([await asked(ELSEWHERE), (await sockets(ELSEWHERE))[0]]).toEqual([403, '403']);
  });

  it('nobody takes the origin away by which he is here; by another one he may', async () => {
    await start();
    await change(`origins: ["${ELSEWHERE}", "${api.url.replace('http:', 'https:')}"]`);
    expect(await change('origins: []', { origin: ELSEWHERE })).toMatchObject({
      ...{ code: 'BAD_USER_INPUT', field: 'origins' },
      message: expect.stringContaining(`You are here by ${ELSEWHERE}.`),
    });
    expect((await change('origins: []', { origin: api.url.replace('http:', 'https:') })).done).toMatchObject({
      origins: [],
    });
  });
});
