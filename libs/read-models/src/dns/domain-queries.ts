import { isNarrow } from '@wireledger/access';

import type { Database } from '../database';
import { shownKeys } from '../hosts/talkers';
import type {
  AnswerSeenShape,
  CountSeriesShape,
  DomainDetailShape,
  DomainShape,
  PageShape,
  TopListShape,
} from '../shapes';
import { type Buckets, bucketIndex, bucketTimes, chooseBuckets, zeros } from '../sql/buckets';
import { decodeCursor, encodeCursor, readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { badInput, type RangeInput, readRange, shownTime, type Span } from '../sql/range';
import { containing } from '../sql/search';
import { type Behind, hostsColumn } from '../sql/small-groups';
import { topList } from '../sql/top-list';
import { rcodeName, typeName, UNANSWERED } from './dns-codes';
import { dnsTransactions } from './dns-queries';
import { domainRows } from './domain-rows';
import { answersOfLookups } from './lookup-answers';

const SORTS = {
  QUERIES_DESC: 'queries',
  CLIENTS_DESC: 'clients',
  NXDOMAIN_DESC: 'nx_share',
  LAST_SEEN_DESC: 'last',
  FIRST_SEEN_DESC: 'first',
  NAME_ASC: null,
} as const;
export type DomainSort = keyof typeof SORTS;

export interface DomainsArgs {
  readonly range: RangeInput;
  readonly search?: string | null;
  /** Names of which this is the registrable name, and itself. */
  readonly under?: string | null;
  readonly sort?: DomainSort | null;
  readonly sensor?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

interface DomainRow {
  readonly name: string;
  readonly registrable: string;
  readonly queries: number;
  readonly clients: number;
  readonly nx_share: number;
  readonly first: number;
  readonly last: number;
  readonly entropy: number;
  readonly length: number;
  readonly unicode: string | null;
  readonly mixed_script: boolean;
}

const MAX_DOMAINS = 200;
const DETAIL_ROWS = 10;
const MAX_ANSWERS = 100;
const RECENT = 20;

const perName = (rows: string): string => `
  SELECT name, sum(queries)::float8 AS queries, count(DISTINCT client)::int4 AS clients,
    coalesce(sum(nx)::float8 / nullif(sum(answered), 0), 0)::float8 AS nx_share
  FROM (${rows}) d GROUP BY name`;

/** First and last time of `n.name` over everything stored, or of the past over what was stored by then. */
function seenTimes(
  db: Database,
  params: Params,
): { readonly table: string; readonly columns: string; readonly join: string; readonly condition: string } {
  if (db.asOf === null) return { table: 'n', columns: 'n.first, n.last', join: '', condition: 'true' };
  const upTo = db.upTo(params);
  const edge = (order: string) =>
    `(SELECT t.time FROM rm.dns_transaction t WHERE t.name = n.name AND ${upTo} ORDER BY t.time ${order} LIMIT 1)`;
  return {
    table: 'seen',
    columns: 'seen.first, seen.last',
    join: `CROSS JOIN LATERAL (SELECT ${edge('ASC')} AS first, ${edge('DESC')} AS last) seen`,
    condition: 'seen.first IS NOT NULL',
  };
}

const domainShape = (row: DomainRow): DomainShape => ({
  name: row.name,
  registrable: row.registrable,
  queries: row.queries,
  clients: row.clients,
  nxShare: row.nx_share,
  firstSeen: shownTime(row.first),
  lastSeen: shownTime(row.last),
  entropy: row.entropy,
  length: row.length,
  unicode: row.unicode,
  mixedScript: row.mixed_script,
});

/** Names with a transaction in the range. `search` takes names that contain it. @throws DomainError BAD_USER_INPUT */
export async function domains(db: Database, args: DomainsArgs): Promise<PageShape<DomainShape>> {
  const span = readRange(args.range);
  const sort = args.sort ?? 'QUERIES_DESC';
  if (!(sort in SORTS)) throw badInput(`${JSON.stringify(sort)} is not an order of domains`);
  const key = SORTS[sort];
  const limit = readFirst(args.first, 50, MAX_DOMAINS);
  const after = decodeCursor(args.after, `domains ${sort}`);
  const params = new Params();
  let scope = await db.sensors(params, args.sensor);
  scope += nameConditions(params, args);
  const rows = await domainRows(db, params, span, scope);
  const seen = seenTimes(db, params);
  const place = !after
    ? 'true'
    : key === null
      ? `name > ${params.of(after.id)}`
      : `(sort_key < ${params.of(after.key)}::float8 OR (sort_key = ${params.of(after.key)}::float8 AND name > ${params.of(after.id)}))`;
  const order = key === null ? 'name' : 'sort_key DESC, name';
  const found = await db.rows<DomainRow & { sort_key: number; total: number }>(
    `WITH f AS MATERIALIZED (
       SELECT a.*, ${seen.columns}, n.registrable, n.entropy, n.length, n.unicode, n.mixed_script,
         (${key === 'first' || key === 'last' ? `${seen.table}.${key}` : (key ?? '0')})::float8 AS sort_key
       FROM (${perName(rows)}) a JOIN rm.dns_name n USING (name) ${seen.join}
     ), c AS (SELECT count(*) AS total FROM f),
     page AS (SELECT * FROM f WHERE ${place} ORDER BY ${order} LIMIT ${limit + 1})
     SELECT page.*, c.total FROM c LEFT JOIN page ON true ORDER BY ${order}`,
    params,
  );
  const total = found[0]?.total ?? 0;
  const some = found.filter(({ name }) => name !== null);
  const page = some.slice(0, limit);
  const last = some.length > limit ? page.at(-1) : undefined;
  return {
    rows: page.map(domainShape),
    next: last ? encodeCursor({ sort: `domains ${sort}`, key: last.sort_key, id: last.name }) : null,
    count: total,
    exact: true,
  };
}

/** Conditions on `name` by the dictionary of names. @throws DomainError BAD_USER_INPUT */
export function nameConditions(
  params: Params,
  { search, under }: { readonly search?: string | null; readonly under?: string | null },
): string {
  let sql = '';
  if (search) {
    const pattern = params.of(containing(search.trim().toLowerCase()));
    sql += ` AND name IN (SELECT s.name FROM rm.dns_name s WHERE s.name LIKE ${pattern})`;
  }
  if (under) {
    const parent = params.of(under.toLowerCase());
    sql += ` AND name IN (SELECT s.name FROM rm.dns_name s WHERE s.registrable = ${parent} OR s.name = ${parent})`;
  }
  return sql;
}

export interface DomainArgs {
  readonly name: string;
  readonly range: RangeInput;
  readonly sensor?: string | null;
}

/** One name with who asked whom for it and what it resolved to; null when it was never seen. */
export async function domain(db: Database, args: DomainArgs): Promise<DomainDetailShape | null> {
  const span = readRange(args.range);
  const name = args.name.toLowerCase();
  const one = new DomainDetail(db, span, name, args.sensor);
  const found = await one.row();
  if (!found) return null;
  const buckets = chooseBuckets(span, undefined);
  const where = { range: args.range, name: [name], ...(args.sensor ? { sensor: [args.sensor] } : {}) };
  const [series, clients, servers, qtypes, answers, recent] = await Promise.all([
    one.series(buckets),
    one.top('host(client)', 'rows'),
    one.top('host(server)'),
    one.top('qtype::text'),
    one.answers(),
    dnsTransactions(db, { where, first: RECENT }),
  ]);
  return {
    domain: domainShape(found),
    bucket: buckets.width,
    times: bucketTimes(buckets),
    series,
    clients: shownKeys(clients),
    servers: shownKeys(servers),
    qtypes: { ...qtypes, rows: qtypes.rows.map((row) => ({ ...row, key: typeName(Number(row.key)) })) },
    answers,
    recent: recent.rows,
  };
}

/** Statements about one name in one range. */
class DomainDetail {
  constructor(
    private readonly db: Database,
    private readonly span: Span,
    private readonly name: string,
    private readonly sensor: string | null | undefined,
  ) {}

  async row(): Promise<DomainRow | undefined> {
    const params = new Params();
    const name = params.of(this.name);
    const scope = `name = ${name} AND ${await this.db.sensors(params, this.sensor)}`;
    const rows = await domainRows(this.db, params, this.span, scope);
    const seen = seenTimes(this.db, params);
    const found = await this.db.rows<DomainRow>(
      `SELECT n.name, ${seen.columns}, n.registrable, n.entropy, n.length, n.unicode, n.mixed_script, coalesce(a.queries, 0) AS queries, coalesce(a.clients, 0) AS clients, coalesce(a.nx_share, 0) AS nx_share
       FROM rm.dns_name n LEFT JOIN (${perName(rows)}) a USING (name) ${seen.join}
       WHERE n.name = ${name} AND ${seen.condition}`,
      params,
    );
    return found[0];
  }

  /** Queries per bucket and response code, most frequent code first. */
  async series(buckets: Buckets): Promise<CountSeriesShape[]> {
    const { params, within } = await this.transactions();
    const rows = await this.db.rows<{ rcode: number; i: number; queries: number }>(
      `SELECT rcode, ${bucketIndex(buckets, 'time', 1e6)} AS i, sum(queries)::float8 AS queries FROM ${within} GROUP BY 1, 2`,
      params,
    );
    const series = new Map<number, { total: number; values: number[] }>();
    for (const { rcode, i, queries } of rows) {
      let one = series.get(rcode);
      if (!one) series.set(rcode, (one = { total: 0, values: zeros(buckets) }));
      one.total += queries;
      one.values[i] = queries;
    }
    return [...series]
      .sort(([a, x], [b, y]) => y.total - x.total || a - b)
      .map(([rcode, { values }]) => ({ key: rcode < 0 ? UNANSWERED : rcodeName(rcode), values }));
  }

  async top(key: string, behind: Behind = { column: 'client' }): Promise<TopListShape> {
    const { params, within } = await this.transactions();
    const hosts = behind === 'rows' ? '' : hostsColumn(this.db.smallest, 'client');
    const grouped = `SELECT ${key} AS key, sum(queries) AS value ${hosts} FROM ${within} GROUP BY 1`;
    return topList(this.db, grouped, params, { first: DETAIL_ROWS, behind });
  }

  /** What the name resolved to, over everything stored, newest first. */
  async answers(): Promise<AnswerSeenShape[]> {
    const params = new Params();
    const name = params.of(this.name);
    const scope = await this.db.sensors(params, this.sensor);
    // The dictionary of answers knows neither clients nor positions.
    if (isNarrow(this.db.scope) || this.db.asOf !== null)
      return answersOfLookups(this.db, params, `name = ${name} AND ${this.db.upTo(params)} AND ${scope}`, MAX_ANSWERS);
    const rows = await this.db.rows<{ data: string; type: number; first: number; last: number; count: number }>(
      `SELECT data, type, min(first) AS first, max(last) AS last, sum(count)::float8 AS count FROM rm.dns_answer
       WHERE name = ${name} AND ${scope} GROUP BY data, type ORDER BY max(last) DESC, type, data LIMIT ${MAX_ANSWERS}`,
      params,
    );
    return rows.map(({ data, type, first, last, count }) => ({
      data,
      type: typeName(type),
      firstSeen: shownTime(first),
      lastSeen: shownTime(last),
      count,
    }));
  }

  private async transactions(): Promise<{ params: Params; within: string }> {
    const params = new Params();
    const [name, from, to] = [params.of(this.name), params.of(this.span.from), params.of(this.span.to)];
    const scope = await this.db.sensors(params, this.sensor);
    const days = await this.db.days('dns_transaction', this.span);
    const within = `rm.dns_transaction WHERE ${days} AND name = ${name} AND time >= ${from}::int8 AND time < ${to}::int8 AND ${this.db.upTo(params)} AND ${scope}`;
    return { params, within };
  }
}
