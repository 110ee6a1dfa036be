/**
 * `checkpoint`: how far a projection has folded the log; its row commits with the rows that it folded. The row
 * `detection` says how far the detectors have judged and written alerts. `dead_letter`: events
 * that a projection could not fold, and what a person decided about them. `worker`: the last sign of life of each worker.
 */
export const runnerSchema = `
CREATE TABLE rm.checkpoint (
  projection text NOT NULL,
  part int4 NOT NULL DEFAULT 0,
  version int4 NOT NULL,
  position text COLLATE "C" NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'halted')),
  error text,
  last_event_at int8,
  updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (projection, part, version)
) WITH (fillfactor = 50);
CREATE TABLE rm.dead_letter (
  id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  projection text NOT NULL,
  part int4 NOT NULL DEFAULT 0,
  version int4 NOT NULL,
  position text COLLATE "C" NOT NULL,
  event_id uuid NOT NULL,
  stream text NOT NULL,
  type text NOT NULL,
  error text NOT NULL,
  stack_hash text NOT NULL,
  attempts int4 NOT NULL DEFAULT 1,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'retried', 'skipped')),
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  decided_at timestamptz,
  reason text,
  UNIQUE (projection, part, version, position)
);
CREATE TABLE rm.worker (
  name text PRIMARY KEY,
  beat_at timestamptz NOT NULL
);`;
