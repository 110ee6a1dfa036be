import { formatIp, parsePrefix } from '@wireledger/kernel';

import type { Database } from '../database';
import { clientDomains } from '../dns/domain-rows';
import { flows } from '../flows/flow-queries';
import { flowRelations } from '../flows/flow-relations';
import { deltasWithin } from '../flows/flow-deltas';
import { neighboursOf } from '../neighbours/neighbour-queries';
import type { HostDetailShape, HostShape, PageShape, TopListShape } from '../shapes';
import { isInternal, readAddress, shownAddress } from '../sql/addresses';
import { bucketIndex, bucketTimes, chooseBuckets, zeros } from '../sql/buckets';
import { decodeCursor, encodeCursor, readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { badInput, type RangeInput, readRange, shownTime, type Span } from '../sql/range';
import { containing } from '../sql/search';
import { topList } from '../sql/top-list';
import { pairRows } from './pair-rows';
import { shownKeys } from './talkers';

const SORTS = {
  BYTES_DESC: 'sent + received',
  FLOWS_DESC: 'orig + resp',
  PEERS_DESC: 'peers',
  LAST_SEEN_DESC: 'last',
  FIRST_SEEN_DESC: 'first',
  ADDRESS_ASC: null,
} as const;
export type HostSort = keyof typeof SORTS;

export interface HostsArgs {
  readonly range: RangeInput;
  readonly search?: string | null;
  readonly sort?: HostSort | null;
  readonly sensor?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

interface HostRow {
  readonly address: string;
  readonly name: string | null;
  readonly sent: number;
  readonly received: number;
  readonly orig: number;
  readonly resp: number;
  readonly peers: number;
  readonly first: number;
  readonly last: number;
}

/** First and last times of hosts and the names of addresses are kept without positions: of the past they are coarse. */
const HOST_TIMES = ['flows', 'dns'];
/** First and last times of hardware are those of all records. */
const DETAIL_TIMES = [...HOST_TIMES, 'neighbours'];
const MAX_HOSTS = 200;
const DETAIL_ROWS = 10;
/** Whatever is grouped of one host has one host behind it. */
const ABOUT_ONE = { first: DETAIL_ROWS, behind: 'one' } as const;
const RECENT_FLOWS = 20;

/** Both sides of pair rows, summed per address. */
const perAddress = (pairs: string): string => `
  SELECT address, sum(sent)::float8 AS sent, sum(received)::float8 AS received, sum(orig)::float8 AS orig,
    sum(resp)::float8 AS resp, count(DISTINCT peer)::int4 AS peers
  FROM (WITH p AS (${pairs})
    SELECT src AS address, dst AS peer, src_bytes AS sent, dst_bytes AS received, flows AS orig, 0 AS resp FROM p
    UNION ALL SELECT dst, src, dst_bytes, src_bytes, 0, flows FROM p) e
  GROUP BY address`;

/** Newest name that resolved to `f.address`. */
const newestName = (scope: string): string =>
  `(SELECT d.name FROM rm.dns_answer d WHERE d.address = f.address AND ${scope} ORDER BY d.last DESC, d.name LIMIT 1)`;

/**
 * Addresses that exchanged packets in the range, as either end of a flow; first and last time over everything stored.
 * @throws DomainError BAD_USER_INPUT
 */
export async function hosts(db: Database, args: HostsArgs): Promise<PageShape<HostShape>> {
  const span = readRange(args.range);
  const sort = args.sort ?? 'BYTES_DESC';
  if (!(sort in SORTS)) throw badInput(`${JSON.stringify(sort)} is not an order of hosts`);
  const key = SORTS[sort];
  const limit = readFirst(args.first, 50, MAX_HOSTS);
  const after = decodeCursor(args.after, `hosts ${sort}`);
  await db.coarseWhenLater(HOST_TIMES);
  const params = new Params();
  const scope = await db.sensors(params, args.sensor);
  const pairs = await pairRows(db, params, span, scope);
  const searched = args.search ? searchCondition(params, args.search, scope) : 'true';
  const place = !after
    ? 'true'
    : key === null
      ? `address > ${params.of(readAddress(after.id))}::inet`
      : `(sort_key, address) < (${params.of(after.key)}::float8, ${params.of(readAddress(after.id))}::inet)`;
  const order = key === null ? 'address' : 'sort_key DESC, address DESC';
  const rows = await db.rows<HostRow & { sort_key: number; total: number }>(
    `WITH f AS MATERIALIZED (
       SELECT a.*, h.first, h.last, (${key ?? '0'})::float8 AS sort_key FROM (${perAddress(pairs)}) a
       JOIN (SELECT address, min(first) AS first, max(last) AS last FROM rm.host WHERE ${scope} GROUP BY address) h USING (address)
       WHERE ${searched}
     ), n AS (SELECT count(*) AS total FROM f),
     page AS (SELECT * FROM f WHERE ${place} ORDER BY ${order} LIMIT ${limit + 1})
     SELECT f.*, n.total, ${newestName(scope)} AS name FROM n LEFT JOIN page f ON true ORDER BY ${order}`,
    params,
  );
  const total = rows[0]?.total ?? 0;
  const found = rows.filter(({ address }) => address !== null);
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return {
    rows: page.map(hostShape),
    next: last ? encodeCursor({ sort: `hosts ${sort}`, key: last.sort_key, id: last.address }) : null,
    count: total,
    exact: true,
  };
}

function searchCondition(params: Params, search: string, scope: string): string {
  const prefix = parsePrefix(search.trim());
  if (prefix) return `address <<= ${params.of(`${formatIp(prefix.bytes)}/${prefix.length}`)}::inet`;
  const pattern = params.of(containing(search.trim().toLowerCase()));
  return `(host(address) LIKE ${pattern} OR EXISTS (
    SELECT FROM rm.dns_answer d WHERE d.address = a.address AND d.name LIKE ${pattern} AND ${scope}))`;
}

const hostShape = (row: HostRow): HostShape => {
  const address = shownAddress(row.address);
  return {
    address,
    internal: isInternal(address),
    name: row.name,
    bytesSent: row.sent,
    bytesReceived: row.received,
    flowsAsOriginator: row.orig,
    flowsAsResponder: row.resp,
    peers: row.peers,
    firstSeen: shownTime(row.first),
    lastSeen: shownTime(row.last),
  };
};

export interface HostArgs {
  readonly address: string;
  readonly range: RangeInput;
  readonly sensor?: string | null;
}

/** One address with its traffic, peers, applications, services and domains in the range; null when it was never seen. */
export async function host(db: Database, args: HostArgs): Promise<HostDetailShape | null> {
  const span = readRange(args.range);
  const address = readAddress(args.address);
  const found = await hostRow(db, span, address, args.sensor);
  if (!found) return null;
  await db.coarseWhenLater(DETAIL_TIMES);
  const one = new HostDetail(db, span, address, args.sensor);
  const buckets = chooseBuckets(span, undefined);
  const [bytes, peers, apps, services, domains, recent, neighbours] = await Promise.all([
    one.bytes(buckets),
    one.peers(),
    one.apps(),
    one.services(),
    clientDomains(db, { span, client: address, sensor: args.sensor, first: DETAIL_ROWS }),
    flows(db, {
      where: { range: args.range, ip: [address], ...(args.sensor ? { sensor: [args.sensor] } : {}) },
      first: RECENT_FLOWS,
    }),
    neighboursOf(db, address, args.sensor),
  ]);
  return {
    host: hostShape(found),
    bucket: buckets.width,
    times: bucketTimes(buckets),
    ...bytes,
    peers,
    apps,
    services,
    domains,
    recentFlows: recent.rows,
    ...neighbours,
  };
}

async function hostRow(
  db: Database,
  span: Span,
  address: string,
  sensor: string | null | undefined,
): Promise<HostRow | undefined> {
  const params = new Params();
  const at = params.of(address);
  const scope = await db.sensors(params, sensor);
  const pairs = await pairRows(db, params, span, `(src = ${at}::inet OR dst = ${at}::inet) AND ${scope}`);
  const rows = await db.rows<HostRow>(
    `SELECT f.address, f.first, f.last, coalesce(a.sent, 0) AS sent, coalesce(a.received, 0) AS received,
       coalesce(a.orig, 0) AS orig, coalesce(a.resp, 0) AS resp, coalesce(a.peers, 0) AS peers, ${newestName(scope)} AS name
     FROM (SELECT address, min(first) AS first, max(last) AS last FROM rm.host
       WHERE address = ${at}::inet AND ${scope} GROUP BY address) f
     LEFT JOIN (${perAddress(pairs)}) a USING (address)`,
    params,
  );
  return rows[0];
}

/** Statements about one address in one range. */
class HostDetail {
  constructor(
    private readonly db: Database,
    private readonly span: Span,
    private readonly address: string,
    private readonly sensor: string | null | undefined,
  ) {}

  async bytes(buckets: ReturnType<typeof chooseBuckets>): Promise<{ bytesSent: number[]; bytesReceived: number[] }> {
    const { params, at, either } = await this.begin();
    const pairs = await pairRows(this.db, params, this.span, either, buckets.width % 3600 !== 0);
    const rows = await this.db.rows<{ i: number; sent: number; received: number }>(
      `SELECT ${bucketIndex(buckets, 'time', 1e6)} AS i,
         sum(CASE WHEN src = ${at}::inet THEN src_bytes ELSE 0 END + CASE WHEN dst = ${at}::inet THEN dst_bytes ELSE 0 END)::float8 AS sent,
         sum(CASE WHEN src = ${at}::inet THEN dst_bytes ELSE 0 END + CASE WHEN dst = ${at}::inet THEN src_bytes ELSE 0 END)::float8 AS received
       FROM (${pairs}) p GROUP BY 1`,
      params,
    );
    const [bytesSent, bytesReceived] = [zeros(buckets), zeros(buckets)];
    for (const { i, sent, received } of rows) [bytesSent[i], bytesReceived[i]] = [sent, received];
    return { bytesSent, bytesReceived };
  }

  async peers(): Promise<TopListShape> {
    const { params, at, either } = await this.begin();
    const pairs = await pairRows(this.db, params, this.span, either);
    const grouped = `SELECT host(peer) AS key, sum(bytes) AS value FROM (
      SELECT CASE WHEN src = ${at}::inet THEN dst ELSE src END AS peer, src_bytes + dst_bytes AS bytes FROM (${pairs}) p
    ) x GROUP BY peer`;
    return shownKeys(await topList(this.db, grouped, params, ABOUT_ONE));
  }

  async apps(): Promise<TopListShape> {
    const { params, either } = await this.begin();
    const deltas = await deltasWithin(
      this.db,
      params,
      [this.span],
      () => 'app, d_src_bytes + d_dst_bytes AS bytes',
      either,
    );
    const grouped = `SELECT app AS key, sum(bytes) AS value FROM (${deltas.join(' UNION ALL ')}) d GROUP BY app`;
    return topList(this.db, grouped, params, ABOUT_ONE);
  }

  /** Ports of TCP, UDP and SCTP that the host sent packets back from, by flows with a packet in the range. */
  async services(): Promise<TopListShape> {
    const { params, at, scope } = await this.begin();
    const [from, to] = [params.of(this.span.from), params.of(this.span.to)];
    const days = await this.db.days('flow', this.span);
    const { ended, running } = flowRelations(this.db, params, days);
    const flowsTo = (table: string, days: string) => `SELECT dst_port, proto FROM ${table}
      WHERE ${days} AND dst = ${at}::inet AND dst_packets > 0 AND proto IN (6, 17, 132)
        AND first < ${to}::int8 AND last >= ${from}::int8 AND ${scope}`;
    const grouped = `SELECT dst_port || '/' || CASE proto WHEN 6 THEN 'tcp' WHEN 17 THEN 'udp' ELSE 'sctp' END AS key,
      count(*) AS value FROM (${flowsTo(ended, days)} UNION ALL ${flowsTo(running, 'true')}) s GROUP BY dst_port, proto`;
    return topList(this.db, grouped, params, ABOUT_ONE);
  }

  private async begin(): Promise<{ params: Params; at: string; scope: string; either: string }> {
    const params = new Params();
    const at = params.of(this.address);
    const scope = await this.db.sensors(params, this.sensor);
    return { params, at, scope, either: `(src = ${at}::inet OR dst = ${at}::inet) AND ${scope}` };
  }
}
