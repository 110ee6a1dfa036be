import type { Database } from '../database';
import { factFilter } from '../facts/fact-filter';
import { listed, readUuid } from '../flows/flow-where';
import type { DnsTransactionShape, PageShape } from '../shapes';
import { addressCondition } from '../sql/addresses';
import { COUNT_LIMIT, decodeCursor, encodeCursor, readFirst, rowCount } from '../sql/page';
import { filteredRows } from '../sql/filtered-rows';
import { Params } from '../sql/params';
import { badInput, type RangeInput, readRange, type Span } from '../sql/range';
import { containing } from '../sql/search';
import { rcodeNumber, typeNumber } from './dns-codes';
import { DNS_ROW, type DnsRow, dnsShape } from './dns-record';

/** `DnsWhere` of the API. All conditions must hold; within a list any value may match. */
export interface DnsWhere {
  readonly range?: RangeInput | null;
  readonly client?: readonly string[] | null;
  readonly server?: readonly string[] | null;
  readonly name?: readonly string[] | null;
  readonly search?: string | null;
  readonly qtype?: readonly string[] | null;
  readonly rcode?: readonly string[] | null;
  readonly sensor?: readonly string[] | null;
  readonly source?: string | null;
  readonly flow?: string | null;
  /** An expression of the filter language; holds beside all other conditions. */
  readonly filter?: string | null;
}

export interface DnsTransactionsArgs {
  readonly where?: DnsWhere | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

const MAX_TRANSACTIONS = 200;
const SORT = 'dns TIME_DESC';
const PLACE = /^(.+)#(\d{1,9})$/;

function numbers(values: readonly string[], read: (text: string) => number | null, what: string): number[] {
  return values.map((text) => {
    const number = read(text);
    if (number === null) throw badInput(`${JSON.stringify(text)} is not ${what}; write its name or number`);
    return number;
  });
}

async function dnsConditions(
  db: Database,
  params: Params,
  where: DnsWhere,
): Promise<{ readonly sql: string; readonly span: Span | undefined }> {
  const conditions: string[] = [];
  const span = where.range ? readRange(where.range) : undefined;
  if (span) conditions.push(`time >= ${params.of(span.from)}::int8`, `time < ${params.of(span.to)}::int8`);
  for (const column of ['client', 'server'] as const) {
    const texts = listed(where[column], column);
    if (texts) conditions.push(addressCondition(params, [column], texts));
  }
  const names = listed(where.name, 'name');
  if (names) conditions.push(`name = ANY(${params.of(names.map((name) => name.toLowerCase()))}::text[])`);
  if (where.search) {
    const pattern = params.of(containing(where.search.toLowerCase()));
    conditions.push(`name IN (SELECT d.name FROM rm.dns_name d WHERE d.name LIKE ${pattern})`);
  }
  const types = listed(where.qtype, 'qtype');
  if (types) conditions.push(`qtype = ANY(${params.of(numbers(types, typeNumber, 'a record type'))}::int4[])`);
  const rcodes = listed(where.rcode, 'rcode');
  if (rcodes) conditions.push(`rcode = ANY(${params.of(numbers(rcodes, rcodeNumber, 'a response code'))}::int4[])`);
  if (where.source) conditions.push(`source = ${params.of(readUuid(where.source, 'the id of a source'))}::uuid`);
  if (where.flow) conditions.push(`flow = ${params.of(readUuid(where.flow, 'the id of a flow'))}::uuid`);
  if (!(where.source || where.flow) || where.sensor?.length)
    conditions.push(await db.sensors(params, listed(where.sensor, 'sensor')));
  if (db.asOf !== null) conditions.push(db.upTo(params));
  conditions.push(...(await factFilter(db, params, 'dns', { filter: where.filter, span })));
  return { sql: conditions.length > 0 ? conditions.join(' AND ') : 'true', span };
}

/** A page of transactions, newest first. At most 200 rows; the count is exact to 10,000, then estimated. @throws DomainError BAD_USER_INPUT, BAD_FILTER, TIMEOUT */
export async function dnsTransactions(
  db: Database,
  args: DnsTransactionsArgs,
): Promise<PageShape<DnsTransactionShape>> {
  const limit = readFirst(args.first, 50, MAX_TRANSACTIONS);
  const after = decodeCursor(args.after, SORT);
  const params = new Params();
  const where = args.where ?? {};
  const { sql, span } = await dnsConditions(db, params, where);
  const days = await db.days('dns_transaction', span);
  const [counted] = await filteredRows<{ count: number }>(
    db,
    where,
    `SELECT count(*) AS count FROM (SELECT 1 FROM rm.dns_transaction WHERE ${days} AND ${sql} LIMIT ${COUNT_LIMIT + 1}) d`,
    params,
  );
  const count = await rowCount(
    db,
    counted?.count ?? 0,
    `SELECT 1 FROM rm.dns_transaction WHERE ${days} AND ${sql}`,
    params,
  );
  let place = 'true';
  if (after) {
    const [, position, n] = PLACE.exec(after.id) ?? [];
    if (!position) throw badInput('`after` is not a cursor of this list; leave it out to begin at the first page');
    place = `(time, position, n) < (${params.of(after.key)}::int8, ${params.of(position)}::text, ${params.of(Number(n))}::int4)`;
  }
  const found = await filteredRows<DnsRow>(
    db,
    where,
    `SELECT ${DNS_ROW} FROM rm.dns_transaction WHERE ${days} AND ${sql} AND ${place}
     ORDER BY time DESC, position DESC, n DESC LIMIT ${limit + 1}`,
    params,
  );
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    rows: page.map(dnsShape),
    next: last ? encodeCursor({ sort: SORT, key: last.time, id: `${last.position}#${last.n}` }) : null,
    ...count,
  };
}
