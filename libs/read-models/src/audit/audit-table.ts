/**
 * `audit`: one row an act of somebody, from its announcement on; `ended` is the position of its outcome, NULL while that is open. `position` is
 * that of the first of the two and the order of the list. `event`: the envelope of every domain and seal event, for the history browser and for
 * following a correlation. Times are µs: `at`, `mfa_at` wall clock, `recorded_at` of the log.
 */
export const auditSchema = `
CREATE TABLE rm.audit (
  act uuid PRIMARY KEY,
  position text COLLATE "C" NOT NULL,
  ended text COLLATE "C",
  at int8 NOT NULL,
  operation text NOT NULL,
  kind text NOT NULL,
  permission text,
  actor text NOT NULL,
  role text,
  session uuid,
  mfa_at int8,
  ip text NOT NULL,
  agent text NOT NULL,
  via text NOT NULL,
  target_kind text,
  target text,
  reason text,
  result text,
  code text,
  count int4 NOT NULL DEFAULT 1,
  before jsonb,
  after jsonb,
  caused jsonb NOT NULL DEFAULT '[]',
  correlation text NOT NULL
);
CREATE UNIQUE INDEX audit_position ON rm.audit (position);
CREATE INDEX audit_actor ON rm.audit (actor, position);
CREATE INDEX audit_correlation ON rm.audit (correlation);
CREATE INDEX audit_target ON rm.audit (target, position) WHERE target IS NOT NULL;
CREATE TABLE rm.event (
  position text COLLATE "C" PRIMARY KEY,
  id uuid NOT NULL,
  stream text COLLATE "C" NOT NULL,
  revision int8 NOT NULL,
  type text NOT NULL,
  version int2 NOT NULL,
  actor text NOT NULL,
  at int8 NOT NULL,
  recorded_at int8 NOT NULL,
  correlation text NOT NULL,
  causation text NOT NULL,
  hash text
);
CREATE INDEX event_stream ON rm.event (stream, revision);
CREATE INDEX event_type ON rm.event (type, position);
CREATE INDEX event_correlation ON rm.event (correlation, position);
CREATE INDEX event_causation ON rm.event (causation);`;
