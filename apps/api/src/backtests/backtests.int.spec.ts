import { randomUUID } from 'node:crypto';

import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { type BacktestResult, BacktestStore, migrateReadModels, ReadModels } from '@wireledger/read-models';

import { TestApi, until } from '../testing/test-api';

jest.setTimeout(120_000);

let server: TestPostgres;
let models: ReadModels;
let store: BacktestStore;
let api: TestApi;
let analyst: string;
const rung: string[] = [];
const rule = `own-${randomUUID()}`;
beforeAll(async () => {
  server = await startTestPostgres();
  const { host, port, user, password, database } = server.connection;
  const connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateReadModels(connection);
  models = await ReadModels.open({ connection, poolSize: 4 });
  store = new BacktestStore(models.pool);
  api = await TestApi.start({ backtests: { store, ring: async (id) => void rung.push(id) } });
  analyst = await api.person('ANALYST', null, { steppedUp: true });
  const parameters = JSON.stringify({ measure: 'flows', windowS: 60, threshold: 10, severity: 'high' });
  await done(
    `draftRule(id: "${rule}", seen: 0, key: "${randomUUID()}", name: "Mine", detector: "generic", cooldownSeconds: 600,
      description: "", parameters: ${JSON.stringify(parameters)}) { position }`,
  );
  await done(`publishRule(id: "${rule}", version: 1, seen: 1, key: "${randomUUID()}") { position }`);
});
afterAll(async () => {
  await api?.stop();
  await models?.close();
  await server?.stop();
});

const FIELDS = 'id rule version against live days from to state progress records alerts tookMs error';
interface Shown {
  readonly id: string;
  readonly state: string;
  readonly progress: number;
}
async function done<T>(text: string, token = analyst): Promise<T> {
  const { data, errors } = await api.query(`mutation { done: ${text} }`, { token });
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.done as T;
}
const start = (more = '', token = analyst) =>
  done<Shown>(`backtestRule(id: "${rule}", version: 1${more}) { ${FIELDS} }`, token);
const refused = async (text: string, token = analyst) =>
  (await api.query(`mutation { done: ${text} }`, { token })).errors?.[0]?.extensions;

const ALERT = {
  ...({
    change: 'added',
    id: randomUUID(),
    severity: 'high',
    sensor: 'edge-1',
    entity: '10.0.0.5',
    src: '10.0.0.5',
  } as const),
  ...{ dst: null, recordedAt: 1_780_000_000_000_000, first: 1_780_000_000_000_000, last: 1_780_000_001_000_000 },
  ...{ value: 12, threshold: 10, unit: 'flows', summary: 'Twelve.', counted: 10 },
  ...{ verdict: 'benign', suppressed: true },
  evidence: [
    {
      ...{ event: randomUUID(), n: 3, position: '17', hash: 'ab', kind: 'flow' as const },
      record: {
        first: 1_780_000_000_000_000,
        src: '10.0.0.5',
        dst: '10.0.0.6',
        srcPort: 40_000,
        dstPort: 23,
        proto: 6,
      },
    },
  ],
};
const RESULT: BacktestResult = {
  ...{ from: 1_780_000_000_000_000, to: 1_780_000_100_000_000, batches: 4, cut: null },
  totals: { would: 1, did: 0, added: 1, removed: 0, changed: 0, same: 0 },
  ...{ verdicts: [{ verdict: 'benign', would: 1, did: 0 }], suppressed: { would: 1, did: 0 } },
  days: [{ day: '2026-05-28', would: 1, did: 0 }],
  severities: [{ severity: 'high', would: 1, did: 0 }],
  entities: [{ entity: '10.0.0.5', would: 1, did: 0 }],
  alerts: [ALERT],
};

it('is begun for a worker, compared with what is published, and shown with what came of it', async () => {
  const made = await start(', days: 3');
  expect(made).toMatchObject({ rule, version: 1, against: 1, days: 3, state: 'waiting', progress: 0 });
  expect(rung).toContain(made.id);
  const claimed = await store.claim(made.id);
  expect(claimed).toMatchObject({ rule, version: 1, against: 1, days: 3 });
  if (!claimed) return;
  // Nobody else is given it while its worker lives.
  expect(await store.claim(made.id)).toBeNull();
  expect(await store.beat(claimed, { progress: 0.5, records: 40, alerts: 1 }, null)).toBe(true);
  expect(await store.finish(claimed, RESULT, { progress: 1, records: 80, alerts: 1, tookMs: 12 })).toBe(true);
  const { data } = await api.query(
    `{ backtest(rule: "${rule}") { ${FIELDS} result { from to batches cut totals { would did added removed changed same }
      verdicts { key would did } suppressed { would did } days { key would did } severities { key would } entities { key would }
      alerts { change id severity entity src recordedAt first value threshold unit summary counted verdict suppressed evidence { id kind src dst dstPort proto } } } } }`,
    { token: analyst },
  );
  expect(data?.backtest).toMatchObject({
    ...{ id: made.id, state: 'done', progress: 1, records: 80, alerts: 1, tookMs: 12 },
    result: {
      ...{ from: '2026-05-28T20:26:40.000000Z', batches: 4, totals: RESULT.totals },
      ...{ verdicts: [{ key: 'benign', would: 1, did: 0 }], suppressed: { would: 1, did: 0 } },
      ...{ days: [{ key: '2026-05-28', would: 1, did: 0 }], entities: [{ key: '10.0.0.5', would: 1 }] },
      alerts: [
        {
          change: 'added',
          src: '10.0.0.5',
          counted: 10,
          verdict: 'benign',
          suppressed: true,
          evidence: [{ kind: 'flow', dstPort: 23, proto: 'tcp' }],
        },
      ],
    },
  });
});

it('reads any range that is named, and is compared with the version that is named', async () => {
  const { id } = await start(
    ', days: 3, from: "2020-01-01T00:00:00.5Z", to: "2020-03-01T00:00:00+01:00", against: 1, live: false',
  );
  expect(await store.claim(id)).toMatchObject({
    ...{ from: 1_577_836_800_500_000, to: 1_583_017_200_000_000, days: 60, against: 1, live: false },
  });
  const days = await start(', days: 2, to: "2020-03-01T00:00:00Z"');
  expect(days).toMatchObject({ from: '2020-02-28T00:00:00.000000Z', to: '2020-03-01T00:00:00.000000Z', days: 2 });
  const now = await start(', from: "2020-01-01T00:00:00Z"');
  expect(now).toMatchObject({ from: '2020-01-01T00:00:00.000000Z', against: 1 });
});

it('is compared with what was live, and with no version then', async () => {
  const made = await start(', live: true');
  expect(made).toMatchObject({ live: true, against: null, days: 7 });
  expect(await store.claim(made.id)).toMatchObject({ live: true, against: null });
});

it('what was found before anybody looked for verdicts is shown without', async () => {
  const claimed = await store.claim((await start()).id);
  if (!claimed) throw new Error('nothing to do');
  const { verdicts: _verdicts, suppressed: _suppressed, ...old } = RESULT;
  const { verdict: _verdict, suppressed: _kept, ...alert } = ALERT;
  await store.finish(claimed, { ...old, alerts: [alert] }, { progress: 1, records: 80, alerts: 1, tookMs: 12 });
  const { data } = await api.query(
    `{ backtest(rule: "${rule}") { result { verdicts { key } suppressed { would did } alerts { verdict suppressed } } } }`,
    { token: analyst },
  );
  expect(data?.backtest).toEqual({
    result: {
      ...{ verdicts: [], suppressed: { would: 0, did: 0 } },
      alerts: [{ verdict: null, suppressed: false }],
    },
  });
});

it('tells how far it is until it is over, over the subscription', async () => {
  const { id } = await start();
  const { client } = api.socket(analyst);
  const frames: Shown[] = [];
  const over = new Promise<void>((resolve, reject) => {
    client.subscribe<{ backtestProgress: Shown }>(
      { query: `subscription { backtestProgress(id: "${id}") { ${FIELDS} result { batches } } }` },
      {
        next: ({ data }) => data && frames.push(data.backtestProgress),
        complete: resolve,
        error: (error) => reject(new Error(JSON.stringify(error))),
      },
    );
  });
  over.catch(() => undefined);
  await until(() => frames.length > 0);
  const claimed = await store.claim(id);
  if (!claimed) throw new Error('nothing to do');
  await store.beat(claimed, { progress: 0.25, records: 10, alerts: 0 }, { ...RESULT, batches: 1 });
  await until(() => frames.at(-1)?.progress === 0.25);
  expect(frames.at(-1)).toMatchObject({ state: 'running', result: { batches: 1 } });
  await store.beat(claimed, { progress: 0.5, records: 20, alerts: 0 }, null);
  await until(() => frames.at(-1)?.progress === 0.5);
  expect(frames.at(-1)).toMatchObject({ state: 'running', result: { batches: 1 } });
  await store.finish(claimed, RESULT, { progress: 1, records: 80, alerts: 1, tookMs: 12 });
  await over;
  expect(frames.at(-1)).toMatchObject({ id, state: 'done', progress: 1, result: { batches: 4 } });
  expect(frames[0]).toMatchObject({ state: 'waiting', result: null });
  await client.dispose();
});

it('ends when it is canceled, and when another one is begun; its worker is told', async () => {
  const first = await start();
  const claimed = await store.claim(first.id);
  if (!claimed) throw new Error('nothing to do');
  const second = await start();
  expect(await store.beat(claimed, { progress: 0.5, records: 1, alerts: 0 }, null)).toBe(false);
  expect(await store.finish(claimed, RESULT, { progress: 1, records: 1, alerts: 0, tookMs: 1 })).toBe(false);
  expect(await done(`cancelBacktest(id: "${second.id}") { state }`)).toEqual({ state: 'canceled' });
  expect(await store.claim(second.id)).toBeNull();
});

it('of one that is canceled what was found up to there stays; one that is begun anew has found nothing', async () => {
  const { id } = await start();
  const claimed = await store.claim(id);
  if (!claimed) throw new Error('nothing to do');
  expect(await store.beat(claimed, { progress: 0.25, records: 1, alerts: 0 }, RESULT)).toBe(true);
  await models.pool.query(`UPDATE rm.backtest SET beat_at = clock_timestamp() - interval '2 minutes' WHERE id = $1`, [
    id,
  ]);
  const again = await store.claim(id);
  if (!again) throw new Error('nothing to do');
  const shown = async () =>
    (await api.query(`{ backtest(rule: "${rule}") { state result { batches } } }`, { token: analyst })).data?.backtest;
  expect(await shown()).toEqual({ state: 'running', result: null });
  expect(await store.beat(again, { progress: 0.25, records: 1, alerts: 0 }, RESULT)).toBe(true);
  await done(`cancelBacktest(id: "${id}") { id }`);
  expect(await shown()).toEqual({ state: 'canceled', result: { batches: 4 } });
});

it('one that its worker gives up says why; one whose worker is gone goes to another', async () => {
  const { id } = await start();
  const claimed = await store.claim(id);
  if (!claimed) throw new Error('nothing to do');
  await models.pool.query(`UPDATE rm.backtest SET beat_at = clock_timestamp() - interval '2 minutes' WHERE id = $1`, [
    id,
  ]);
  expect(await store.sweep()).toContain(id);
  const again = await store.claim(id);
  if (!again) throw new Error('nothing to do');
  await store.fail(claimed, 'the first one is gone');
  await store.fail(again, 'its detector is gone');
  const { data } = await api.query(`{ backtest(rule: "${rule}") { state error } }`, { token: analyst });
  expect(data?.backtest).toEqual({ state: 'failed', error: 'its detector is gone' });
});

it('belongs to whoever began it: for others it does not exist', async () => {
  const { id } = await start();
  const other = await api.person('ANALYST');
  expect((await api.query(`{ backtest(rule: "${rule}") { id } }`, { token: other })).data?.backtest).toBeNull();
  expect(await refused(`cancelBacktest(id: "${id}") { id }`, other)).toMatchObject({ code: 'NOT_FOUND' });
  await done(`cancelBacktest(id: "${id}") { id }`);
});

it('at most four are under way', async () => {
  const people = await Promise.all([1, 2, 3, 4].map(() => api.person('ANALYST')));
  const ids: [string, string][] = [];
  for (const person of people) ids.push([(await start('', person)).id, person]);
  expect(await refused(`backtestRule(id: "${rule}", version: 1) { id }`)).toMatchObject({ code: 'LIMIT_EXCEEDED' });
  for (const [id, person] of ids) await done(`cancelBacktest(id: "${id}") { id }`, person);
});

it.each<readonly [string | undefined, string, string]>([
  ...[
    ['a range that ends before it begins', 'from: "2020-01-02T00:00:00Z", to: "2020-01-01T00:00:00Z"'],
    ['a range without length', 'from: "2020-01-01T00:00:00Z", to: "2020-01-01T00:00:00Z"'],
    ['a range that is not over', 'to: "2199-01-01T00:00:00Z"'],
    ['a time before all times', 'from: "1969-12-31T23:59:59Z"'],
    ['a version beside what was live', 'against: 1, live: true'],
  ].map(([what, more]) => [what, `backtestRule(id: "${rule}", version: 1, ${more}) { id }`, 'BAD_USER_INPUT'] as const),
  [
    'a version to compare with that is not there',
    `backtestRule(id: "${rule}", version: 1, against: 2) { id }`,
    'RULE_VERSION_UNKNOWN',
  ],
  ['more days than may be asked for', `backtestRule(id: "${rule}", version: 1, days: 31) { id }`, 'BAD_USER_INPUT'],
  ['no days', `backtestRule(id: "${rule}", version: 1, days: 0) { id }`, 'BAD_USER_INPUT'],
  ['a version that is not there', `backtestRule(id: "${rule}", version: 7) { id }`, 'RULE_VERSION_UNKNOWN'],
  ['a rule that is not there', `backtestRule(id: "nothing", version: 1) { id }`, 'RULE_UNKNOWN'],
  ['an id that is none', `backtestRule(id: "Not An Id", version: 1) { id }`, 'BAD_USER_INPUT'],
  ['a back-test that is not there', `cancelBacktest(id: "x' OR 1=1") { id }`, 'NOT_FOUND'],
])('refuses %s', async (_what, text, code) => expect(await refused(text)).toMatchObject({ code }));

it('A-59 who sees a part of the facts alone is refused: a back-test reads all of them', async () => {
  const token = await api.token('ANALYST', 30, { scope: { sensor: ['edge-1'] } });
  expect(await refused(`backtestRule(id: "${rule}", version: 1) { id }`, token)).toMatchObject({
    ...{ code: 'FORBIDDEN', permission: 'rules.test' },
  });
});
