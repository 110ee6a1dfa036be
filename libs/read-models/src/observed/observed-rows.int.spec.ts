import { randomBytes } from 'node:crypto';

import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { type ColumnsOf, type DnsAnswer, ObservedDaily } from '@wireledger/events';

import { appendEach, batchEvent, dnsColumns, sourceId, T0 } from '../testing/telemetry';
import { followToEnd, TestReadModels } from '../testing/test-read-models';
import { observedKey } from './observed-key';
import type { Observation } from './observed-page';
import { writeObserved } from './observed-rows';
import { ObservedStore } from './observed-store';

let server: TestReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
}, 60_000);
afterAll(() => server.stop());

const seen = (value: string, host: string, more: Partial<Observation> = {}): Observation => ({
  ...{ kind: 'names', key: observedKey('names', value) as Buffer, value, sensor: 'edge' },
  ...{ first: 10, last: 20, count: 1, hosts: [host], more: false, ...more },
});

it('adds up, keeps the first hosts by their text, and takes no new value of a day that is full', async () => {
  const { pool } = await server.open(new InMemoryEventLog());
  const write = async (...rows: Observation[]) => {
    const client = await pool.connect();
    await writeObserved(client, 20_000, rows, 'add', 3);
    client.release();
  };
  await write(seen('a.example', '10.0.0.9'), seen('b.example', '10.0.0.9'), seen('c.example', '10.0.0.9'));
  for (let i = 8; i > 0; i--) await write(seen('a.example', `10.0.0.${i}`, { first: i, last: 20 + i }));
  await write(seen('d.example', '10.0.0.1'), seen('b.example', '10.0.0.2'));
  const { rows } = await pool.query('SELECT value, first, last, count, hosts, more FROM rm.observed ORDER BY value');
  const hosts = Array.from({ length: 8 }, (_, i) => `10.0.0.${i + 1}`);
  expect(rows).toEqual([
    { value: 'a.example', first: 1, last: 28, count: 9, hosts, more: true },
    { value: 'b.example', first: 10, last: 20, count: 2, hosts: ['10.0.0.2', '10.0.0.9'], more: false },
    { value: 'c.example', first: 10, last: 20, count: 1, hosts: ['10.0.0.9'], more: false },
  ]);
  const days = await pool.query('SELECT taken, passed_over FROM rm.observed_day');
  expect(days.rows).toEqual([{ taken: 3, passed_over: 1 }]);
});

it('goes on in a day at a place of the index, without sorting what lies behind', async () => {
  const { pool } = await server.open(new InMemoryEventLog());
  await pool.query(`CREATE TABLE rm.observed_20261121 PARTITION OF rm.observed FOR VALUES IN ('2026-11-21')`);
  await pool.query(
    `INSERT INTO rm.observed SELECT '2026-11-21', 1, convert_to('n' || i, 'UTF8'), 'edge', 'n' || i, 1, 2, 1, '{10.0.0.1}', false
     FROM generate_series(10000, 19999) i`,
  );
  await pool.query('ANALYZE rm.observed');
  const plans: string[] = [];
  const explaining = Object.create(pool, {
    query: {
      value: async (sql: string, values: unknown[]) => {
        const { rows } = await pool.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values);
        plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
        return pool.query(sql, values);
      },
    },
  }) as typeof pool;
  const store = new ObservedStore(explaining);
  const first = await store.rows('2026-11-21', null, 3);
  const next = await store.rows('2026-11-21', first[2] ?? null, 2);
  expect([...first, ...next].map(({ value }) => value)).toEqual(['n10000', 'n10001', 'n10002', 'n10003', 'n10004']);
  expect(plans).toEqual([
    expect.stringMatching(/Index Scan.*\n.*Index Cond: \(day = /),
    expect.stringMatching(/Index Scan.*\n.*Index Cond: \(\(day = .*ROW\(kind, key, sensor\) > /),
  ]);
  for (const plan of plans) expect(plan).not.toMatch(/Sort|Seq Scan/);
});

const EDGE = { sensor: 'edge', source: sourceId('edge') };

it('an address that is written in several ways is one value', async () => {
  const log = new InMemoryEventLog();
  const models = await server.open(log);
  const answers: DnsAnswer[] = [
    ...[[1, 60, '198.51.100.7'] as const, [28, 60, '::ffff:198.51.100.7'] as const],
    ...[[28, 60, '2001:DB8::1'] as const, [28, 60, '2001:db8:0:0::1'] as const],
  ];
  const lookup = {
    ...{ flow: 1, time: T0, client: '10.0.0.1', server: '10.0.0.53', name: 'a.example', raw: '', qtype: 28, rcode: 0 },
    ...{ latency: 1, queries: 1, responses: 1, answers },
  };
  await appendEach(log, 'facts-edge.20261121', [batchEvent(EDGE, 'dns', 1, dnsColumns([lookup], T0), [T0, T0])]);
  expect(await followToEnd(models, 'observed')).toBe('idle');
  const { rows } = await models.pool.query(`SELECT value, count FROM rm.observed WHERE kind = 0 ORDER BY value`);
  expect(rows).toEqual([
    { value: '198.51.100.7', count: 1 },
    { value: '2001:db8::1', count: 1 },
  ]);
});

it('a fingerprint that is far too long is cut, and halts nothing', async () => {
  const log = new InMemoryEventLog();
  const models = await server.open(log);
  const ja3 = randomBytes(12_000).toString('base64');
  const shaken = { client: ['10.0.0.1'], time: [0], serverName: ['a.example'], ja3: [ja3], ja4: ['\ud800'] };
  const event = batchEvent(EDGE, 'tls', 1, shaken as unknown as ColumnsOf['tls'], [T0, T0]);
  await appendEach(log, 'facts-edge.20261121', [event]);
  expect(await followToEnd(models, 'observed')).toBe('idle');
  const { rows } = await models.pool.query<{ value: string }>(
    `SELECT value FROM rm.observed WHERE kind = 2 ORDER BY length(value)`,
  );
  expect(rows.map(({ value }) => value)).toEqual(['\\ud800', ja3.slice(0, 1024)]);
  const all = <T>(one: T): T[] => rows.map(() => one);
  const cols = {
    ...{ kind: all('fingerprints' as const), value: rows.map(({ value }) => value), sensor: all('edge') },
    ...{ first: all(T0), last: all(T0), count: all(1), hosts: all(['10.0.0.1']), more: all(false) },
  };
  expect(() => ObservedDaily.create({ day: '2026-11-21', part: 0, last: true, cols })).not.toThrow();
});
