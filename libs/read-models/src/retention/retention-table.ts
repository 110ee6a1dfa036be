/**
 * `retention_run`: a dry run, or a run that removes; its units are the plan that it follows, and what became of each. What was removed is a fact of
 * the log too (`domain.RetentionApplied`); these rows are how far a run is, so that it can be taken up again. `retention_storage`: what each class
 * holds, one row. Times are µs of the wall clock.
 */
export const retentionSchema = `
CREATE TABLE rm.retention_run (
  id uuid PRIMARY KEY,
  dry boolean NOT NULL,
  asked_by text NOT NULL,
  asked_at int8 NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  beat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  claim uuid,
  planned boolean NOT NULL DEFAULT false,
  policy jsonb,
  finished_at int8,
  error text
);
CREATE INDEX retention_run_newest ON rm.retention_run (asked_at DESC);
CREATE TABLE rm.retention_unit (
  run uuid NOT NULL REFERENCES rm.retention_run ON DELETE CASCADE,
  n int4 NOT NULL,
  class text NOT NULL,
  store text NOT NULL CHECK (store IN ('log', 'models')),
  name text NOT NULL,
  from_day date NOT NULL,
  to_day date NOT NULL,
  count int8 NOT NULL,
  bytes int8 NOT NULL,
  state text NOT NULL CHECK (state IN ('due', 'removed', 'held', 'waiting')),
  why text,
  PRIMARY KEY (run, n)
);
CREATE TABLE rm.retention_storage (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  body jsonb NOT NULL
);`;
