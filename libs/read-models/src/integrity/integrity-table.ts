/**
 * `verification`: a check of the whole history that somebody asked for, and how far it is; its outcome is a fact of the log too. `integrity`: what
 * the sealer last did, one row: it holds the key, and the API may run elsewhere. Times are µs of the wall clock.
 */
export const integritySchema = `
CREATE TABLE rm.verification (
  id uuid PRIMARY KEY,
  asked_by text NOT NULL,
  asked_at int8 NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  beat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  claim uuid,
  position text COLLATE "C" NOT NULL DEFAULT '',
  events int8 NOT NULL DEFAULT 0,
  took_ms int8,
  result jsonb,
  error text
);
CREATE INDEX verification_newest ON rm.verification (asked_at DESC);
CREATE TABLE rm.integrity (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  body jsonb NOT NULL
);`;
