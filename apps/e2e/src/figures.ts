import type { Graphql } from './graphql';

/** The figures of `read --summary`, counted over one sensor through GraphQL (design: fixed meanings). */
export interface Figures {
  readonly packets: number;
  readonly bytes: number;
  readonly flows_tcp: number;
  readonly flows_udp: number;
  readonly flows_icmp: number;
  readonly dns_queries: number;
  readonly dns_responses: number;
  readonly dns_names: number;
}

interface FlowRow {
  readonly proto: string;
  readonly src: string;
  readonly srcPort: number | null;
  readonly dst: string;
  readonly dstPort: number | null;
}

interface DnsRow {
  readonly name: string;
  readonly queries: number;
  readonly responses: number;
}

interface PageOf<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

const FLOWS = `query($where: FlowWhere!, $after: String) {
  page: flows(where: $where, first: 200, after: $after) { rows { proto src srcPort dst dstPort } next }
}`;
const DNS = `query($where: DnsWhere!, $after: String) {
  page: dnsTransactions(where: $where, first: 200, after: $after) { rows { name queries responses } next }
}`;
const SOURCES = `query($sensor: String!) { sources(sensor: $sensor) { packets bytes status warnings } }`;

async function all<Row>(graphql: Graphql, token: string, query: string, sensor: string): Promise<Row[]> {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const answer: { page: PageOf<Row> } = await graphql(token, query, { where: { sensor: [sensor] }, after });
    rows.push(...answer.page.rows);
    after = answer.page.next;
  } while (after);
  return rows;
}

const tuple = ({ proto, src, srcPort, dst, dstPort }: FlowRow) =>
  [proto, ...[`${src}|${srcPort}`, `${dst}|${dstPort}`].sort()].join(' ');
const pair = ({ src, dst }: FlowRow) => [src, dst].sort().join(' ');

/** Counts everything a sensor has recorded, over the API alone. */
export async function figuresOf(graphql: Graphql, token: string, sensor: string): Promise<Figures> {
  const { sources } = await graphql<{ sources: { packets: number; bytes: number }[] }>(token, SOURCES, {
    sensor,
  });
  const flows = await all<FlowRow>(graphql, token, FLOWS, sensor);
  const dns = await all<DnsRow>(graphql, token, DNS, sensor);
  const distinct = (protocols: readonly string[], key: (row: FlowRow) => string) =>
    new Set(flows.filter(({ proto }) => protocols.includes(proto)).map(key)).size;
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  return {
    packets: sum(sources.map(({ packets }) => packets)),
    bytes: sum(sources.map(({ bytes }) => bytes)),
    flows_tcp: distinct(['tcp'], tuple),
    flows_udp: distinct(['udp'], tuple),
    flows_icmp: distinct(['icmp', 'icmpv6'], pair),
    dns_queries: sum(dns.map(({ queries }) => queries)),
    dns_responses: sum(dns.map(({ responses }) => responses)),
    dns_names: new Set(dns.map(({ name }) => name).filter((name) => name !== '')).size,
  };
}
