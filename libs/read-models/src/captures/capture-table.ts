/**
 * `stored_capture`: captures that people gave and that are kept, by SHA-256; those deleted are no rows. `first` and `last` µs of packet time as
 * recorded, NULL without packets; `uploaded_at` and `import_at` wall clock, µs. `import` none, requested or stopped: whether it is over says
 * its source.
 */
export const captureSchema = `
CREATE TABLE rm.stored_capture (
  sha256 text COLLATE "C" PRIMARY KEY,
  source uuid NOT NULL,
  name text NOT NULL,
  size int8 NOT NULL,
  unpacked int8 NOT NULL,
  format text NOT NULL,
  packing text NOT NULL,
  packets int8 NOT NULL,
  bytes int8 NOT NULL,
  flows int8 NOT NULL,
  first int8,
  last int8,
  link_types jsonb NOT NULL,
  truncated boolean NOT NULL,
  warnings jsonb NOT NULL,
  uploaded_by text NOT NULL,
  uploaded_at int8 NOT NULL,
  import text NOT NULL DEFAULT 'none',
  import_by text,
  import_at int8
);
CREATE INDEX stored_capture_uploaded ON rm.stored_capture (uploaded_at DESC);
CREATE INDEX stored_capture_source ON rm.stored_capture (source);`;
