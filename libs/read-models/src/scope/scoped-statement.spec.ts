import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { Params } from '../sql/params';
import { scopedStatement } from './scoped-statement';

const scope = { ip: ['10.0.0.0/8'], sensor: ['edge'] };

it('puts a view before each table that a statement names, and its values behind those of the statement', () => {
  const params = new Params();
  const { text, values } = scopedStatement(`SELECT FROM rm.flow WHERE id = ${params.of('x')}`, params, scope);
  expect(text).toBe(
    'WITH in_flow AS NOT MATERIALIZED (SELECT * FROM rm.flow WHERE sensor = ANY($2::text[]) AND ' +
      '(src <<= ANY($3::inet[]) OR dst <<= ANY($3::inet[]))) SELECT FROM in_flow WHERE id = $1',
  );
  expect(values).toEqual(['x', ['edge'], ['10.0.0.0/8']]);
  expect(params.values).toEqual(['x']);
});

it('asks for the plan of the narrowed statement', () => {
  const { text } = scopedStatement('EXPLAIN (FORMAT JSON) SELECT 1 FROM rm.flow', undefined, { sensor: ['edge'] });
  expect(text).toBe(
    'EXPLAIN (FORMAT JSON) WITH in_flow AS NOT MATERIALIZED (SELECT * FROM rm.flow WHERE sensor = ANY($1::text[])) SELECT 1 FROM in_flow',
  );
});

it('refuses a table that has no view', () => {
  expect(() => scopedStatement('SELECT FROM rm.secret_table', undefined, scope)).toThrow('rm.secret_table');
});

/** Files that write tables or keep house, never for a reader. */
const NOT_READING =
  /(-projection|-page|-table|partitions|maintenance|runner|migrate|copy-into|source-events|export-store|backtest-store|alert-fates|report-(post-)?store|integrity-store|retention-store|model-partitions|detection-snapshots|sensor-rows|capture-rows|suppression-rows|list-rows|rule-case-rows|list-content-store|feed-part-store|observed-(rows|store)|fact-places|hunt-store|reputation-store|notify.(outbox|definition-rows|escalation-rows|delivery-rows|forget-address)|scoped-statement|personal.forget-person|testing|spec|host-activity)/;

/** Sources of everything that reads for somebody. */
function readingFiles(): [file: string, text: string][] {
  const folder = path.join(__dirname, '..');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !NOT_READING.test(file))
    .filter((file) => !/^(database|data-source|read-models)\.ts$/.test(file))
    .map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]);
}

it('every table that a query names can be read within a scope', () => {
  const named = readingFiles().flatMap(([, text]) => [...text.matchAll(/\brm\.([a-z_]+)/g)].map(([table]) => table));
  expect(new Set(named).size).toBeGreaterThan(10);
  for (const table of new Set(named)) {
    const { text } = scopedStatement(`SELECT FROM ${table}`, undefined, scope);
    expect([table, text]).toEqual([table, expect.stringMatching(/ FROM /)]);
  }
});

it('A-69 queries reach the database through the one door that knows the scope', () => {
  const files = readingFiles();
  expect(files.length).toBeGreaterThan(20);
  for (const [file, text] of files) {
    expect([file, /(pool|client|manager|source)\.query\(|createQueryBuilder/.test(text)]).toEqual([file, false]);
  }
});
