import {
  type AddressPlace,
  asksForPlaces,
  type Column,
  type Expression,
  isPlaceColumn,
  PLACE_COLUMNS,
  placeNumber,
  type SqlColumn,
} from '@wireledger/filter';
import { DomainError } from '@wireledger/kernel';

import type { Database } from '../database';
import { FILTERED_MS } from './filtered-rows';
import type { Params } from './params';

/** Addresses that one expression is asked about at most; a map of so many has some MB. */
export const MOST_PLACED = 100_000;
/** Look-ups between which others have their turn. */
const AT_ONCE = 1000;

/** SQL of the columns that say where the ends of a row are; null of other columns. */
export type PlaceSql = (column: Column) => SqlColumn | null;

const NONE: PlaceSql = () => null;
const UNKNOWN: SqlColumn = { sql: 'NULL::int8', present: 'false' };

/** How the ends of rows are found. */
export interface Ended {
  /** A statement of all addresses that an end of the rows in question may be, in a column `address`; more of them do no harm. */
  readonly addresses: (params: Params) => Promise<string>;
  /** Columns of both ends. */
  readonly src: string;
  readonly dst: string;
  readonly params: () => Params;
}

/**
 * Where the ends of rows are. No row says so and no table: the addresses in question are looked up in the data sets, in memory, and what was found goes
 * into the statement, address by address. So the answer is that of the data sets as they are now, as it is of the same expression over a batch.
 * @throws DomainError LIMIT_EXCEEDED of more than 100,000 addresses, TIMEOUT
 */
export async function placeSql(
  db: Database,
  params: Params,
  expression: Expression,
  { addresses, src, dst, params: fresh }: Ended,
): Promise<PlaceSql> {
  if (!asksForPlaces(expression)) return NONE;
  const { places } = db;
  if (!places) return (column) => (isPlaceColumn(column) ? UNKNOWN : null);
  const own = fresh();
  const text = await addresses(own);
  const found = await db.rowsWithin<{ address: string }>(
    FILTERED_MS,
    `SELECT host(address) AS address FROM (SELECT DISTINCT address FROM (${text}) ends LIMIT ${MOST_PLACED + 1}) one`,
    own,
  );
  if (found.length > MOST_PLACED)
    throw new DomainError(
      'LIMIT_EXCEEDED',
      `More than ${MOST_PLACED.toLocaleString('en')} addresses took part. Choose a shorter range to ask where they are.`,
    );
  await places.ready();
  const maps = { country: new Map<string, number>(), asn: new Map<string, number>() };
  for (const [i, { address }] of found.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await new Promise((resume) => setImmediate(resume));
    const place = places.of(address);
    for (const what of ['country', 'asn'] as const) note(maps[what], address, place, what);
  }
  const given = new Map<keyof AddressPlace, string>();
  const map = (what: keyof AddressPlace): string => {
    let placed = given.get(what);
    if (!placed) given.set(what, (placed = `${params.of(JSON.stringify(Object.fromEntries(maps[what])))}::jsonb`));
    return placed;
  };
  return (column) => {
    if (!isPlaceColumn(column)) return null;
    const { end, what } = PLACE_COLUMNS[column];
    const address = `host(${end === 'src' ? src : dst})`;
    return { sql: `(${map(what)} ->> ${address})::int8`, present: `${map(what)} ? ${address}` };
  };
}

function note(map: Map<string, number>, address: string, place: AddressPlace | null, what: keyof AddressPlace): void {
  const number = placeNumber(place, what);
  if (number !== null) map.set(address, number);
}
