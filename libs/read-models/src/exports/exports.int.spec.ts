import type { Scope } from '@wireledger/access';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from '../read-models';
import { littleWorld } from '../testing/little-world';
import { appendEach } from '../testing/telemetry';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';
import type { ExportFormat, ExportKind } from './export-format';
import { type ClaimedExport, EXPORT_LIMITS, ExportStore } from './export-store';
import { type ExportParts, runExport } from './run-export';

const OWNER = 'user:ana';
let server: TestReadModels;
let models: ReadModels;
let store: ExportStore;
const recorded: { readonly id: string; readonly rows: number }[] = [];
const record = async ({ id }: ClaimedExport, rows: number) => void recorded.push({ id, rows });
let where: { range: { from: string; to: string } };
beforeAll(async () => {
  server = await TestReadModels.start();
  const world = littleWorld({ seed: 11, flows: 2600 });
  const log = new InMemoryEventLog();
  await appendEach(log, 'facts-sensor-1.20261121', world.events);
  models = await server.open(log);
  await followAllToEnd(models);
  store = new ExportStore(models.pool);
  where = { range: { from: formatTime(world.from), to: formatTime(world.to + 60_000_000) } };
}, 60_000);
afterAll(() => server.stop());
afterEach(() => models.pool.query('DELETE FROM rm.export'));

const argsOf = (what: ExportKind) => (what === 'flows' ? { where, sort: 'BYTES_DESC' } : where);
const start = (what: ExportKind = 'flows', format: ExportFormat = 'ndjson', scope: Scope | null = null) =>
  store.create({ owner: OWNER, what, format, args: argsOf(what), scope, masking: null, total: null });
const parts = (more: Partial<ExportParts> = {}): ExportParts => ({ store, queries: models.queries, record, ...more });
async function text(id: string): Promise<string> {
  let all = '';
  for await (const piece of store.pieces(OWNER, id)) all += piece;
  return all;
}
const pieces = async () => (await models.pool.query('SELECT 1 FROM rm.export_piece')).rowCount;
/** As if the worker had been silent for that long. */
const silence = (id: string, seconds: number) =>
  models.pool.query(`UPDATE rm.export SET beat_at = beat_at - $2 * interval '1 second' WHERE id = $1`, [id, seconds]);

it('is masked as its owner sees the rows, and not made where nothing can mask', async () => {
  const made = {
    owner: OWNER,
    what: 'flows',
    format: 'ndjson',
    args: argsOf('flows'),
    scope: null,
    total: null,
  } as const;
  const { id, masked } = await store.create({ ...made, masking: 'truncate' });
  expect(masked).toBe(true);
  const asked: unknown[] = [];
  const masks: ExportParts['masks'] = (what, form) => {
    asked.push([what, form]);
    return (row) => ({ ...row, src: 'somewhere', dst: 'elsewhere' });
  };
  expect(await runExport(parts({ masks }), id)).toBe('done');
  expect(asked).toEqual([['flows', 'truncate']]);
  const rows = (await text(id)).trim().split('\n');
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) expect(JSON.parse(row)).toMatchObject({ src: 'somewhere', dst: 'elsewhere' });
  const other = await store.create({ ...made, masking: 'prefix' });
  expect(await runExport(parts(), other.id)).toBe('failed');
  expect(await store.get(OWNER, other.id)).toMatchObject({ bytes: 0, error: expect.stringContaining('no keys') });
});

it.each([
  ['flows', 'csv'],
  ['flows', 'ndjson'],
  ['domains', 'json'],
  ['hosts', 'csv'],
] as const)('holds as many rows as the list of %s shows, as %s', async (what, format) => {
  const query = models.queries[what] as (args: object) => Promise<{ count: number; exact: boolean }>;
  const { count } = await query({ ...argsOf(what), first: 1 });
  const { id } = await start(what, format);
  expect(await runExport(parts(), id)).toBe('done');
  expect(await store.get(OWNER, id)).toMatchObject({ state: 'done', rows: count, truncated: false });
  expect(recorded.at(-1)).toEqual({ id, rows: count });
  const file = await text(id);
  expect(Buffer.byteLength(file)).toBe((await store.get(OWNER, id)).bytes);
  const rows = format === 'json' ? (JSON.parse(file) as unknown[]).length : file.trimEnd().split('\n').length;
  expect(rows).toBe(format === 'csv' ? count + 1 : count);
});

it.each(['flows', 'domains', 'hosts'] as const)(
  'within the scope of its owner it holds those %s alone',
  async (what) => {
    const scope = { ip: ['10.0.0.4/31'], port: [443, 53] };
    const query = models.queries[what] as (
      args: object,
      scope: Scope | null,
    ) => Promise<{ rows: readonly unknown[]; count: number }>;
    const everything = await query({ ...argsOf(what), first: 1 }, null);
    const { id } = await start(what, 'ndjson', scope);
    expect(await runExport(parts(), id)).toBe('done');
    const rows = (await text(id))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const listed = await query({ ...argsOf(what), first: 200 }, scope);
    expect(rows).toHaveLength(listed.count);
    expect(rows.slice(0, listed.rows.length)).toEqual(
      listed.rows.map((row) => expect.objectContaining(pick(row, what))),
    );
    if (what === 'flows') {
      expect(rows.length).toBeGreaterThan(100);
      expect(rows.length).toBeLessThan(everything.count);
      for (const { src, dst, dstPort } of rows as { src: string; dst: string; dstPort: number }[]) {
        expect([src, dst].some((address) => ['10.0.0.4', '10.0.0.5'].includes(address))).toBe(true);
        expect(scope.port).toContain(dstPort);
      }
    }
  },
);

/** What tells one row of a list from another, and its greatest figure. */
function pick(row: unknown, what: ExportKind): object {
  const keys = { flows: ['id', 'srcBytes'], domains: ['name', 'queries'], hosts: ['address', 'bytesSent'] }[what];
  return Object.fromEntries(keys.map((key) => [key, (row as Record<string, unknown>)[key]]));
}

it('keeps the order of the list', async () => {
  const { id } = await start();
  await runExport(parts(), id);
  const bytes = (await text(id))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { srcBytes: number; dstBytes: number })
    .map(({ srcBytes, dstBytes }) => srcBytes + dstBytes);
  expect(bytes).toEqual([...bytes].sort((a, b) => b - a));
});

it('canceled in the middle it stops, and nothing is left', async () => {
  const { id } = await start();
  let pages = 0;
  const queries: ExportParts['queries'] = {
    ...models.queries,
    flows: async (args) => {
      pages += 1;
      if (pages === 2) await store.cancel(OWNER, id);
      return models.queries.flows(args);
    },
  };
  const events = recorded.length;
  expect(await runExport(parts({ queries }), id)).toBe('lost');
  expect(pages).toBe(2);
  expect(await store.get(OWNER, id)).toMatchObject({ state: 'canceled', bytes: 0 });
  expect(await pieces()).toBe(0);
  expect(recorded).toHaveLength(events);
});

it('a worker that dies in the middle leaves nothing that is offered; the next one begins anew, and the dead cannot write', async () => {
  const { id } = await start();
  const dead = (await store.claim(id)) as ClaimedExport;
  await store.append(dead, { n: 0, body: 'half a file\n', rows: 1 });
  await expect(text(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await store.get(OWNER, id)).toMatchObject({ state: 'running', rows: 1 });
  expect(await runExport(parts(), id)).toBe('taken');
  expect(await store.sweep()).toEqual([]);
  await silence(id, 61);
  expect(await store.sweep()).toEqual([id]);
  expect(await runExport(parts(), id)).toBe('done');
  expect(await text(id)).not.toContain('half a file');
  expect(await store.append(dead, { n: 9, body: 'late', rows: 1 })).toBe(false);
  expect(await store.complete(dead, false)).toBe(false);
  await store.fail(dead, 'late');
  expect((await store.get(OWNER, id)).state).toBe('done');
  expect(await runExport(parts(), id)).toBe('taken');
  expect(await text(id)).not.toBe('');
});

it('is cut at its limits, and says so', async () => {
  const { id } = await start();
  await runExport(parts({ limits: { rows: 1500, bytes: 1e9 } }), id);
  expect(await store.get(OWNER, id)).toMatchObject({ state: 'done', rows: 1500, truncated: true });
  const other = await start();
  await runExport(parts({ limits: { rows: 1e9, bytes: 100_000 } }), other.id);
  const { bytes, truncated } = await store.get(OWNER, other.id);
  expect(truncated).toBe(true);
  expect(bytes).toBeLessThan(102_000);
});

it('tells its owner why it failed, and tries again when the database was away', async () => {
  const { id } = await store.create({
    ...{ owner: OWNER, what: 'flows', format: 'csv', scope: null, masking: null, total: null },
    args: { where, sort: 'NONSENSE' },
  });
  expect(await runExport(parts(), id)).toBe('failed');
  expect(await store.get(OWNER, id)).toMatchObject({ state: 'failed', error: expect.stringContaining('NONSENSE') });
  const again = await start();
  const broken = { ...models.queries, flows: () => Promise.reject(new Error('connection lost')) };
  await expect(runExport(parts({ queries: broken }), again.id)).rejects.toThrow('connection lost');
  expect((await store.get(OWNER, again.id)).state).toBe('running');
});

it('goes after a day, and the oldest gives way to the eleventh', async () => {
  const ids: string[] = [];
  for (let i = 0; i <= EXPORT_LIMITS.kept; i++) {
    const { id } = await start('hosts');
    await store.cancel(OWNER, id);
    ids.push(id);
  }
  expect((await store.list(OWNER)).map(({ id }) => id)).toEqual(ids.slice(1).reverse());
  await models.pool.query(`UPDATE rm.export SET created_at = created_at - interval '25 hours' WHERE id = $1`, [ids[5]]);
  await expect(store.get(OWNER, ids[5] as string)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await store.sweep();
  const { rows } = await models.pool.query('SELECT id FROM rm.export WHERE id = $1', [ids[5]]);
  expect(rows).toEqual([]);
});
