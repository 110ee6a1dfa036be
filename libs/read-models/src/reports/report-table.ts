import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `report`: what somebody, or a schedule in his name, wants to have told, how far that is and what came of it; that it was ordered, made, shared and
 * removed stands in the log. `leave_until`: until when its owner was shown everything while a masking mode is on, ms since 1970. `files`: what its files
 * are, `deliveries`: who was told of it. `report_piece`: the files in order, those with everything masked beside those in clear. Kept here, not in a folder:
 * worker and API may run on different machines and share nothing but the database.
 */
export const reportSchema = `
CREATE TABLE rm.report (
  id uuid PRIMARY KEY,
  owner text NOT NULL,
  template text NOT NULL,
  name text NOT NULL,
  range_from int8 NOT NULL,
  range_to int8 NOT NULL,
  zone text NOT NULL,
  format text NOT NULL CHECK (format IN ('pdf', 'csv')),
  scope jsonb,
  clear boolean NOT NULL,
  leave_until int8,
  shared boolean NOT NULL,
  schedule uuid,
  recipients text[] NOT NULL DEFAULT '{}',
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  claim uuid,
  progress float8 NOT NULL DEFAULT 0,
  error text,
  files jsonb NOT NULL DEFAULT '[]',
  deliveries jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  beat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz
);
CREATE INDEX report_created ON rm.report (created_at DESC);
CREATE INDEX report_owner ON rm.report (owner, created_at DESC);
CREATE TABLE rm.report_piece (
  report uuid NOT NULL REFERENCES rm.report ON DELETE CASCADE,
  masked boolean NOT NULL,
  n int4 NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (report, masked, n)
);`;

/** `trial`: somebody tries its schedule out. */
export class AddReportTrials1764910002000 implements MigrationInterface {
  readonly name = 'AddReportTrials1764910002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rm.report ADD COLUMN trial boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rm.report DROP COLUMN trial');
  }
}

/** Reports and their files. */
export class AddReports1764910001000 implements MigrationInterface {
  readonly name = 'AddReports1764910001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(reportSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.report_piece, rm.report');
  }
}
