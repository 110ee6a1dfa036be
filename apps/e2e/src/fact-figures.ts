import type { Graphql } from './graphql';

/** Keys with how often they were counted. */
export type Counts = Readonly<Record<string, number>>;

/** What was said inside a capture's conversations, counted over one sensor through GraphQL. */
export interface FactFigures {
  readonly client_hellos: number;
  readonly client_hellos_quic: number;
  /** HelloRetryRequests included. */
  readonly server_hellos: number;
  readonly distinct_sni: readonly string[];
  readonly ja3: Counts;
  readonly http_requests: number;
  readonly http_methods: Counts;
  readonly http_responses: Counts;
  readonly http_hosts: Counts;
  readonly http_user_agents: Counts;
}

interface TlsRow {
  readonly hellos: number;
  readonly retried: boolean;
  readonly transport: string;
  readonly version: string | null;
  readonly serverName: string | null;
  readonly ja3: string | null;
  readonly ja3Retry: string | null;
}
interface HttpRow {
  readonly method: string | null;
  readonly host: string | null;
  readonly userAgent: string | null;
  readonly status: number | null;
}
interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
  readonly count: number;
}

const TLS = `query($where: TlsWhere!, $after: String) {
  page: tlsHandshakes(where: $where, first: 40, after: $after) {
    rows { hellos retried transport version serverName ja3 ja3Retry } next count
  }
}`;
const HTTP = `query($where: HttpWhere!, $after: String) {
  page: httpTransactions(where: $where, sort: STATUS_DESC, first: 40, after: $after) {
    rows { method host userAgent status } next count
  }
}`;
const TOPS = `query($tls: TlsWhere!, $http: HttpWhere!) {
  tlsTops(where: $tls, first: 50) { serverNames { rows { key value } } ja3 { rows { key value } } }
  httpTops(where: $http, first: 50) { hosts { rows { key value } } methods { rows { key value } } }
}`;

interface List {
  readonly rows: readonly { readonly key: string; readonly value: number }[];
}

/** Counts of every key, in the order of the keys. */
export function counted(keys: Iterable<string | null>): Counts {
  const counts = new Map<string, number>();
  for (const key of keys) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function all<Row>(graphql: Graphql, token: string, query: string, sensor: string): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  let count = 0;
  do {
    const { page }: { page: PageOf<Row> } = await graphql(token, query, { where: { sensor: [sensor] }, after });
    rows.push(...page.rows);
    ({ next: after, count } = page);
  } while (after);
  if (rows.length !== count) throw new Error(`${rows.length} rows came, ${count} were announced`);
  return rows;
}

/** Counts everything that was said, over the API alone; the top lists must say the same as the rows. */
export async function factFiguresOf(graphql: Graphql, token: string, sensor: string): Promise<FactFigures> {
  const tls = await all<TlsRow>(graphql, token, TLS, sensor);
  const http = await all<HttpRow>(graphql, token, HTTP, sensor);
  const where = { sensor: [sensor] };
  const tops = await graphql<{
    tlsTops: { serverNames: List; ja3: List };
    httpTops: { hosts: List; methods: List };
  }>(token, TOPS, { tls: where, http: where });
  const names = tls.map(({ serverName }) => serverName);
  const hosts = counted(http.map(({ host }) => host));
  const methods = counted(http.map(({ method }) => method));
  for (const [list, from] of [
    [tops.tlsTops.serverNames, counted(names)],
    [tops.tlsTops.ja3, counted(tls.map(({ ja3 }) => ja3))],
    [tops.httpTops.hosts, hosts],
    [tops.httpTops.methods, methods],
  ] as const)
    for (const { key, value } of list.rows)
      if (from[key] !== value) throw new Error(`a top list says ${value} of ${key}, the rows ${from[key] ?? 0}`);
  const sum = (rows: readonly TlsRow[]) => rows.reduce((total, { hellos }) => total + hellos, 0);
  return {
    client_hellos: sum(tls),
    client_hellos_quic: sum(tls.filter(({ transport }) => transport === 'quic')),
    server_hellos: tls.reduce(
      (total, { version, retried }) => total + (version === null ? 0 : 1) + (retried ? 1 : 0),
      0,
    ),
    distinct_sni: [...new Set(names.filter((name) => name !== null))].sort(),
    ja3: counted(tls.flatMap(({ ja3, ja3Retry }) => [ja3, ja3Retry])),
    http_requests: http.filter(({ method }) => method !== null).length,
    http_methods: methods,
    http_responses: counted(http.map(({ status }) => (status === null ? null : String(status)))),
    http_hosts: hosts,
    http_user_agents: counted(http.map(({ userAgent }) => userAgent)),
  };
}
