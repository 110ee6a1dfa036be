import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type AlertChange, DetectorHost, RULE_SETS, timelineScope } from '@wireledger/detectors';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import type { AppendReq, EventLog, RecordedEvent } from '@wireledger/event-sourcing';
import { type Batch, eventCatalogue, KINDS } from '@wireledger/events';
import { sha256 } from '@wireledger/kernel/hashing';
import { migrateAccess, PostgresAccessStore } from '@wireledger/platform/access-store';

import { TestApi, type TestApiOptions } from '../testing/test-api';
import { EVENT_EXAMPLES } from './event-examples';
import type { TakenEvents } from './event-intake';

jest.setTimeout(120_000);

/** A log that can be taken away. */
class FickleLog {
  away = false;
  constructor(readonly log: EventLog) {}

  get port(): EventLog {
    const append = (requests: readonly AppendReq[]) =>
      this.away && requests.some(({ stream }) => stream.startsWith('facts-'))
        ? Promise.reject(new Error('the log is away'))
        : this.log.append(requests);
    return new Proxy(this.log, {
      get: (target, name) => {
        if (name === 'append') return append;
        const value = Reflect.get(target, name) as unknown;
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }
}

interface Answer {
  readonly status: number;
  readonly body: Partial<TakenEvents> & Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** What does not differ from one request to the next; of a success, how much was taken. */
const steady = ({ status, body, headers }: Answer): unknown => {
  const { requestId: _, received: __, ids, retryAfterSeconds: ___, message, ...rest } = body;
  const passing = new Set(['etag', 'x-request-id', 'date', 'retry-after', 'content-length', 'vary']);
  const kept = [...headers].filter(([name]) => !passing.has(name));
  return { status, rest, ids: ids?.length, kept, message: String(message).replace(/\d+ s,/, '') };
};

describe('POST /api/events', () => {
  let postgres: TestPostgres;
  let log: FickleLog;
  let store: PostgresAccessStore;
  let api: TestApi;
  let token: string;
  const apis: TestApi[] = [];
  const start = async (options: TestApiOptions = {}): Promise<TestApi> => {
    const one = await TestApi.start({ log: log.port, store, ...options });
    apis.push(one);
    return one;
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const { host, port, user, password, database } = postgres.connection;
    const connectionString = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
    await migrateAccess({ connectionString });
    store = await PostgresAccessStore.open({ connectionString }, 4, () => undefined);
    log = new FickleLog(await PostgresEventLog.open({ connection: postgres.connection, catalogue: eventCatalogue() }));
    api = await start();
    token = await api.token('sensor');
  });
  afterAll(async () => {
    for (const one of apis) await one.stop();
    await store?.close();
    await log?.log.close();
    await postgres?.stop();
  });

  const send = async (
    body: unknown,
    {
      to = api,
      key,
      headers = {},
      bearer = token,
      path: at = '/api/events',
    }: { to?: TestApi; key?: string; headers?: object; bearer?: string; path?: string } = {},
  ): Promise<Answer> => {
    const response = await to.fetch(at, {
      method: 'POST',
      body:
        typeof body === 'string' || body instanceof Uint8Array
          ? (body as NonNullable<RequestInit['body']>)
          : JSON.stringify(body),
      headers: {
        ...{ authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...headers,
      },
    });
    return { status: response.status, body: (await response.json()) as Answer['body'], headers: response.headers };
  };
  const failure = (source: string, n = 0) => ({
    ...{ type: 'auth_failure', source_ip: source, dest_ip: '192.0.2.7', dest_port: 22 },
    auth: { username: `u${n}`, service: 'ssh' },
  });
  const facts = async (): Promise<readonly RecordedEvent[]> => {
    const { events } = await log.log.readAll({ after: 'start', filter: { types: ['telemetry.'] }, limit: 5000 });
    return events;
  };
  const recorded = async (id: string): Promise<Record<string, unknown> | null> => {
    const [batch = '', n = ''] = id.split('#');
    const event = (await facts()).find((one) => one.id === batch);
    const { cols } = (event?.data ?? { cols: {} }) as unknown as Batch;
    return event ? Object.fromEntries(Object.entries(cols).map(([name, values]) => [name, values[Number(n)]])) : null;
  };
  const idsOf = ({ body }: Answer): readonly string[] => body.ids ?? [];

  it.each(Object.entries(EVENT_EXAMPLES))('takes the example %s', async (_name, { value }) => {
    const answer = await send(value);
    expect(answer).toMatchObject({ status: 202, body: { accepted: Array.isArray(value) ? value.length : 1 } });
    expect(answer.body.received).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    for (const id of idsOf(answer)) expect(await recorded(id)).not.toBeNull();
  });

  it('takes what docs/intake.md shows', async () => {
    const page = readFileSync(path.resolve(__dirname, '../../../../docs/intake.md'), 'utf8');
    const shown = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text as string);
    expect(shown.length).toBeGreaterThanOrEqual(3);
    for (const text of shown) expect(await send(text)).toMatchObject({ status: 202 });
  });

  it('takes an event a line, and packed bodies', async () => {
    const lines = [failure('198.51.100.1', 1), failure('198.51.100.1', 2)].map((one) => JSON.stringify(one)).join('\n');
    const type = { 'content-type': 'application/x-ndjson' };
    const plain = await send(lines, { headers: type });
    expect(plain).toMatchObject({ status: 202, body: { accepted: 2 } });
    expect(await recorded(idsOf(plain)[1] as string)).toMatchObject({ client: '198.51.100.1', user: 'u2' });
    for (const [encoding, packed] of [
      ['gzip', gzipSync(lines)],
      ['zstd', zstdCompressSync(lines)],
    ] as const)
      expect((await send(packed, { headers: { ...type, 'content-encoding': encoding } })).status).toBe(202);
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20));
    expect(await send(bomb, { headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 413 });
    expect(await send(Buffer.from('x'), { headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 400 });
    expect(await send('x', { headers: { 'content-encoding': 'br' } })).toMatchObject({ status: 415 });
  });

  it('takes a request whole or not at all, and says what is wrong', async () => {
    const before = (await facts()).length;
    const wrong = [failure('198.51.100.2'), { ...failure('nobody'), dest_port: 70_000 }, { type: 'x' }];
    expect(await send(wrong)).toMatchObject({
      status: 422,
      body: {
        ...{ code: 'EVENTS_INVALID', faultCount: 3, message: expect.stringContaining('Event 1, `source_ip`') },
        faults: expect.arrayContaining([
          { index: 1, field: 'source_ip', cause: 'it is no address', mend: expect.stringContaining('192.0.2.7') },
        ]),
      },
    });
    expect(await send('{')).toMatchObject({ status: 400, body: { code: 'BAD_USER_INPUT' } });
    expect(await send('[]')).toMatchObject({ status: 400 });
    expect(await send(' '.repeat(256 * 1024 + 1))).toMatchObject({ status: 413 });
    expect(await send('x', { headers: { 'content-type': 'text/plain' } })).toMatchObject({ status: 415 });
    expect(await send(failure('198.51.100.2'), { key: 'x'.repeat(256) })).toMatchObject({ status: 400 });
    const foreign = await send(failure('198.51.100.2'), { headers: { origin: 'https://evil.example' } });
    expect(foreign).toMatchObject({ status: 403, body: { code: 'FOREIGN_ORIGIN' } });
    expect((await facts()).length).toBe(before);
    await api.api.services.trail.flush();
    const { events } = await log.log.readAll({ after: 'start', filter: { types: ['domain.ActAudited'] }, limit: 500 });
    const told = events.filter(({ data }) => data.operation === 'events by HTTP').map(({ data }) => data.code);
    expect(told).toEqual(expect.arrayContaining(['EVENTS_INVALID', 'BAD_USER_INPUT', 'TOO_LARGE']));
    const late = await send({ ...failure('198.51.100.2'), timestamp: '2020-01-01T00:00:00Z' });
    expect(late).toMatchObject({ status: 422, body: { faults: [{ field: 'timestamp' }] } });
  });

  it('is for tokens that may tell of all traffic', async () => {
    const event = failure('198.51.100.3');
    expect((await send(event, { bearer: 'wl_s_nothing' })).status).toBe(401);
    expect(await send(event, { bearer: await api.token('ANALYST') })).toMatchObject({
      ...{ status: 403, body: { permission: 'facts.append' } },
    });
    const scoped = await api.token('sensor', 30, { scope: { ip: ['198.51.100.0/24'] } });
    expect(await send(event, { bearer: scoped })).toMatchObject({ status: 403, body: { permission: 'facts.append' } });
  });

  it('keeps the order of each source, over requests that come at once', async () => {
    const sources = ['203.0.113.1', '203.0.113.2', '203.0.113.3'];
    // The next one of a source leaves when the one before was answered; sources go side by side.
    const sent = await Promise.all(
      sources.map(async (source) => {
        const ids: string[] = [];
        for (let n = 0; n < 40; n++) {
          const event = n % 2 ? { ...failure(source, n) } : { ...flow(source), source_port: n };
          ids.push(...idsOf(await send(event)));
        }
        return ids;
      }),
    );
    const all = await facts();
    const places = new Map(all.map(({ id, position }) => [id, position]));
    for (const ids of sent) {
      expect(ids).toHaveLength(40);
      const order = ids.map(
        (id) => [places.get(id.split('#')[0] as never) as string, Number(id.split('#')[1])] as const,
      );
      const sorted = [...order].sort(([a, i], [b, j]) => (a < b ? -1 : a > b ? 1 : i - j));
      expect(order).toEqual(sorted);
    }
    const many = await Promise.all(Array.from({ length: 300 }, (_, n) => send(failure(`203.0.113.${n % 9}`, n))));
    expect(many.every(({ status }) => status === 202)).toBe(true);
    expect(new Set(many.flatMap(idsOf)).size).toBe(300);
    // What came while a group was written was written together.
    const batches = new Set(many.flatMap(idsOf).map((id) => id.split('#')[0]));
    expect(batches.size).toBeLessThan(300);
    for (const kind of KINDS) {
      const seqs = (await facts())
        .filter(({ type }) => type === kind.type)
        .map(({ meta }) => meta.seq as [number, number]);
      for (const [i, [from]] of seqs.entries()) expect(from).toBe((seqs[i - 1]?.[1] ?? 0) + 1);
    }
  });

  const flow = (source: string) => ({
    ...{ type: 'flow', source_ip: source, dest_ip: '192.0.2.7', dest_port: 443, protocol: 'tcp' },
  });

  it('answers the same request with the same key the same, in this process, in another, after a restart', async () => {
    const event = failure('198.51.100.4');
    const first = await send(event, { key: 'retry-1' });
    expect(first.status).toBe(202);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const other = await start();
    for (const to of [api, other]) {
      const again = await send(event, { key: 'retry-1', to });
      expect(again).toMatchObject({ status: 202, body: first.body });
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(await send(failure('198.51.100.5'), { key: 'retry-1', to })).toMatchObject({
        ...{ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } },
      });
    }
    // A key is of one token.
    const elsewhere = await send(event, { key: 'retry-1', bearer: await api.token('sensor') });
    expect(idsOf(elsewhere)[0]).not.toBe(idsOf(first)[0]);
    await apis.splice(apis.indexOf(other), 1)[0]?.stop();
    const later = await start();
    expect(await send(event, { key: 'retry-1', to: later })).toMatchObject({ status: 202, body: first.body });
  });

  it('takes one of many requests with the same key, whichever process they come to', async () => {
    const other = await start();
    const event = [failure('198.51.100.6'), flow('198.51.100.6')];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => send(event, { key: 'race', to: n % 2 ? api : other })),
    );
    // Who comes while another process is about to write is told to ask again, and gets the one answer then.
    expect(answers.map(({ status }) => status).every((status) => status === 202 || status === 409)).toBe(true);
    const settled = await Promise.all([send(event, { key: 'race' }), send(event, { key: 'race', to: other })]);
    const ids = new Set(
      [...answers, ...settled].filter(({ status }) => status === 202).map((one) => idsOf(one).join()),
    );
    expect(ids.size).toBe(1);
    const told = (await facts()).flatMap(({ data }) =>
      ((data.cols as { client?: string[] }).client ?? []).filter((client) => client === '198.51.100.6'),
    );
    expect(told).toHaveLength(1);
  });

  it('leaves no doubt when it breaks off between the claim of a key and the facts', async () => {
    const one = await start();
    const event = failure('198.51.100.8');
    const claim = {
      ...{ token: await tokenId(), key: sha256('broke-off'), body: sha256(JSON.stringify(event)) },
      ...{ stream: 'facts-intake-00000000.20261129', revision: '7', batch: '0b1d3f52-6a7c-48e9-91ab-c3d5e7f90214' },
      ...{ answer: '{"ids":[],"at":0}', claimedAt: Date.now(), replaces: null },
    };
    await store.intakeKeys.claim([claim]);
    expect(await send(event, { key: 'broke-off', to: one })).toMatchObject({
      ...{ status: 409, body: { code: 'IDEMPOTENCY_PENDING', retryAfterSeconds: 5 } },
    });
    one.skewMs = 91_000;
    const taken = await send(event, { key: 'broke-off', to: one });
    expect(taken.status).toBe(202);
    expect(await recorded(idsOf(taken)[0] as string)).toMatchObject({ client: '198.51.100.8' });
    expect(await send(event, { key: 'broke-off' })).toMatchObject({ status: 202, body: taken.body });
    // After a day a key is as good as new.
    one.skewMs = 86_400_000 + 120_000;
    const fresh = await send(failure('198.51.100.9'), { key: 'broke-off', to: one });
    expect(fresh.status).toBe(202);
  });

  const tokenId = async (): Promise<string> => (await store.tokenByHash(sha256(token)))?.id as string;

  it('says when the log is away, and goes on with a source of its own when it is back', async () => {
    const one = await start();
    expect((await send(failure('198.51.100.10', 1), { to: one })).status).toBe(202);
    log.away = true;
    const refused = await send(failure('198.51.100.10', 2), { to: one, key: 'while-away' });
    expect(refused).toMatchObject({ status: 503, body: { code: 'INTAKE_AWAY' } });
    expect(refused.headers.get('retry-after')).toBe('1');
    log.away = false;
    expect((await send(failure('198.51.100.10', 3), { to: one })).status).toBe(202);
    const { events } = await log.log.readAll({
      after: 'start',
      filter: { types: ['domain.CaptureStarted'] },
      limit: 500,
    });
    const [before, after] = events.slice(-2);
    expect(after?.data).toMatchObject({ replaces: before?.data.source, interfaces: ['HTTP intake'], sensor: 'intake' });
    await apis.splice(apis.indexOf(one), 1)[0]?.stop();
    const ends = await log.log.readAll({ after: 'start', filter: { types: ['domain.CaptureStopped'] }, limit: 500 });
    expect(ends.events.at(-1)?.data).toMatchObject({ source: after?.data.source, reason: 'shutdown' });
  });

  it('counts the events of each token, and says when to come again', async () => {
    const one = await start({ eventBudget: { burst: 10, perSecond: 2 } });
    const event = failure('198.51.100.11');
    expect((await send(Array(10).fill(event), { to: one })).status).toBe(202);
    const refused = await send(event, { to: one });
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await send(event, { to: one, bearer: await api.token('sensor') })).status).toBe(202);
    // Events that are wrong cost as much, and so do more than are taken.
    const wary = await start({ eventBudget: { burst: 510, perSecond: 0.01 } });
    for (const [wrong, status] of [
      [Array(500).fill({}), 422],
      [Array(501).fill(event), 400],
    ] as const) {
      const bearer = await api.token('sensor');
      expect(await send(wrong, { to: wary, bearer })).toMatchObject({ status });
      expect(await send(Array(20).fill(event), { to: wary, bearer })).toMatchObject({ status: 429 });
    }
    // The budget of ordinary requests is another one.
    const busy = await start({ requests: { burst: 1, perSecond: 0.001 } });
    for (let n = 0; n < 5; n++) expect((await send(event, { to: busy })).status).toBe(202);
  });

  it('answers the same ahead of all routes as by the route', async () => {
    const event = failure('198.51.100.30');
    const [analyst, full] = [await api.token('ANALYST'), Array(501).fill(event)];
    const small = await start({ eventBudget: { burst: 1, perSecond: 0.001 } });
    const over = await small.token('sensor');
    expect((await send(event, { to: small, bearer: over })).status).toBe(202);
    const asked: readonly (readonly [status: number, body: unknown, how?: Parameters<typeof send>[1]])[] = [
      [202, event],
      [202, [event, event]],
      [400, full],
      [400, '{'],
      [422, [event, { type: 'x' }]],
      [400, event, { headers: { 'idempotency-key': 'a b' } }],
      [413, ' '.repeat(256 * 1024 + 1)],
      [415, event, { headers: { 'content-type': 'text/plain' } }],
      [401, event, { bearer: 'wl_s_nothing' }],
      [403, event, { bearer: analyst }],
      [403, event, { headers: { origin: 'https://elsewhere.example' } }],
      [429, event, { to: small, bearer: over }],
    ];
    for (const [status, body, how] of asked) {
      const [ahead, routed] = [await send(body, how), await send(body, { ...how, path: '/api/events/' })];
      expect([ahead.status, routed.status]).toEqual([status, status]);
      expect(steady(ahead)).toEqual(steady(routed));
    }
    const key = 'asked-both-ways';
    const [ahead, routed] = [await send(event, { key }), await send(event, { key, path: '/api/events/' })];
    expect(routed.body).toEqual(ahead.body);
    expect([ahead, routed].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true']);
  });

  it('R3: ten failed sign-ins of one source in two minutes raise an alert that names them', async () => {
    const answers = [];
    for (let n = 0; n < 10; n++) answers.push(await send(failure('203.0.113.99', n)));
    const alerts = new Map<string, AlertChange>();
    const rules = RULE_SETS.documents.filter(({ detector }) => detector.id === 'auth-failures');
    const host = new DetectorHost({
      scope: timelineScope({ sensor: 'intake', timeline: 'live' }),
      rules,
      onChange: (change) => alerts.set(change.id, change),
    });
    for (const { id, type, meta, data } of await facts()) {
      const kind = KINDS.find((one) => one.type === type)?.name;
      const [sensor = '', source = ''] = (meta.src as string).split('/');
      if (kind) host.take({ kind, eventId: id, sensor, source, firstSeq: meta.seq?.[0] ?? 1, payload: data as never });
    }
    const [alert, ...others] = [...alerts.values()].filter(({ src }) => src === '203.0.113.99');
    expect(others).toEqual([]);
    expect(alert).toMatchObject({ kind: 'brute_force', severity: 'high' });
    expect([...(alert?.evidence ?? [])].sort()).toEqual(answers.flatMap(idsOf).sort());
  });

  it('tells no token in the log', async () => {
    expect(api.logged.join('\n')).not.toContain(token);
  });
});
