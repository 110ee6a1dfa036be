import { InMemoryEventLog } from '@wireledger/event-sourcing';

import { TestReadModels } from '../testing/test-read-models';
import { observedKey } from './observed-key';
import type { Observation } from './observed-page';
import { writeObserved } from './observed-rows';

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
