import type { Database } from '../database';
import type { TopListShape } from '../shapes';
import { shownAddress } from '../sql/addresses';
import { readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { readRange } from '../sql/range';
import { topList } from '../sql/top-list';
import { MAX_TOP, type TopArgs } from '../traffic/traffic-queries';
import { pairRows } from './pair-rows';

async function topAddresses(db: Database, args: TopArgs, key: 'src' | 'dst', value: string): Promise<TopListShape> {
  const span = readRange(args.range);
  const first = readFirst(args.first, 8, MAX_TOP);
  const params = new Params();
  const rows = await pairRows(db, params, span, await db.sensors(params, args.sensor));
  const grouped = `SELECT host(${key}) AS key, sum(${value}) AS value FROM (${rows}) p GROUP BY ${key}`;
  return shownKeys(await topList(db, grouped, params, { first, behind: 'rows' }));
}

/** Keys that are addresses in their canonical form. */
export const shownKeys = (list: TopListShape): TopListShape => ({
  ...list,
  rows: list.rows.map((row) => ({ ...row, key: shownAddress(row.key) })),
});

/** Originators by bytes that they and their peers exchanged. */
export const topTalkers = (db: Database, args: TopArgs): Promise<TopListShape> =>
  topAddresses(db, args, 'src', 'src_bytes + dst_bytes');

/** Responders by bytes that they sent back. */
export const responders = (db: Database, args: TopArgs): Promise<TopListShape> =>
  topAddresses(db, args, 'dst', 'dst_bytes');
