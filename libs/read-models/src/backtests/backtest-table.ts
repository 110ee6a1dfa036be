import type { MigrationInterface, QueryRunner } from 'typeorm';

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

/**
 * `from_at`, `to_at`: facts recorded from then on and before then are read. `live`: compared with the alerts that were really raised, not with a version. What
 * was asked for before went up to the moment in which it was asked for.
 */
export const backtestRangeSchema = `
ALTER TABLE rm.backtest ADD COLUMN from_at int8, ADD COLUMN to_at int8, ADD COLUMN live boolean NOT NULL DEFAULT false;
UPDATE rm.backtest SET from_at = asked_at - days * 86400000000::int8, to_at = asked_at;
ALTER TABLE rm.backtest ALTER COLUMN from_at SET NOT NULL, ALTER COLUMN to_at SET NOT NULL;`;

/** Any range, and what was live. */
export class AddBacktestRanges1764920001000 implements MigrationInterface {
  readonly name = 'AddBacktestRanges1764920001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(backtestRangeSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rm.backtest DROP COLUMN from_at, DROP COLUMN to_at, DROP COLUMN live');
  }
}
