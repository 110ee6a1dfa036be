import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `reputation`: what services outside answered, the newest by source and value, and who asked; it does not follow from the log. `reputation_use`: how often
 * each was asked in the current minute and day (UTC), and until when it wants to be left alone. Times are µs of the wall clock.
 */
export const reputationSchema = `
CREATE TABLE rm.reputation (
  source text NOT NULL,
  value text COLLATE "C" NOT NULL,
  asked_at int8 NOT NULL,
  asked_by text NOT NULL,
  opinion jsonb NOT NULL,
  PRIMARY KEY (value, source)
);
CREATE INDEX reputation_asked ON rm.reputation (asked_at);
CREATE TABLE rm.reputation_use (
  source text PRIMARY KEY,
  day int4 NOT NULL,
  used_day int4 NOT NULL,
  minute int8 NOT NULL,
  used_minute int4 NOT NULL,
  blocked_until int8 NOT NULL
);`;

/** What others say of addresses and names. */
export class AddReputation1764594000000 implements MigrationInterface {
  readonly name = 'AddReputation1764594000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(reputationSchema);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rm.reputation, rm.reputation_use');
  }
}
