/**
 * `export`: what somebody asked to have as a file, and how far it is. `export_piece`: its text in order, at most about 1 MiB
 * a row. Kept here, not in a folder: worker and API may run on different machines and share nothing but the database.
 */
export const exportSchema = `
CREATE TABLE rm.export (
  id uuid PRIMARY KEY,
  owner text NOT NULL,
  what text NOT NULL,
  format text NOT NULL,
  args jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'canceled')),
  claim uuid,
  rows int8 NOT NULL DEFAULT 0,
  total int8,
  bytes int8 NOT NULL DEFAULT 0,
  truncated boolean NOT NULL DEFAULT false,
  error text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  beat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz
);
CREATE INDEX export_owner ON rm.export (owner, created_at DESC);
CREATE TABLE rm.export_piece (
  export uuid NOT NULL REFERENCES rm.export ON DELETE CASCADE,
  n int4 NOT NULL,
  body text NOT NULL,
  PRIMARY KEY (export, n)
);`;

/** Forced filter of who started it; NULL = none. */
export const exportScopeSchema = 'ALTER TABLE rm.export ADD COLUMN scope jsonb';

/** What becomes of addresses in the file; NULL = they are in clear. */
export const exportMaskingSchema = `ALTER TABLE rm.export ADD COLUMN masking text CHECK (masking IN ('truncate', 'pseudonym', 'prefix'))`;
