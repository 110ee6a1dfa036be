/** Columns that an ended and a running flow share, in the order in which they are written. Times are µs of packet time. */
export const FLOW_STATE_COLUMNS = [
  'id',
  'position',
  'n',
  'sensor',
  'source',
  'rec',
  'at',
  'first',
  'last',
  'iface',
  'vlan',
  'proto',
  'src',
  'dst',
  'src_port',
  'dst_port',
  'sure',
  'state',
  'history',
  'src_flags',
  'dst_flags',
  'src_packets',
  'dst_packets',
  'src_bytes',
  'dst_bytes',
  'src_payload',
  'dst_payload',
  'rtt',
  'src_retrans',
  'dst_retrans',
  'app',
  'outer_src',
  'outer_dst',
  'marks',
  'community',
] as const;

/** Traffic since the flow's record before: what totals are made of. */
export const DELTA_COLUMNS = ['d_src_packets', 'd_dst_packets', 'd_src_bytes', 'd_dst_bytes'] as const;

export const FLOW = {
  table: 'rm.flow',
  columns: ['day', ...FLOW_STATE_COLUMNS, 'reason', ...DELTA_COLUMNS],
} as const;
export const FLOW_LIVE = { table: 'rm.flow_live', columns: FLOW_STATE_COLUMNS } as const;
export const FLOW_PART = {
  table: 'rm.flow_part',
  columns: [
    'day',
    'id',
    'position',
    'n',
    'sensor',
    'source',
    'rec',
    'kind',
    'at',
    'd_last',
    'proto',
    'src',
    'dst',
    'app',
    ...DELTA_COLUMNS,
  ],
} as const;

const state = `
  id uuid NOT NULL,
  position text COLLATE "C" NOT NULL,
  n int4 NOT NULL,
  sensor text NOT NULL,
  source uuid NOT NULL,
  rec int4 NOT NULL,
  at int8 NOT NULL,
  first int8 NOT NULL,
  last int8 NOT NULL,
  iface int4 NOT NULL,
  vlan int4 NOT NULL,
  proto int2 NOT NULL,
  src inet NOT NULL,
  dst inet NOT NULL,
  src_port int4 NOT NULL,
  dst_port int4 NOT NULL,
  sure boolean NOT NULL,
  state text NOT NULL,
  history text NOT NULL,
  src_flags int2 NOT NULL,
  dst_flags int2 NOT NULL,
  src_packets int8 NOT NULL,
  dst_packets int8 NOT NULL,
  src_bytes int8 NOT NULL,
  dst_bytes int8 NOT NULL,
  src_payload int8 NOT NULL,
  dst_payload int8 NOT NULL,
  rtt int8 NOT NULL,
  src_retrans int8 NOT NULL,
  dst_retrans int8 NOT NULL,
  app text NOT NULL,
  outer_src inet,
  outer_dst inet,
  marks int2 NOT NULL,
  community bytea NOT NULL`;
const delta = `
  d_src_packets int8 NOT NULL,
  d_dst_packets int8 NOT NULL,
  d_src_bytes int8 NOT NULL,
  d_dst_bytes int8 NOT NULL`;

/**
 * `flow` one row per ended flow, `flow_part` one per open and update, `flow_live` the running ones, `source_span` first and last
 * packet time of each source's flows. While a day is being
 * written its partitions carry only indexes on time and id; those on addresses are built when it is sealed.
 */
export const flowSchema = `
CREATE TABLE rm.flow (day date NOT NULL,${state},
  reason int2 NOT NULL,${delta}
) PARTITION BY LIST (day);
CREATE INDEX flow_first ON rm.flow (first, id);
CREATE INDEX flow_last ON rm.flow (last);
CREATE INDEX flow_id ON rm.flow (id);
CREATE TABLE rm.flow_part (day date NOT NULL,
  id uuid NOT NULL,
  position text COLLATE "C" NOT NULL,
  n int4 NOT NULL,
  sensor text NOT NULL,
  source uuid NOT NULL,
  rec int4 NOT NULL,
  kind int2 NOT NULL,
  at int8 NOT NULL,
  d_last int8 NOT NULL,
  proto int2 NOT NULL,
  src inet NOT NULL,
  dst inet NOT NULL,
  app text NOT NULL,${delta}
) PARTITION BY LIST (day);
CREATE INDEX flow_part_id ON rm.flow_part (id);
CREATE INDEX flow_part_last ON rm.flow_part (d_last);
CREATE TABLE rm.flow_live (${state}, PRIMARY KEY (id)) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX flow_live_source ON rm.flow_live (source);
CREATE TABLE rm.source_span (
  source uuid PRIMARY KEY,
  sensor text NOT NULL,
  first int8 NOT NULL,
  last int8 NOT NULL
);`;
