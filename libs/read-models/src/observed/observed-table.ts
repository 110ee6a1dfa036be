import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `observed`: what was seen on a recorded day, one row a value and sensor; times µs of packet time. `key` sorts so that everything that an entry of
 * a list holds lies side by side (see `observed-key.ts`). `observed_value`: every value that is in some day, once, so that looking for many entries
 * costs one step each. `observed_day`: how many values a day took and had no room for, and how far it was told to the log (`parts`; `closed`: all).
 */
export const observedSchema = `
CREATE TABLE rm.observed (
  day date NOT NULL,
  kind int2 NOT NULL,
  key bytea NOT NULL,
  sensor text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  first int8 NOT NULL,
  last int8 NOT NULL,
  count int8 NOT NULL,
  hosts text[] COLLATE "C" NOT NULL,
  more boolean NOT NULL,
  PRIMARY KEY (day, kind, key, sensor)
) PARTITION BY LIST (day);
CREATE TABLE rm.observed_value (
  kind int2 NOT NULL,
  key bytea NOT NULL,
  last_day date NOT NULL,
  PRIMARY KEY (kind, key)
);
CREATE INDEX observed_value_day ON rm.observed_value (last_day);
CREATE TABLE rm.observed_day (
  day date PRIMARY KEY,
  taken int8 NOT NULL DEFAULT 0,
  passed_over int8 NOT NULL DEFAULT 0,
  parts int4 NOT NULL DEFAULT 0,
  closed boolean NOT NULL DEFAULT false
);`;

/** The dictionary of what was ever observed. */
export class AddObserved1764586800000 implements MigrationInterface {
  readonly name = 'AddObserved1764586800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(observedSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.observed, rm.observed_value, rm.observed_day');
  }
}
