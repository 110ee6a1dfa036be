import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { ObservedStore } from '@wireledger/read-models';

import { DictionaryServer } from '../observed/testing/dictionary';
import { ACCEPTED, lookBack } from './look-back';

jest.setTimeout(600_000);

const FULL = process.env.WIRELEDGER_FULL === '1';
const VALUES = FULL ? 1_000_000 : 20_000;
const ENTRIES = FULL ? 1_000_000 : 20_000;
/** Entries that were observed. */
const OBSERVED = 100;

it(`looks for ${ENTRIES.toLocaleString('en')} entries in a dictionary of ${VALUES.toLocaleString('en')} values, in bounded memory`, async () => {
  const server = await DictionaryServer.start();
  try {
    const { pool } = await server.open(new InMemoryEventLog());
    await pool.query(`CREATE TABLE rm.observed_20261121 PARTITION OF rm.observed FOR VALUES IN ('2026-11-21')`);
    await pool.query(
      `INSERT INTO rm.observed SELECT '2026-11-21', 1, convert_to(reverse(name) || '.', 'UTF8'), 'edge', name, 1, 2, 1, '{10.0.0.1}', false
       FROM (SELECT 'www.n' || i || '.example' AS name FROM generate_series(0, $1::int - 1) i) x`,
      [VALUES],
    );
    await pool.query(`INSERT INTO rm.observed_value SELECT kind, key, day FROM rm.observed`);
    await pool.query('ANALYZE rm.observed_value');
    async function* entries() {
      for (let at = 0; at < ENTRIES; at += 5000)
        yield await Promise.resolve(
          Array.from({ length: 5000 }, (_, i) => ({
            indicator: at + i < OBSERVED ? `n${at + i}.example` : `other${at + i}.example`,
            line: at + i + 1,
            until: null,
          })),
        );
    }
    const started = performance.now();
    const before = process.memoryUsage().heapUsed;
    let most = 0;
    let told = 0;
    const back = await lookBack(
      { kind: 'names', total: ENTRIES, entries: entries() },
      {
        ...{ store: new ObservedStore(pool), limits: ACCEPTED, allowed: () => false, knownAt: () => Infinity },
        onProgress: () => {
          told++;
          most = Math.max(most, process.memoryUsage().heapUsed - before);
          return Promise.resolve(true);
        },
      },
    );
    if (FULL) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`looked for ${ENTRIES} in ${seconds} s, ${Math.round(most / 2 ** 20)} MiB more heap\n`);
    }
    expect(back?.matched).toBe(OBSERVED);
    expect(back?.found.map(({ entry }) => entry.line)).toEqual(Array.from({ length: OBSERVED }, (_, i) => i + 1));
    expect(told).toBe(ENTRIES / 500);
    expect(most).toBeLessThan(256 * 2 ** 20);
  } finally {
    await server.stop();
  }
});
