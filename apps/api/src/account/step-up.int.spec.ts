import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { migrateAccess, PostgresAccessStore } from '@wireledger/platform/access-store';

import { codeOf, stepAt } from '../auth/mfa/totp';
import { FakeExports } from '../testing/fake-exports';
import { cookieOf, fromBase32, PASSWORD, TestApi, type TestPerson } from '../testing/test-api';

const START = 'mutation { startExport(format: CSV, flows: {}) { id } }';

describe('step-up, over a real database', () => {
  let server: TestPostgres;
  let store: PostgresAccessStore;
  let api: TestApi;
  let exports: FakeExports;
  let ada: TestPerson;
  let databases = 0;
  beforeAll(async () => {
    server = await startTestPostgres();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    const { host, port, user, password, database } = await server.createDatabase(`stepup${databases++}`);
    const connectionString = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
    await migrateAccess({ connectionString });
    store = await PostgresAccessStore.open({ connectionString }, 4, () => undefined);
    exports = new FakeExports();
    api = await TestApi.start({ store, exports });
    ada = await api.bootstrap('Ada');
  });
  afterEach(async () => {
    await api.stop();
    await store.close();
  });

  /** `later`: the code that the app shows so many steps later; the clock is put forward until it does. */
  const code = (later = 0) => {
    api.skewMs += later * 30_000;
    return codeOf(fromBase32(ada.secret), stepAt(Date.now() + api.skewMs));
  };
  const stepUp = async (json: object, token = ada.accessToken) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await api.fetch('/api/account/step-up', { json, headers });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const started = async (token = ada.accessToken) => {
    const { errors } = await api.query(START, { token });
    return errors?.[0]?.extensions ?? 'started';
  };
  const refreshed = async (cookie: string) => {
    const answer = await api.refresh(cookie);
    return { cookie: cookieOf(answer), token: ((await answer.json()) as { accessToken: string }).accessToken };
  };
  const events = async (type: string) => {
    const all = await api.log.readAll({ after: 'start', filter: { types: [type] }, limit: 100 });
    return all.events.map(({ data }) => data);
  };
  const REASON = { permission: 'export.data', reason: 'evidence for case 12' };

  it('an administrator exports with a code and a reason, for five minutes', async () => {
    expect(await started()).toMatchObject({ code: 'STEP_UP_REQUIRED', permission: 'export.data' });
    expect(await stepUp({ ...REASON, code: code(1) })).toEqual({ status: 200, body: { expiresIn: 300 } });
    expect([await started(), await started()]).toEqual(['started', 'started']);
    api.skewMs += 240_000;
    const later = await refreshed(ada.cookie);
    expect(await started(later.token)).toBe('started');
    api.skewMs += 61_000;
    expect(await started((await refreshed(later.cookie)).token)).toMatchObject({ code: 'STEP_UP_REQUIRED' });
    expect(await events('domain.StepUpGranted')).toMatchObject([
      { user: ada.id, permission: 'export.data', method: 'totp', reason: REASON.reason },
    ]);
  });

  it('tells the console what it may offer, and what asks for a code', async () => {
    const { data } = await api.query('{ viewer { permissions stepUp } }', { token: ada.accessToken });
    const viewer = data?.viewer as { permissions: string[]; stepUp: string[] };
    expect(viewer.permissions).toEqual(expect.arrayContaining(['export.data', 'flows.read']));
    expect(viewer.stepUp).toContain('export.data');
    expect(viewer.stepUp).not.toContain('flows.read');
    const again = (await (await api.refresh(ada.cookie)).json()) as { viewer: { stepUp: string[] } };
    expect(again.viewer.stepUp).toEqual(viewer.stepUp);
  });

  it('A-62 is bound to session and permission', async () => {
    await stepUp({ permission: 'users.write', reason: 'a new colleague', code: code(1) });
    expect(await started()).toMatchObject({ code: 'STEP_UP_REQUIRED' });
    const again = await api.fetch('/api/auth/sign-in', { json: { name: 'Ada', password: PASSWORD } });
    const { pending } = (await again.json()) as { pending: { token: string } };
    const entered = await api.fetch('/api/auth/code', {
      json: { token: pending.token, code: ada.recoveryCodes[0] },
    });
    const { accessToken } = (await entered.json()) as { accessToken: string };
    expect((await stepUp({ ...REASON, code: ada.recoveryCodes[1] }, accessToken)).status).toBe(200);
    expect(await started(accessToken)).toBe('started');
    expect(await started()).toMatchObject({ code: 'STEP_UP_REQUIRED' });
  });

  it('a code of a sign-in or of another step-up opens nothing again', async () => {
    expect((await stepUp({ ...REASON, code: code() })).body).toMatchObject({ code: 'CODE_WRONG' });
    const once = code(1);
    expect((await stepUp({ ...REASON, code: once })).status).toBe(200);
    expect((await stepUp({ ...REASON, permission: 'users.write', code: once })).body).toMatchObject({
      code: 'CODE_WRONG',
    });
    expect(await events('domain.StepUpRefused')).toMatchObject([
      { permission: 'export.data', why: 'code' },
      { permission: 'users.write', why: 'code' },
    ]);
  });

  it.each([
    [{ reason: '' }, 'REASON_NEEDED'],
    [{ reason: '  \n ' }, 'REASON_NEEDED'],
    [{ reason: 'x'.repeat(501) }, 'REASON_NEEDED'],
    [{ reason: 'a\u202eb' }, 'REASON_NEEDED'],
    [{ permission: 'flows.read' }, 'BAD_USER_INPUT'],
    [{ permission: 'packets.payload' }, 'BAD_USER_INPUT'],
    [{ permission: 'world.rule' }, 'BAD_USER_INPUT'],
    [{ permission: '__proto__' }, 'BAD_USER_INPUT'],
    [{ extra: 1 }, 'BAD_USER_INPUT'],
  ])('A-62 refuses %j before it looks at the code', async (more, refusal) => {
    const once = code(1);
    expect((await stepUp({ ...REASON, code: once, ...more })).body).toMatchObject({ code: refusal });
    expect((await stepUp({ ...REASON, code: once })).status).toBe(200);
  });

  it('guesses wait, and the right code then still works', async () => {
    for (let i = 0; i < 5; i++)
      expect((await stepUp({ ...REASON, code: '000000' })).body).toMatchObject({ code: 'CODE_WRONG' });
    expect((await stepUp({ ...REASON, code: code() })).status).toBe(429);
    api.skewMs += 1500;
    expect((await stepUp({ ...REASON, code: code(1) })).status).toBe(200);
    expect((await events('domain.StepUpRefused')).map(({ why }) => why)).toEqual([
      ...['code', 'code', 'code', 'code', 'code', 'tooManyAttempts'],
    ]);
  });

  it('own exports are listed and removed without it; a file leaves with its reason', async () => {
    expect((await api.query('{ myExports { id } }', { token: ada.accessToken })).errors).toBeUndefined();
    const id = '3f2b6a1e-7d54-4c0e-9a61-0c7d1b6f2a90';
    const headers = { authorization: `Bearer ${ada.accessToken}` };
    const fetched = await api.fetch(`/api/exports/${id}/file`, { headers });
    expect([fetched.status, await fetched.json()]).toMatchObject([
      403,
      { code: 'STEP_UP_REQUIRED', permission: 'export.data' },
    ]);
    const made = await exports.store.cancel('', id);
    exports.store.get = () => Promise.resolve({ ...made, state: 'done' });
    await stepUp({ ...REASON, code: code(1) });
    expect((await api.fetch(`/api/exports/${id}/file`, { headers })).status).toBe(200);
    expect(await events('domain.DataAccessed')).toMatchObject([{ reason: 'download: evidence for case 12' }]);
  });

  it('is nothing for tokens', async () => {
    const token = await api.token('ADMIN');
    expect((await stepUp({ ...REASON, code: code(1) }, token)).body).toMatchObject({ code: 'NOT_A_PERSON' });
    expect(await started(token)).toMatchObject({ code: 'FORBIDDEN', permission: 'export.data' });
  });
});
