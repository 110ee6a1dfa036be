/**
 * `backtest`: a version of a rule that somebody tries on what was recorded, how far that is, and what came of it. Nothing of it stands in the log:
 * it changes nothing. Times are µs of the wall clock.
 */
export const backtestSchema = `
CREATE TABLE rm.backtest (
  id uuid PRIMARY KEY,
  owner text NOT NULL,
  asked_at int8 NOT NULL,
  rule text NOT NULL,
  version int4 NOT NULL,
  against int4,
  days int4 NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'canceled')),
  claim uuid,
  beat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  progress float8 NOT NULL DEFAULT 0,
  records int8 NOT NULL DEFAULT 0,
  alerts int8 NOT NULL DEFAULT 0,
  took_ms int8,
  result jsonb,
  error text
);
CREATE INDEX backtest_owner ON rm.backtest (owner, rule, asked_at DESC);`;
