/**
 * `suppression`: which alerts stay out of the inbox, one row version per event, valid for log positions `[valid_from, valid_to)`. What is
 * NULL fits every alert. `until` wall clock, µs; NULL = until somebody ends it.
 */
export const suppressionSchema = `
CREATE TABLE rm.suppression (
  id uuid NOT NULL,
  valid_from text COLLATE "C" NOT NULL,
  valid_to text COLLATE "C",
  revision int4 NOT NULL,
  ended boolean NOT NULL,
  rule text,
  entity text,
  sensor text,
  src inet,
  dst inet,
  until int8,
  reason text NOT NULL,
  by text NOT NULL,
  at int8 NOT NULL,
  PRIMARY KEY (id, valid_from)
);
CREATE UNIQUE INDEX suppression_newest ON rm.suppression (id) WHERE valid_to IS NULL;`;
