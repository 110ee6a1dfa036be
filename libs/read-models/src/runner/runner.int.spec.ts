import { type EventLog, InMemoryEventLog, type NewEvent, type Position } from '@wireledger/event-sourcing';

import type { ReadModels } from '../read-models';
import { littleWorld } from '../testing/little-world';
import { appendEach, batchEvent, domainEvent, flowColumns, sourceId, T0 } from '../testing/telemetry';
import { followAllToEnd, followToEnd, TestReadModels } from '../testing/test-read-models';
import { waitForPosition } from './min-position';

let server: TestReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
}, 60_000);
afterAll(() => server.stop());

const STREAM = 'facts-sensor-1.20261121';
const stillLog = () => new InMemoryEventLog({ clock: () => T0 + 3_600_000_000 });

describe('an event that cannot be folded', () => {
  const poison = (): NewEvent => {
    const [flow] = littleWorld({ seed: 5, flows: 1 }).flowRecords;
    if (!flow) throw new Error('no flow');
    const cols = flowColumns([{ ...flow, src: 'not-an-address' }], T0);
    return batchEvent({ sensor: 'sensor-1', source: sourceId('poison') }, 'flow', 1, cols, [T0, T0]);
  };

  it('halts its projection, keeps the rest folded, and goes on after a decision', async () => {
    const world = littleWorld({ seed: 21, flows: 60 });
    const log = stillLog();
    await appendEach(log, STREAM, world.events);
    await appendEach(log, 'facts-other.20261121', [poison()]);
    const models = await server.open(log);
    expect(await followToEnd(models, 'flows')).toBe('halted');
    expect(await followToEnd(models, 'dns')).toBe('idle');
    const [health] = await models.health();
    expect(health).toMatchObject({ name: 'flows', state: 'halted', deadLetters: 1 });
    expect(health?.error).toContain('not an address: "not-an-address"');
    expect((await models.queries.flows({})).count).toBe(60);
    const letters = () =>
      models.pool
        .query('SELECT type, stream, attempts, state, reason FROM rm.dead_letter')
        .then(({ rows }) => rows as unknown[]);
    const letter = { type: 'telemetry.FlowsRecorded', stream: 'facts-other.20261121' };
    expect(await letters()).toEqual([{ ...letter, attempts: 1, state: 'open', reason: null }]);

    await models.retry('flows', 'looked harmless');
    expect(await followToEnd(models, 'flows')).toBe('halted');
    expect(await letters()).toEqual([{ ...letter, attempts: 2, state: 'open', reason: 'looked harmless' }]);

    await appendEach(log, 'facts-later.20261121', littleWorld({ seed: 22, flows: 5, source: 'later' }).events);
    await models.skip('flows', 'bytes of an attacker');
    expect(await followToEnd(models, 'flows')).toBe('idle');
    expect((await models.queries.flows({})).count).toBe(65);
    expect(await letters()).toEqual([{ ...letter, attempts: 2, state: 'skipped', reason: 'bytes of an attacker' }]);
    await expect(models.skip('flows', 'again')).rejects.toMatchObject({ code: 'NOT_HALTED' });
  });
});

describe('minPosition', () => {
  const range = { from: '2026-11-21T00:00:00Z', to: '2026-11-22T00:00:00Z' };

  it('waits until the projection has folded it, tells STALE with the lag otherwise', async () => {
    const log = stillLog();
    const world = littleWorld({ seed: 71, flows: 30 });
    await appendEach(log, STREAM, world.events);
    const models = await server.open(log);
    const position = (await log.head()) as Position;
    const asked = waitForPosition(models.pool, log, [models.projection('traffic')], position, 20_000);
    await followToEnd(models, 'traffic');
    await asked;
    expect((await models.queries.traffic({ range, by: 'TOTAL', minPosition: position })).series).toHaveLength(1);
    await expect(models.queries.flows({ minPosition: position })).rejects.toMatchObject({ code: 'STALE' });
    await followAllToEnd(models);
    await appendEach(log, 'facts-x.20261121', littleWorld({ seed: 72, flows: 3, source: 'x' }).events);
    const late = models.queries.flows({ minPosition: await log.head() });
    await expect(late).rejects.toMatchObject({ code: 'STALE', details: { lagSeconds: expect.any(Number) } });
  }, 20_000);

  it('does not wait for events that the query does not fold', async () => {
    const log = stillLog();
    await appendEach(log, STREAM, littleWorld({ seed: 81, flows: 10 }).events);
    const models = await server.open(log);
    await followAllToEnd(models);
    await appendEach(log, 'setting-demo', [domainEvent('domain.SettingChanged', { area: 'demo' }, 'nothing')]);
    const position = (await log.head()) as Position;
    // Waiting would end with STALE: nobody follows.
    expect((await models.queries.dnsTransactions({ minPosition: position })).count).toBe(10);
  });
});

it('reads a page before it begins a transaction', async () => {
  const inner = stillLog();
  await appendEach(inner, STREAM, littleWorld({ seed: 91, flows: 10 }).events);
  const opened: ReadModels[] = [];
  let open = -1;
  const log: Pick<EventLog, 'readAll' | 'head'> = {
    head: () => inner.head(),
    readAll: async (query) => {
      const { rows } = await (opened[0] as ReadModels).pool.query<{ n: number }>(
        `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'wireledger' AND state LIKE 'idle in transaction%' AND datname = current_database()`,
      );
      open = Math.max(open, rows[0]?.n ?? 0);
      return inner.readAll({ ...query, limit: 1000 });
    },
  };
  const models = await server.open(log as EventLog);
  opened.push(models);
  await followAllToEnd(models);
  expect(open).toBe(0);
});
