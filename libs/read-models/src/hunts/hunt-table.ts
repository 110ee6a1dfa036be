import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `hunt`: somebody, or a list that got new entries, looks back in what was observed: what for, how far that is, and what came of it. `list`: whose
 * entries; `position` the event that brought them, null where a person asked for all of them. `entries`: what a person asked for instead. Alerts
 * stand in the log; of what is here nothing does. Times are µs of the wall clock.
 */
export const huntSchema = `
CREATE TABLE rm.hunt (
  id uuid PRIMARY KEY,
  cause text NOT NULL CHECK (cause IN ('imported', 'reverted', 'resumed', 'added', 'removed', 'asked')),
  list uuid,
  position text COLLATE "C",
  entries text[],
  owner text NOT NULL,
  asked_at int8 NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'held', 'done', 'failed', 'canceled')),
  accepted boolean NOT NULL DEFAULT false,
  claim uuid,
  beat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  progress float8 NOT NULL DEFAULT 0,
  looked int8 NOT NULL DEFAULT 0,
  matched int4 NOT NULL DEFAULT 0,
  alerts int4 NOT NULL DEFAULT 0,
  took_ms int8,
  note text,
  matches jsonb NOT NULL DEFAULT '[]'
);
CREATE INDEX hunt_list ON rm.hunt (list, asked_at DESC);
CREATE INDEX hunt_owner ON rm.hunt (owner, asked_at DESC) WHERE list IS NULL;
CREATE INDEX hunt_open ON rm.hunt (beat_at) WHERE state IN ('waiting', 'running');`;

/** Looking back in the dictionary. */
export class AddHunts1764590400000 implements MigrationInterface {
  readonly name = 'AddHunts1764590400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(huntSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.hunt');
  }
}
