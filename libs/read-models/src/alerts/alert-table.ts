/**
 * `alert`: what a rule found, as it was raised. `alert_version`: what grows and what people decide, one row version per event, valid for
 * log positions `[valid_from, valid_to)`; the newest has no `valid_to`. `alert_activity`: every event of an alert, as it is told.
 * `alert_evidence`: the copied records. Times are µs: `first`, `last`, `fired_at`, `window_*` of packets, `raised_at` of the log's clock,
 * `snoozed_until`, `act_at`, `at` wall clock. `severity` is the index in SEVERITIES.
 */
export const alertSchema = `
CREATE TABLE rm.alert (
  id uuid PRIMARY KEY,
  position text COLLATE "C" NOT NULL,
  raised_at int8 NOT NULL,
  rule text NOT NULL,
  rule_version int4 NOT NULL,
  rule_name text NOT NULL,
  detector text NOT NULL,
  detector_version int4 NOT NULL,
  parameters jsonb NOT NULL,
  kind text NOT NULL,
  technique text,
  sensor text NOT NULL,
  timeline text NOT NULL,
  entity text NOT NULL,
  src text,
  dst text,
  dport int4,
  fired_at int8 NOT NULL,
  window_from int8,
  window_to int8,
  baseline jsonb NOT NULL,
  late boolean NOT NULL
);
CREATE INDEX alert_group ON rm.alert (rule, entity);
CREATE INDEX alert_entity ON rm.alert (entity);
CREATE TABLE rm.alert_version (
  alert uuid NOT NULL,
  valid_from text COLLATE "C" NOT NULL,
  valid_to text COLLATE "C",
  severity int2 NOT NULL,
  step int8 NOT NULL,
  findings int8 NOT NULL,
  first int8 NOT NULL,
  last int8 NOT NULL,
  sources int8 NOT NULL,
  targets int8 NOT NULL,
  measure jsonb,
  summary text NOT NULL,
  kept int4 NOT NULL,
  not_kept int8 NOT NULL,
  status text NOT NULL,
  assignee uuid,
  snoozed_until int8,
  escalated boolean NOT NULL,
  close_reason text,
  merged_into uuid,
  version int4 NOT NULL,
  act text,
  act_by text,
  act_at int8,
  act_command uuid,
  PRIMARY KEY (alert, valid_from)
);
CREATE UNIQUE INDEX alert_newest ON rm.alert_version (alert) WHERE valid_to IS NULL;
CREATE INDEX alert_not_closed ON rm.alert_version (severity, last) WHERE valid_to IS NULL AND status <> 'closed';
CREATE TABLE rm.alert_activity (
  position text COLLATE "C" PRIMARY KEY,
  alert uuid NOT NULL,
  action text NOT NULL,
  by text,
  at int8 NOT NULL,
  command uuid,
  body jsonb NOT NULL
);
CREATE INDEX alert_activity_of ON rm.alert_activity (alert, position);
CREATE INDEX alert_closed_at ON rm.alert_activity (at) WHERE action = 'closed';
CREATE TABLE rm.alert_evidence (
  alert uuid NOT NULL,
  step int8 NOT NULL,
  i int4 NOT NULL,
  kept_at text COLLATE "C" NOT NULL,
  event uuid NOT NULL,
  n int4 NOT NULL,
  position text COLLATE "C" NOT NULL,
  hash text NOT NULL,
  kind text NOT NULL,
  record jsonb NOT NULL,
  PRIMARY KEY (alert, step, i)
);`;
