/**
 * `list`: lists of indicators, one row version per event, valid for log positions `[valid_from, valid_to)`; `action` what the event did, `reason`
 * why. `list_version`: every file that was read into one. `list_entry`: entries by hand, one row version each. `at` wall clock, `until` packet
 * time, µs. `list_content`: the entries of versions by the SHA-256 of their canonical text, in pieces of about 1 MiB, zstd; they do not follow from
 * the log, whose events name them.
 */
export const listSchema = `
CREATE TABLE rm.list (
  id uuid NOT NULL,
  valid_from text COLLATE "C" NOT NULL,
  valid_to text COLLATE "C",
  revision int4 NOT NULL,
  definition jsonb NOT NULL,
  in_force int4,
  paused boolean NOT NULL,
  action text NOT NULL,
  reason text,
  subject text,
  by text NOT NULL,
  at int8 NOT NULL,
  PRIMARY KEY (id, valid_from)
);
CREATE UNIQUE INDEX list_newest ON rm.list (id) WHERE valid_to IS NULL;
CREATE TABLE rm.list_version (
  list uuid NOT NULL,
  number int4 NOT NULL,
  position text COLLATE "C" NOT NULL,
  by text NOT NULL,
  at int8 NOT NULL,
  sha256 text NOT NULL,
  entries int8 NOT NULL,
  origin jsonb NOT NULL,
  accepted text,
  PRIMARY KEY (list, number)
);
CREATE TABLE rm.list_entry (
  list uuid NOT NULL,
  value text NOT NULL,
  valid_from text COLLATE "C" NOT NULL,
  valid_to text COLLATE "C",
  until int8,
  reason text NOT NULL,
  by text NOT NULL,
  at int8 NOT NULL,
  PRIMARY KEY (list, value, valid_from)
);
CREATE TABLE rm.list_content (
  sha256 text PRIMARY KEY,
  entries int8 NOT NULL,
  packed int8 NOT NULL
);
CREATE TABLE rm.list_content_piece (
  sha256 text NOT NULL REFERENCES rm.list_content ON DELETE CASCADE,
  number int4 NOT NULL,
  packed bytea NOT NULL,
  PRIMARY KEY (sha256, number)
);`;
