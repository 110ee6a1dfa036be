import { isNarrow, type Scope } from '@wireledger/access';

import { INTERNAL } from '../sql/addresses';
import type { Params } from '../sql/params';

/** What a scope says about the columns of one table, as SQL. */
interface Conditions {
  readonly sensor: string;
  readonly ip: (...columns: readonly string[]) => string;
  readonly port: (source: string, destination: string) => string;
  readonly proto: string;
  readonly hasPorts: boolean;
  /** Asks for more than sensors. */
  readonly narrow: boolean;
  /** Asks for more than sensors and addresses. */
  readonly deep: boolean;
}

/** What a reader may see of one table of the read models: a statement over the table itself and over views that stand before it. */
type View = (scope: Conditions) => string;

const all = (...conditions: readonly string[]): string =>
  conditions.filter((condition) => condition !== 'true').join(' AND ') || 'true';

const bySensor =
  (table: string): View =>
  ({ sensor }) =>
    `SELECT * FROM rm.${table} WHERE ${sensor}`;

const flowView =
  (table: string): View =>
  (s) =>
    `SELECT * FROM rm.${table} WHERE ${all(s.sensor, s.ip('src', 'dst'), s.port('src_port', 'dst_port'), s.proto)}`;

/** Deltas know no ports: these are asked of the flow that they belong to. */
const flowPartView: View = (s) => {
  const ofFlow = (table: string) =>
    `EXISTS (SELECT FROM rm.${table} f WHERE f.id = p.id AND ${s.port('f.src_port', 'f.dst_port').replaceAll('proto', 'f.proto')})`;
  const port = s.hasPorts ? `(${ofFlow('flow')} OR ${ofFlow('flow_live')})` : 'true';
  return `SELECT p.* FROM rm.flow_part p WHERE ${all(s.sensor, s.ip('src', 'dst'), s.proto, port)}`;
};

const DELTAS = (columns: (time: string) => string): string =>
  `SELECT ${columns('last')} FROM in_flow UNION ALL SELECT ${columns('d_last')} FROM in_flow_part`;

const pairHourView: View = (s) =>
  s.deep
    ? DELTAS(
        (time) =>
          `day, (${time} / 3600000000)::int4 AS hour, sensor, src, dst, (rec = 0 AND n >= 0)::int4::int8 AS flows, d_src_bytes AS src_bytes, d_dst_bytes AS dst_bytes`,
      )
    : `SELECT * FROM rm.pair_hour WHERE ${all(s.sensor, s.ip('src', 'dst'))}`;

const dnsView: View = (s) =>
  `SELECT * FROM rm.dns_transaction WHERE ${all(s.sensor, s.ip('client', 'server'), s.port('client_port', 'server_port'), s.proto)}`;

/** Facts of a conversation have its ends. */
const factView =
  (table: string): View =>
  (s) =>
    `SELECT * FROM rm.${table} WHERE ${all(s.sensor, s.ip('client', 'server'), s.port('client_port', 'server_port'), s.proto)}`;

/** Who speaks for an address is a fact about that address; ARP knows neither ports nor protocols, and such a scope sees none of it. */
const hostMacView: View = (s) =>
  s.deep
    ? 'SELECT * FROM rm.host_mac WHERE false'
    : `SELECT * FROM rm.host_mac WHERE ${all(s.sensor, s.ip('address'))}`;

const dhcpClientView: View = (s) =>
  s.narrow
    ? 'SELECT c.* FROM rm.dhcp_client c WHERE (c.sensor, c.mac) IN (SELECT m.sensor, m.mac FROM in_host_mac m)'
    : bySensor('dhcp_client')(s);

const dnsHourView: View = (s) =>
  s.narrow
    ? `SELECT day, (time / 3600000000)::int4 AS hour, sensor, name, client, queries::int8 AS queries,
         (rcode >= 0)::int4::int8 AS answered, (rcode = 3)::int4::int8 AS nx FROM in_dns_transaction WHERE name <> ''`
    : bySensor('dns_hour')(s);

/** When a name was first and last looked up is a fact about lookups: only those in the scope count. */
const dnsNameView: View = () =>
  `SELECT d.name, t.first, t.last, d.registrable, d.entropy, d.length, d.unicode, d.mixed_script FROM rm.dns_name d
   JOIN (SELECT name, min(time) AS first, max(time) AS last FROM in_dns_transaction GROUP BY name) t ON t.name = d.name`;

const dnsResolvedView: View = (s) =>
  s.narrow
    ? `SELECT r.* FROM rm.dns_resolved r WHERE EXISTS (SELECT FROM in_dns_transaction t
         WHERE t.name = r.name AND t.time = r.time AND t.client = r.client AND t.sensor = r.sensor)`
    : bySensor('dns_resolved')(s);

/** Under a narrow scope: which address a name had, and when; what else a name resolved to is read from the lookups themselves. */
const dnsAnswerView: View = (s) =>
  s.narrow ? 'SELECT sensor, name, address, time AS last FROM in_dns_resolved' : bySensor('dns_answer')(s);

const hostView: View = (s) => {
  if (!s.narrow) return bySensor('host')(s);
  const ends = ['in_flow', 'in_flow_live'].flatMap((flows) =>
    ['src', 'dst'].map((end) => `SELECT sensor, ${end} AS address, first, last FROM ${flows}`),
  );
  return `SELECT sensor, address, min(first) AS first, max(last) AS last FROM (${ends.join(' UNION ALL ')}) e GROUP BY sensor, address`;
};

const isInternal = (column: string): string => `${column} <<= ANY('{${INTERNAL.join(',')}}'::inet[])`;

/**
 * Samples of traffic know no addresses: under a narrow scope they are made of the deltas of flows, at their last packet, and of lookups.
 * HTTP requests stand in no flow.
 */
const trafficView =
  (table: string, unit: number): View =>
  (s) => {
    if (!s.narrow) return bySensor(table)(s);
    const start = (time: string) => `(${time} / ${unit}000000) * ${unit}`;
    const towards = (condition: (column: string) => string) =>
      `CASE WHEN ${condition('dst')} THEN d_src_bytes ELSE 0 END + CASE WHEN ${condition('src')} THEN d_dst_bytes ELSE 0 END`;
    const deltas = DELTAS(
      (
        time,
      ) => `NULL::date AS day, position, ${start(time)} AS time, sensor, 0 AS iface, app, d_src_packets + d_dst_packets AS packets,
        ${towards(isInternal)} AS bytes_in, ${towards((column) => `NOT ${isInternal(column)}`)} AS bytes_out,
        0::int8 AS queries, 0::int8 AS requests, 0::int8 AS drops`,
    );
    return `${deltas} UNION ALL SELECT NULL, position, ${start('time')}, sensor, 0, service, 0, 0, 0, queries, 0, 0 FROM in_dns_transaction`;
  };

const sourceView: View = (s) =>
  s.narrow
    ? `SELECT * FROM rm.source WHERE id IN (SELECT source FROM in_flow UNION SELECT source FROM in_flow_live UNION SELECT source FROM in_dns_transaction)`
    : bySensor('source')(s);

const sourceSpanView: View = (s) =>
  s.narrow
    ? `SELECT source, sensor, min(first) AS first, max(last) AS last FROM (SELECT source, sensor, first, last FROM in_flow
         UNION ALL SELECT source, sensor, first, last FROM in_flow_live) e GROUP BY source, sensor`
    : bySensor('source_span')(s);

const sensorView: View = ({ sensor }) => `SELECT * FROM rm.sensor WHERE ${sensor.replace(/^sensor /, 'name ')}`;

/** What was judged from traffic cannot be cut to addresses, ports or protocols: within such a scope there are no alerts. */
const alertView: View = (s) => (s.narrow ? 'SELECT * FROM rm.alert WHERE false' : bySensor('alert')(s));

const ofAlert =
  (table: string): View =>
  () =>
    `SELECT * FROM rm.${table} WHERE alert IN (SELECT id FROM in_alert)`;

/** Every table that queries read, each after those that its view stands on. A table that is not here cannot be read in a scope. */
const VIEWS: readonly (readonly [table: string, view: View, standsOn: readonly string[]])[] = [
  ['flow', flowView('flow'), []],
  ['flow_live', flowView('flow_live'), []],
  ['flow_part', flowPartView, []],
  ['pair_hour', pairHourView, ['flow', 'flow_part']],
  ['dns_transaction', dnsView, []],
  ['dns_hour', dnsHourView, ['dns_transaction']],
  ['dns_name', dnsNameView, ['dns_transaction']],
  ['dns_resolved', dnsResolvedView, ['dns_transaction']],
  ['dns_answer', dnsAnswerView, ['dns_resolved']],
  ['tls_handshake', factView('tls_handshake'), []],
  ['http_transaction', factView('http_transaction'), []],
  ['auth_attempt', factView('auth_attempt'), []],
  ['host_mac', hostMacView, []],
  ['dhcp_client', dhcpClientView, ['host_mac']],
  ['host', hostView, ['flow', 'flow_live']],
  ['traffic_second', trafficView('traffic_second', 1), ['flow', 'flow_part', 'dns_transaction']],
  ['traffic_minute', trafficView('traffic_minute', 60), ['flow', 'flow_part', 'dns_transaction']],
  ['traffic_hour', trafficView('traffic_hour', 3600), ['flow', 'flow_part', 'dns_transaction']],
  ['sensor', sensorView, []],
  ['source', sourceView, ['flow', 'flow_live', 'dns_transaction']],
  ['source_span', sourceSpanView, ['flow', 'flow_live']],
  ['alert', alertView, []],
  ['alert_version', ofAlert('alert_version'), ['alert']],
  ['alert_activity', ofAlert('alert_activity'), ['alert']],
  ['alert_evidence', ofAlert('alert_evidence'), ['alert']],
  // Whom it is told to knows no scope: within one there are no messages.
  ['delivery', () => 'SELECT * FROM rm.delivery WHERE false', []],
  // A capture holds all traffic of its wire: within a scope there is no library.
  ['stored_capture', () => 'SELECT * FROM rm.stored_capture WHERE false', []],
  // What was decided tells of all traffic: within a scope there is no history of it.
  ['event', () => 'SELECT * FROM rm.event WHERE false', []],
];

/** Tables that hold nothing of the traffic itself: recorded days, places in the log with when they were written, rules, acts of people. */
const FREE = new Set([
  'partition',
  'checkpoint',
  'log_clock',
  'rule',
  'rule_draft',
  'rule_case',
  'suppression',
  'list',
  'list_version',
  'list_entry',
  'notify_definition',
  'audit',
]);

/** What asks for the plan of a statement stands before all of it. */
const EXPLAIN = /^\s*EXPLAIN \([^)]*\)\s+/;

/** The scope's conditions; its values are appended to `values`, each once. */
function conditionsOf(scope: Scope, values: unknown[]): Conditions {
  const place = (value: readonly unknown[] | undefined, type: string): string | null =>
    value === undefined ? null : `$${values.push(value)}::${type}[]`;
  const [sensors, prefixes] = [place(scope.sensor, 'text'), place(scope.ip, 'inet')];
  const [ports, protos] = [place(scope.port, 'int4'), place(scope.proto, 'int2')];
  return {
    sensor: sensors === null ? 'true' : `sensor = ANY(${sensors})`,
    ip: (...columns) =>
      prefixes === null ? 'true' : `(${columns.map((column) => `${column} <<= ANY(${prefixes})`).join(' OR ')})`,
    port: (source, destination) =>
      ports === null
        ? 'true'
        : `(proto IN (6, 17, 132) AND (${source} = ANY(${ports}) OR ${destination} = ANY(${ports})))`,
    proto: protos === null ? 'true' : `proto = ANY(${protos})`,
    hasPorts: ports !== null,
    narrow: isNarrow(scope),
    deep: ports !== null || protos !== null,
  };
}

/**
 * A statement that sees only what is in the scope: each table `rm.x` it names is read through a view of that scope, so no query can
 * forget it. @throws Error for a table that has no view
 */
export function scopedStatement(
  text: string,
  params: Params | undefined,
  scope: Scope,
): { readonly text: string; readonly values: readonly unknown[] } {
  const values = [...(params?.values ?? [])];
  const conditions = conditionsOf(scope, values);
  const needed = new Set<string>();
  const rewritten = text.replace(/\brm\.([a-z_]+)/g, (whole, table: string) => {
    if (FREE.has(table)) return whole;
    need(table, needed);
    return `in_${table}`;
  });
  const views = VIEWS.filter(([table]) => needed.has(table)).map(
    ([table, view]) => `in_${table} AS NOT MATERIALIZED (${view(conditions)})`,
  );
  const used = new Set<number>([...views.join().matchAll(/\$(\d+)/g)].map(([, n]) => Number(n)));
  if (views.length === 0) return { text, values: params?.values ?? [] };
  const [explain] = EXPLAIN.exec(rewritten) ?? [''];
  const body = rewritten.slice(explain.length).trimStart();
  const own = /^WITH\s/i.test(body) ? `, ${body.slice(4)}` : ` ${body}`;
  return { text: `${explain}WITH ${touched(values, used, params)}${views.join(', ')}${own}`, values };
}

/** PostgreSQL cannot tell the type of a value that no view of this statement uses: such values are named once. */
function touched(values: readonly unknown[], used: ReadonlySet<number>, params: Params | undefined): string {
  const first = (params?.values.length ?? 0) + 1;
  const unused = values.map((_, i) => i + 1).filter((n) => n >= first && !used.has(n));
  return unused.length === 0 ? '' : `in_scope AS (SELECT ${unused.map((n) => `$${n}::text`).join(', ')}), `;
}

function need(table: string, needed: Set<string>): void {
  const found = VIEWS.find(([name]) => name === table);
  if (!found) throw new Error(`rm.${table} cannot be read within a scope: it has no view`);
  needed.add(table);
  for (const other of found[2]) need(other, needed);
}
