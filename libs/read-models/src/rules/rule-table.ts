/**
 * `rule_draft`: every version that was written. `rule`: which of them judges, one row version per event, valid for log positions
 * `[valid_from, valid_to)`. `at` and `drafted_at` are wall clock, µs.
 */
export const ruleSchema = `
CREATE TABLE rm.rule_draft (
  rule text NOT NULL,
  version int4 NOT NULL,
  position text COLLATE "C" NOT NULL,
  drafted_by text NOT NULL,
  drafted_at int8 NOT NULL,
  definition jsonb NOT NULL,
  PRIMARY KEY (rule, version)
);
CREATE TABLE rm.rule (
  rule text NOT NULL,
  valid_from text COLLATE "C" NOT NULL,
  valid_to text COLLATE "C",
  latest int4 NOT NULL,
  published int4,
  disabled boolean NOT NULL,
  revision int4 NOT NULL,
  action text NOT NULL,
  by text NOT NULL,
  at int8 NOT NULL,
  reason text,
  PRIMARY KEY (rule, valid_from)
);
CREATE UNIQUE INDEX rule_newest ON rm.rule (rule) WHERE valid_to IS NULL;`;

/** Test cases of rules, each valid for log positions `[valid_from, valid_to)`, and in `rule` which version an event was about, how many cases there were, and the newest run. */
export const ruleCaseSchema = `
CREATE TABLE rm.rule_case (
  rule text NOT NULL,
  id uuid NOT NULL,
  valid_from text COLLATE "C" NOT NULL,
  valid_to text COLLATE "C",
  name text NOT NULL,
  expects text NOT NULL,
  alert uuid,
  records int4 NOT NULL,
  by text NOT NULL,
  at int8 NOT NULL,
  PRIMARY KEY (rule, id, valid_from)
);
ALTER TABLE rm.rule ADD COLUMN about int4, ADD COLUMN cases int4 NOT NULL DEFAULT 0, ADD COLUMN tested jsonb;`;
