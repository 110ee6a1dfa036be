/** `detection`: what the detectors remember, as of a log position. One row; its position is the detectors' checkpoint. */
export const detectionSchema = `
CREATE TABLE rm.detection (
  name text PRIMARY KEY,
  position text COLLATE "C" NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  memory bytea NOT NULL
);`;
