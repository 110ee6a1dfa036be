import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { AppendReq, AppendResult, EventLog, Position } from '@wireledger/event-sourcing';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { InMemoryAccessStore } from '@wireledger/platform';

import type { Operation } from '../access/assert-declared';
import { personalFor, restRequest, TRIALS } from '../testing/matrix-cases';
import { CONTROL_TOKEN, PASSWORD, TestApi } from '../testing/test-api';
import { policyOf } from './policy';

interface Audited {
  readonly operation: string;
  readonly kind: string;
  readonly permission: string | null;
  readonly who: { readonly actor: string; readonly role: string | null; readonly session: string | null };
  readonly origin: { readonly ip: string; readonly agent: string; readonly via: string };
  readonly target: { readonly kind: string; readonly id: string | null } | null;
  readonly result: string;
  readonly code: string | null;
  readonly count: number;
  readonly before: object | null;
  readonly after: object | null;
  readonly caused: readonly { readonly stream: string; readonly type: string }[];
}

async function eventsOf(
  log: EventLog,
  types: readonly string[],
  after: Position | 'start' = 'start',
): Promise<RecordedEvent[]> {
  const { events } = await log.readAll({ after, filter: { types }, limit: 2000 });
  return [...events];
}
const auditOf = async (log: EventLog, after: Position | 'start' = 'start') =>
  (await eventsOf(log, ['domain.ActAudited'], after)).map(({ data, meta }) => ({
    ...(data as unknown as Audited),
    correlation: meta.$correlationId,
  }));
const announcedOf = (log: EventLog) => eventsOf(log, ['domain.ActAnnounced']);

/** A log that refuses what goes to streams of the given kind. */
class RefusingLog extends InMemoryEventLog {
  refuses: (request: AppendReq) => boolean = () => false;

  override async append(requests: readonly AppendReq[]): Promise<AppendResult[]> {
    if (requests.some((request) => this.refuses(request))) throw new Error('the disk is full');
    return super.append(requests);
  }
}

describe('every operation that changes something', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  const asked = async (operation: Operation, bearer: string | null): Promise<void> => {
    const trial = TRIALS[operation.name];
    if (trial && 'document' in trial) {
      await api.query(trial.document(personalFor(false, api.pseudonyms)), { token: bearer });
      return;
    }
    const { method, path, body } = restRequest(operation, personalFor(false, api.pseudonyms));
    const response = await api.fetch(path, {
      method,
      ...(body === undefined ? {} : { json: body }),
      headers: bearer ? { authorization: `Bearer ${bearer}` } : {},
    });
    await response.arrayBuffer();
  };

  /** Ways to change something: mutations, and routes that are no GET. Four tell nothing but refusals, and are named. */
  const changes = () => {
    const all = api.api.operations.filter(({ door }) => door === 'Mutation' || /^(POST|PUT|PATCH|DELETE) /.test(door));
    const quiet = all.filter(({ door, demand }) => demand && policyOf(door, demand).record === 'refusals');
    expect(quiet.map(({ name }) => name).sort()).toEqual([
      ...['AuthController.refresh', 'CapturesController.append', 'EventIntakeController.take'],
      ...['IngestController.append', 'IngestController.tail', 'OidcController.begin', 'OidcController.signOut'],
    ]);
    return all.filter((operation) => !quiet.includes(operation));
  };

  it('leaves exactly one audit row, whoever asks and whatever comes of it', async () => {
    const analyst = await api.person('ANALYST');
    const admin = await api.person('ADMIN');
    expect(changes().length).toBeGreaterThan(15);
    for (const operation of changes())
      for (const [bearer, who] of [
        [analyst, /^user:/],
        [admin, /^user:/],
        [null, /^nobody$/],
      ] as const) {
        const given = operation.demand?.is === 'control' ? null : bearer;
        const before = await api.log.head();
        await asked(operation, given);
        await api.api.services.trail.flush();
        const rows = await auditOf(api.log, before);
        const wanted = operation.demand?.is === 'control' || operation.demand?.is === 'public' ? /./ : who;
        expect([operation.name, rows.length]).toEqual([operation.name, 1]);
        expect(rows[0]?.who.actor).toMatch(wanted);
        expect(rows[0]).toMatchObject({ count: 1, origin: { ip: '127.0.0.1' } });
        if (operation.demand?.is === 'permission') expect(rows[0]?.permission).toBe(operation.demand.permission);
      }
  }, 240_000);

  it('announces each before it begins, unless its guard refused it', async () => {
    const announced = new Set((await announcedOf(api.log)).map(({ data }) => data.act));
    for (const event of await eventsOf(api.log, ['domain.ActAudited'])) {
      const { act, kind, result, code } = event.data as unknown as Audited & { act: string };
      const guarded = result === 'refused' && ['FORBIDDEN', 'STEP_UP_REQUIRED', 'UNAUTHENTICATED'].includes(code ?? '');
      if (kind === 'change') expect([code, announced.has(act)]).toEqual([code, !guarded]);
    }
  });
});

describe('what a row tells', () => {
  let api: TestApi;
  beforeAll(async () => {
    // Sign-ins of one step: what a row tells of the second one is the same.
    api = await TestApi.start({ factorRoles: [] });
  });
  afterAll(() => api.stop());
  const last = async () => (await auditOf(api.log)).at(-1);

  it('a setting: before, after, the fact that it caused, one correlation', async () => {
    const admin = await api.person('ADMIN');
    await api.query('mutation { setDemo(shown: false) { position } }', { token: admin });
    const row = await last();
    expect(row).toMatchObject({
      ...{ operation: 'setDemo', kind: 'change', permission: 'sensors.write', result: 'done', code: null },
      ...{ before: { shown: true }, after: { shown: false }, target: { kind: 'sensor', id: null } },
      caused: [{ stream: 'setting-demo', revision: 0, type: 'domain.SettingChanged' }],
      who: { actor: expect.stringMatching(/^user:/), role: 'ADMIN', session: expect.any(String) },
      origin: { via: 'graphql' },
    });
    const { events } = await api.log.readStream({ stream: 'setting-demo', limit: 10 });
    expect(events[0]?.meta.$correlationId).toBe(row?.correlation);
  });

  it('a sign-in: who it was, though nobody when it began', async () => {
    const { id, cookie } = await api.bootstrap('Ada');
    expect(await last()).toMatchObject({
      ...{ operation: 'POST /api/auth/bootstrap', kind: 'signIn', result: 'done' },
      who: { actor: `user:${id}`, role: 'ADMIN', session: expect.any(String) },
    });
    await api.fetch('/api/auth/sign-in', { json: { name: 'Ada', password: PASSWORD } });
    expect(await last()).toMatchObject({ operation: 'POST /api/auth/sign-in', who: { actor: `user:${id}` } });
    await api.fetch('/api/auth/sign-out', {
      method: 'POST',
      headers: { cookie, 'x-wireledger': '1', origin: api.url },
    });
    expect(await last()).toMatchObject({ operation: 'POST /api/auth/sign-out', who: { actor: `user:${id}` } });
  });

  it('a wrong password: refused, whose account, and neither name nor password', async () => {
    await api.fetch('/api/auth/sign-in', { json: { name: 'Ada', password: 'hunter2 hunter2' } });
    const row = await last();
    expect(row).toMatchObject({
      ...{ kind: 'signIn', result: 'refused', code: 'SIGN_IN_REFUSED', who: { actor: 'nobody', role: null } },
      target: { kind: 'account', id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(JSON.stringify(row)).not.toMatch(/Ada|hunter2/);
  });

  it('an unknown name: the same, without an account', async () => {
    await api.fetch('/api/auth/sign-in', { json: { name: 'nobody at all', password: 'x' } });
    expect(await last()).toMatchObject({ code: 'SIGN_IN_REFUSED', target: { kind: 'account', id: null } });
  });

  it('a flood of wrong passwords: a few rows, then their number', async () => {
    const before = (await auditOf(api.log)).length;
    for (let i = 0; i < 30; i++) await api.fetch('/api/auth/sign-in', { json: { name: `x${i}`, password: 'x' } });
    await api.api.services.trail.flush();
    const rows = (await auditOf(api.log)).slice(before);
    expect(rows.length).toBeLessThan(15);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(30);
  });

  it('a refused question, a wrong token, a document beyond the limits, a page of another site', async () => {
    const viewer = await api.person('VIEWER');
    await api.query('{ health { status } }', { token: viewer });
    expect(await last()).toMatchObject({
      ...{ operation: 'health', permission: 'health.read', result: 'refused', code: 'FORBIDDEN' },
      who: { role: 'VIEWER' },
    });
    await api.query('{ sensors { name } }', { token: 'wl_u_wrong' });
    expect(await last()).toMatchObject({ operation: 'bearer token', code: 'UNAUTHENTICATED' });
    await api.query(`{ ${Array.from({ length: 20 }, (_, i) => `a${i}: sensors { name }`).join(' ')} }`, {
      token: viewer,
    });
    expect(await last()).toMatchObject({ operation: 'POST /graphql', code: 'LIMIT_EXCEEDED', who: { role: 'VIEWER' } });
    await api.fetch('/graphql', {
      json: { query: '{ sensors { name } }' },
      headers: { origin: 'https://evil.example' },
    });
    expect(await last()).toMatchObject({ operation: 'POST /graphql', code: 'FOREIGN_ORIGIN' });
  });

  it('over the WebSocket: the same row, with its address', async () => {
    const admin = await api.person('ADMIN');
    const { client } = api.socket(admin);
    await new Promise<void>((resolve, reject) =>
      client.subscribe(
        { query: 'mutation { setDemo(shown: true) { position } }' },
        { next: () => undefined, error: reject, complete: resolve },
      ),
    );
    expect(await last()).toMatchObject({
      ...{ operation: 'setDemo', result: 'done', origin: { via: 'socket', ip: '127.0.0.1' } },
      after: { shown: true },
    });
  });

  it('a token that is made: its grant, never its text', async () => {
    const token = await api.token('VIEWER');
    const row = await last();
    expect(row).toMatchObject({ who: { actor: 'host' }, after: { grant: { is: 'role', role: 'VIEWER' } } });
    expect(JSON.stringify(row)).not.toContain(token);
  });
});

describe('without the audit trail nothing is changed', () => {
  const start = async (refuses: (request: AppendReq) => boolean) => {
    const log = new RefusingLog({ catalogue: eventCatalogue() });
    const api = await TestApi.start({ log, store: new InMemoryAccessStore() });
    const admin = await api.person('ADMIN');
    const analyst = await api.person('ANALYST');
    const ada = await api.bootstrap('Ada');
    log.refuses = refuses;
    return { api, log, admin, analyst, ada };
  };
  const isAudit = ({ stream }: AppendReq) => stream.startsWith('audit-');

  it('a mutation is refused before it begins', async () => {
    const { api, admin, analyst } = await start(isAudit);
    const answer = await api.query('mutation { setDemo(shown: false) { position } }', { token: admin });
    expect(answer.errors?.[0]?.extensions.code).toBe('AUDIT_UNAVAILABLE');
    await expect(api.log.readStream({ stream: 'setting-demo', limit: 1 })).rejects.toThrow('does not exist');
    expect(api.sensor.demo).toEqual([]);
    const exported = await api.query('mutation { startExport(format: CSV, flows: {}) { id } }', { token: analyst });
    expect(exported.errors?.[0]?.extensions.code).toBe('AUDIT_UNAVAILABLE');
    expect((await api.query('{ sensors { name } }', { token: admin })).errors).toBeUndefined();
    await api.stop();
  });

  it('a route too, and nobody is let in', async () => {
    const { api, ada } = await start(isAudit);
    const password = await api.fetch('/api/account/password', {
      json: { current: PASSWORD, next: 'another purple tractor' },
      headers: { authorization: `Bearer ${ada.accessToken}` },
    });
    expect([password.status, ((await password.json()) as { code: string }).code]).toEqual([503, 'AUDIT_UNAVAILABLE']);
    const signIn = await api.fetch('/api/auth/sign-in', { json: { name: 'Ada', password: PASSWORD } });
    expect([signIn.status, signIn.headers.get('set-cookie')]).toEqual([503, null]);
    expect(await signIn.json()).not.toHaveProperty('accessToken');
    const control = await api.fetch('/api/control/tokens', {
      json: { role: 'viewer' },
      headers: { authorization: `Bearer ${CONTROL_TOKEN}` },
    });
    expect(control.status).toBe(503);
    await api.stop();
  });

  it('one whose outcome cannot be written says so, and its announcement stands', async () => {
    const { api, log, admin } = await start(({ events }) => events[0]?.type === 'domain.ActAudited');
    const answer = await api.query('mutation { setDemo(shown: false) { position } }', { token: admin });
    expect(answer.errors?.[0]).toMatchObject({ extensions: { code: 'AUDIT_UNAVAILABLE' } });
    expect(answer.errors?.[0]?.message).toContain('may have been carried out');
    log.refuses = () => false;
    expect((await announcedOf(log)).at(-1)?.data).toMatchObject({ operation: 'setDemo' });
    await api.stop();
  });
});
