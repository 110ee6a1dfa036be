import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { migrate as migrateEventLog, PostgresEventLog } from '@wireledger/event-log-postgres';
import { eventCatalogue } from '@wireledger/events';
import { createLogger, loadConfig } from '@wireledger/platform';
import { migrateAccess, PostgresAccessStore } from '@wireledger/platform/access-store';
import { migrateReadModels, ReadModels } from '@wireledger/read-models';
import { Client } from 'pg';

import { openPorts, withStatementTimeout } from './open-ports';
import type { ApiPorts } from './services';
import { dnsEvent, flowsEvent, record, trafficEvent } from './testing/telemetry';
import { cookieOf, PASSWORD, TestApi, type TestPerson, until } from './testing/test-api';

const RANGE = 'range: {from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z"}';

jest.setTimeout(240_000);

describe('API on PostgreSQL', () => {
  let server: TestPostgres;
  let url: string;
  let ports: ApiPorts;
  let closePorts: () => Promise<void>;
  let api: TestApi;
  let other: TestApi;
  let ada: TestPerson;

  beforeAll(async () => {
    server = await startTestPostgres();
    const { host, port, user, password, database } = await server.createDatabase('api');
    url = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
    const connection = { connectionString: url };
    const client = new Client(connection);
    await client.connect();
    await migrateEventLog(client);
    await client.end();
    await migrateReadModels(url);
    await Promise.all([migrateAccess(connection), migrateAccess(connection)]);
    await migrateAccess(connection);
    const config = loadConfig({ DATABASE_URL: url }, '/tmp');
    const opened = await openPorts(config, createLogger('api', { logLevel: 'silent', logFormat: 'json' }), '0.0.0');
    ({ ports, close: closePorts } = opened);
    const { log, store, readModels } = ports;
    api = await TestApi.start({ log, store, realReadModels: readModels });
    other = await TestApi.start({ log, store, realReadModels: readModels, keysOf: api });
    ada = await api.bootstrap('Ada');
  }, 240_000);

  afterAll(async () => {
    await api?.stop();
    await other?.stop();
    await closePorts?.();
    await server?.stop();
  });

  const follow = async () => {
    const models = await ReadModels.open({ connection: url, poolSize: 2, log: ports.log });
    for (const { name } of models.projections) {
      const follower = models.follower(name);
      while ((await follower.step()) !== 'idle');
    }
    await models.close();
  };

  it('is ready', async () => {
    expect(await (await api.fetch('/health/ready')).json()).toMatchObject({ status: 'ok' });
  });

  it('answers every query out of the real read models, in the shapes of the schema', async () => {
    await record(
      ports.log,
      flowsEvent([{ flow: 1 }, { flow: 2, dst: '203.0.113.9', dstPort: 22, app: 'ssh' }]),
      dnsEvent([{}, { name: 'nothing.example', rcode: 3, answers: [], answerCount: 0 }]),
      trafficEvent([{ packets: 40 }, { app: 'dns', packets: 4, queries: 2 }]),
    );
    const token = await api.token('ANALYST');
    await follow();
    const minPosition = (await ports.log.head()) as string;
    const list = `{ rows { key value share } total distinct }`;
    const document = `query ($p: Position) {
      overview(${RANGE}, minPosition: $p) { packets bytes flows dnsQueries everRecorded lastSeen bitsPerSecond { value previous spark } }
      traffic(${RANGE}, by: APP, minPosition: $p) { bucket times series { key bytesIn bytesOut packets } }
      topTalkers(${RANGE}, minPosition: $p) ${list}
      responders(${RANGE}) ${list}
      protocols(${RANGE}) ${list}
      connectionStates(${RANGE}) ${list}
      sensors { name demo hidden firstSeen lastSeen bitsPerSecond packetsPerSecond dropped status }
      sources { id sensor kind name status startedAt endedAt firstPacket lastPacket packets bytes warnings }
    }`;
    const first = await api.query(document, { token, variables: { p: minPosition } });
    expect(first.errors).toBeUndefined();
    expect(first.data).toMatchObject({
      overview: { everRecorded: true, packets: 44, dnsQueries: 2 },
      sensors: [{ name: 'edge' }],
    });
    const second = await api.query(
      `{
        flows { count exact next rows { id communityId start src dst dstPort app state domain records { position n kind at packets bytes } } }
        dnsTransactions { count rows { id name rcode qtype latencyMs answers { type ttl data } } }
        domains(${RANGE}) { count rows { name registrable queries nxShare entropy length firstSeen } }
        domain(name: "example.org", ${RANGE}) { bucket domain { name } clients ${list} answers { data count } recent { id } }
        hosts(${RANGE}) { count rows { address internal name bytesSent peers } }
        host(address: "192.0.2.1", ${RANGE}) { host { address } peers ${list} services ${list} recentFlows { id } }
      }`,
      { token },
    );
    expect(second.errors).toBeUndefined();
    expect(second.data).toMatchObject({
      flows: { count: 2, exact: true, next: null },
      dnsTransactions: { count: 2 },
      domain: { domain: { name: 'example.org' } },
      host: { host: { address: '192.0.2.1' } },
    });
    const { rows } = (second.data as { flows: { rows: { id: string }[] } }).flows;
    const one = await api.query('query ($id: ID!) { flow(id: $id) { id src } }', {
      token,
      variables: { id: rows[0]?.id },
    });
    expect(one.data).toEqual({ flow: { id: rows[0]?.id, src: '192.0.2.1' } });
    const health = await api.query(
      '{ health { status logHead version projections { name state lagSeconds deadLetters error } } }',
      {
        token: await api.token('ADMIN'),
      },
    );
    expect(health.data?.health).toMatchObject({ status: 'ok', version: '0.0.0' });
  });

  it('says by how much it is behind when a position is not reached', async () => {
    await record(ports.log, flowsEvent([{ flow: 3 }]));
    const p = (await ports.log.head()) as string;
    const token = await api.token('ANALYST');
    const late = await api.query('query ($p: Position) { flows(minPosition: $p) { count } }', {
      token,
      variables: { p },
    });
    expect(late.errors?.[0]?.extensions).toMatchObject({ code: 'STALE', lagSeconds: expect.any(Number) });
    await follow();
    const met = await api.query('query ($p: Position) { flows(minPosition: $p) { count } }', {
      token,
      variables: { p },
    });
    expect(met.data).toEqual({ flows: { count: 3 } });
  });

  it('answers an expression with the flows it means, and a wrong one with place and suggestion', async () => {
    const token = await api.token('ANALYST');
    const ask = (filter: string) =>
      api.query(
        `query ($f: String, $w: FlowWhere!) { flows(where: {filter: $f}) { count rows { dstPort } } flowsOverTime(where: $w) { flows } }`,
        {
          token,
          variables: { f: filter, w: { filter, range: { from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' } } },
        },
      );
    const all = await ask('app = tls and src.ip = 192.0.2.1');
    expect(all.errors).toBeUndefined();
    expect(all.data).toMatchObject({ flows: { count: 2, rows: [{ dstPort: 443 }, { dstPort: 443 }] } });
    expect((await ask('not app = tls')).data).toMatchObject({ flows: { count: 1, rows: [{ dstPort: 22 }] } });
    const wrong = await ask('app = tls and dport = 443');
    expect(wrong.errors?.[0]).toMatchObject({
      message: expect.stringContaining('at character 15: There is no field `dport`'),
      extensions: {
        ...{ code: 'BAD_FILTER', reason: 'unknownField', position: 14, end: 19 },
        suggestion: 'app = tls and dst.port = 443',
      },
    });
  });

  it('signs in, refreshes and ends a session across two processes', async () => {
    const { accessToken, cookie } = ada;
    await until(async () => (await other.query('{ viewer { name } }', { token: accessToken })).data);
    const [one, two] = await Promise.all([api.refresh(cookie), api.refresh(cookie)]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(cookieOf(one)).toBe(cookieOf(two));
    const [code = ''] = ada.recoveryCodes;
    const elsewhere = await other.signIn('ada', code);
    expect(elsewhere.status).toBe(200);
    const { accessToken: second } = (await elsewhere.json()) as { accessToken: string };
    const socket = api.socket(second);
    const frames: unknown[] = [];
    socket.client.subscribe(
      { query: 'subscription { trafficSampled { serverTime } }' },
      { next: (frame) => frames.push(frame), error: () => undefined, complete: () => undefined },
    );
    await until(() => frames.length > 0);
    const headers = { cookie: cookieOf(elsewhere), 'x-wireledger': '1', origin: other.url };
    const began = Date.now();
    expect((await other.fetch('/api/auth/sign-out', { method: 'POST', headers })).status).toBe(204);
    expect((await socket.closed).code).toBe(4401);
    expect(Date.now() - began).toBeLessThan(15_000);
    expect((await api.query('{ viewer { name } }', { token: second })).status).toBe(401);
  });

  it('a copied refresh token ends the family in every process', async () => {
    const signedIn = await api.signIn('Ada', ada.recoveryCodes[1] ?? '');
    const stolen = cookieOf(signedIn);
    const next = cookieOf(await api.refresh(stolen));
    other.skewMs = 11_000;
    expect((await other.refresh(stolen)).status).toBe(401);
    other.skewMs = 0;
    expect((await api.refresh(next)).status).toBe(401);
  });

  it('of codes given to two processes one is taken, and a challenge of one process is met at the other', async () => {
    const code = ada.recoveryCodes[2] ?? '';
    const begun = await Promise.all(
      [api, other].map(async (one) => {
        const answer = await one.fetch('/api/auth/sign-in', { json: { name: 'Ada', password: PASSWORD } });
        return ((await answer.json()) as { pending: { token: string } }).pending.token;
      }),
    );
    const [first, second] = await Promise.all([
      other.fetch('/api/auth/code', { json: { token: begun[0], code } }),
      api.fetch('/api/auth/code', { json: { token: begun[1], code } }),
    ]);
    expect([first.status, second.status].sort()).toEqual([200, 400]);
  });

  it('one link makes one administrator, also when two processes race', async () => {
    const link = await ports.store.takeLink('0'.repeat(64), Date.now());
    expect(link).toBe(false);
    await ports.store.putLink({ hash: 'a'.repeat(64), expiresAt: Date.now() + 60_000 });
    const taken = await Promise.all(Array.from({ length: 8 }, () => ports.store.takeLink('a'.repeat(64), Date.now())));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  it('revokes a token', async () => {
    const token = await api.token('ANALYST');
    const stored = await until(async () => {
      const { rows } = await query<{ id: string; hash: string }>(
        'select id, hash from access.token order by expires_at desc limit 1',
      );
      return rows[0];
    });
    expect(stored.hash).not.toContain(token);
    await ports.store.revokeToken(stored.id, Date.now());
    expect((await api.query('{ viewer { id } }', { token })).status).toBe(401);
  });

  it('A-92 keeps no secret in the database', async () => {
    const { rows } = await query<{ text: string }>(
      `select (select coalesce(string_agg(a::text, ' '), '') from access.account a) || (select coalesce(string_agg(s::text, ' '), '') from access.session s) as text`,
    );
    expect(rows[0]?.text).toContain('$argon2id$');
    expect(rows[0]?.text).not.toContain(PASSWORD);
  });

  it('live frames hold every record once, from log to ring, while others append', async () => {
    const log = await PostgresEventLog.open({
      connection: { connectionString: url },
      catalogue: eventCatalogue(),
      migrate: false,
    });
    const before = (await ports.log.head()) as string;
    await record(log, ...Array.from({ length: 20 }, () => flowsEvent([{}, {}])));
    const third = await TestApi.start({ log: ports.log, store: ports.store, realReadModels: ports.readModels });
    const { client } = third.socket(await third.token('ANALYST'));
    const seen: string[] = [];
    let received = 0;
    client.subscribe<{ liveTail: { received: number; items: { cursor: string }[]; gap: unknown } }>(
      {
        query:
          'subscription ($after: String) { liveTail(after: $after, where: {limit: 500}) { received items { cursor } gap { reason } } }',
        variables: { after: `${before}#999999` },
      },
      {
        next: ({ data }) => {
          received += data?.liveTail.received ?? 0;
          seen.push(...(data?.liveTail.items ?? []).map(({ cursor }) => cursor));
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
    await Promise.all([record(log, ...many(30)), record(ports.log, ...many(30))]);
    await until(() => received >= 40 + 120, 15_000);
    const { events } = await log.readAll({ after: before as never, filter: { types: ['telemetry.'] }, limit: 1000 });
    const all = events.flatMap(({ position }) => [0, 1].map((n) => `${position}#${n}`));
    expect(seen).toEqual(all);
    await third.stop();
    await log.close();
  });

  const many = (n: number) => Array.from({ length: n }, () => flowsEvent([{}, {}]));

  async function query<T extends object>(sql: string) {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query<T>(sql);
    } finally {
      await client.end();
    }
  }

  it('limits the time of a query in the database itself', async () => {
    const client = new Client({ connectionString: withStatementTimeout(url) });
    await client.connect();
    const { rows } = await client.query<{ statement_timeout: string }>('show statement_timeout');
    await client.end();
    expect(rows[0]?.statement_timeout).toBe('10200ms');
  });

  it('sweeps what nobody can use any more', async () => {
    const store = await PostgresAccessStore.open({ connectionString: url }, 1, () => undefined);
    await store.sweep(Date.now() + 48 * 3600_000);
    const { rows } = await query<{ n: number }>('select count(*)::int as n from access.session');
    expect(rows[0]?.n).toBe(0);
    await store.close();
  });
});
