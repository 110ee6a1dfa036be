import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { ExportStore, migrateReadModels, ReadModels, runExport } from '@wireledger/read-models';

import { TestApi } from '../testing/test-api';

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly rows: number;
  readonly total: number | null;
  readonly fileName: string;
}

const FIELDS = '{ id state rows total fileName }';
const NAMES = ['=cmd|calc!A0', '+1', 'plain.example', '<img src=x onerror=alert(1)>', 'a,"b"\n=c'];

describe('exports', () => {
  let server: TestPostgres;
  let models: ReadModels;
  let api: TestApi;
  let analyst: string;
  const rung: string[] = [];
  let store: ExportStore;
  beforeAll(async () => {
    server = await startTestPostgres();
    const { host, port, user, password, database } = server.connection;
    const url = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
    await migrateReadModels(url);
    models = await ReadModels.open({ connection: url, poolSize: 4 });
    store = new ExportStore(models.pool);
    api = await TestApi.start({ exports: { store, ring: async (id) => void rung.push(id) } });
    const rows = NAMES.map((name) => ({ name, queries: 1, mixedScript: false, unicode: null }));
    api.readModels.answers.domains = () => Promise.resolve({ rows, next: null, count: rows.length, exact: true });
    analyst = await api.token('ANALYST');
  }, 60_000);
  afterAll(async () => {
    await api?.stop();
    await models?.close();
    await server?.stop();
  });

  const range = '{from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z"}';
  const start = async (format: string, token = analyst) => {
    const document = `mutation { startExport(format: ${format}, domains: {range: ${range}, search: "x"}) ${FIELDS} }`;
    const answer = await api.query(document, { token });
    return { answer, made: answer.data?.startExport as Shown };
  };
  const work = async (id: string) => {
    const queries = api.readModels.queries as never;
    expect(await runExport({ store, queries, record: async () => undefined }, id)).toBe('done');
  };
  const file = (id: string, token = analyst) =>
    api.fetch(`/api/exports/${id}/file`, { headers: { authorization: `Bearer ${token}` } });
  const cancel = (id: string, token = analyst) =>
    api.query(`mutation { cancelExport(id: "${id}") ${FIELDS} }`, { token });

  it('are started with the query of the list, made by a worker and downloaded whole', async () => {
    const { made } = await start('CSV');
    expect(made).toMatchObject({ state: 'waiting', rows: 0, total: NAMES.length });
    expect(made.fileName).toMatch(/^domains-\d{8}T\d{6}Z-[0-9a-f]{8}\.csv$/);
    expect(rung).toContain(made.id);
    expect((await file(made.id)).status).toBe(404);
    await work(made.id);
    const { data } = await api.query(`{ myExports ${FIELDS} }`, { token: analyst });
    expect((data?.myExports as Shown[])[0]).toMatchObject({ id: made.id, state: 'done', rows: NAMES.length });
    const response = await file(made.id);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${made.fileName}"`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const body = await response.text();
    expect(body.length).toBe(Number(response.headers.get('content-length')));
    expect(body).toContain("\r\n'=cmd|calc!A0,");
    expect(body).toContain('\r\n+1,');
    expect(body).toContain('"\'a,""b""\n=c"');
    await cancel(made.id);
  });

  it('a download is a fact with its actor', async () => {
    const { made } = await start('NDJSON');
    await work(made.id);
    expect((await (await file(made.id)).text()).trimEnd().split('\n')).toHaveLength(NAMES.length);
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    const { events } = await api.log.readStream({ stream: `access-api.${day}`, limit: 100 });
    expect(events.at(-1)).toMatchObject({
      type: 'domain.DataAccessed',
      data: { what: `export ${made.id}`, reason: 'download' },
      meta: { actor: expect.stringMatching(/^token:/) },
    });
    await cancel(made.id);
  });

  it('A-58 belong to whoever started them: for others they do not exist', async () => {
    const { made } = await start('JSON');
    await work(made.id);
    const other = await api.token('ANALYST');
    expect((await file(made.id, other)).status).toBe(404);
    expect((await cancel(made.id, other)).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    expect((await api.query(`{ myExports { id } }`, { token: other })).data?.myExports).toEqual([]);
    expect((await file(made.id)).status).toBe(200);
    expect((await file('..%2F..%2Fetc%2Fpasswd')).status).toBe(404);
    await cancel(made.id);
  });

  it('canceled, nothing of the file is left', async () => {
    const { made } = await start('CSV');
    await work(made.id);
    expect((await cancel(made.id)).data?.cancelExport).toMatchObject({ state: 'canceled' });
    expect((await file(made.id)).status).toBe(404);
    const { rows } = await models.pool.query('SELECT 1 FROM rm.export_piece WHERE export = $1', [made.id]);
    expect(rows).toEqual([]);
  });

  it('as of a position asks for the past, on every page', async () => {
    const asOf = '0000000000000000017';
    const document = `mutation { startExport(format: CSV, asOf: "${asOf}", hosts: {range: ${range}}) ${FIELDS} }`;
    const { id } = (await api.query(document, { token: analyst })).data?.startExport as Shown;
    await work(id);
    const asked = api.readModels.asked.slice(-2).map(([name, args]) => [name, (args as { asOf?: string }).asOf]);
    expect(asked).toEqual([
      ['hosts', asOf],
      ['hosts', asOf],
    ]);
    await cancel(id);
  });

  it('at most three are under way for one person', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await start('CSV')).made.id);
    const { answer } = await start('CSV');
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    for (const id of ids) await cancel(id);
  });

  it('A-59 of a scoped token asks within its scope, when it is started and when it is made', async () => {
    const scope = { ip: ['10.1.0.0/16'], sensor: ['edge'] };
    const token = await api.token('ANALYST', 30, { scope });
    const { made } = await start('CSV', token);
    expect(api.readModels.asked.at(-1)).toMatchObject(['domains', { first: 1 }, scope]);
    const before = api.readModels.asked.length;
    await work(made.id);
    const asked = api.readModels.asked.slice(before);
    expect(asked.length).toBeGreaterThan(0);
    for (const [, , within] of asked) expect(within).toEqual(scope);
    await cancel(made.id, token);
  });

  it.each([
    ['mutation { startExport(format: CSV) { id } }', /exactly one/],
    [`mutation { startExport(format: CSV, flows: {}, hosts: {range: ${range}}) { id } }`, /exactly one/],
    ['mutation { startExport(format: CSV, flows: {where: {ip: ["300.1.1.1"]}}) { id } }', /where\.ip/],
  ])('refuses %s', async (document, message) => {
    const answer = await api.query(document, { token: analyst });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(answer.errors?.[0]?.message).toMatch(message);
  });

  it.each([
    ...[
      '..%2f..%2fetc%2fpasswd',
      '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
      '%2fetc%2fpasswd',
      '%5c%5chost%5cshare',
      '..%5c..%5cwin.ini',
    ],
    ...['%00', 'x%00.csv', 'x'.repeat(5000), "'%20or%201=1--", '00000000-0000-0000-0000-000000000000'],
  ])('A-28 finds no file by %s', async (id) => {
    const response = await file(id);
    expect([response.status, await response.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
  });

  it.each(['VIEWER', 'AUDITOR', 'tool-read'] as const)(
    'a masked reader (%s) is refused, and nothing is asked or made',
    async (party) => {
      const before = [api.readModels.asked.length, rung.length];
      const document = `mutation { startExport(format: CSV, domains: {range: ${range}}) ${FIELDS} }`;
      const answer = await api.query(document, { token: await api.token(party) });
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', permission: 'export.data' });
      expect([api.readModels.asked.length, rung.length]).toEqual(before);
    },
  );
});
