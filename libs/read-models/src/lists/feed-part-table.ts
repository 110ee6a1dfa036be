/**
 * What feeds said that are asked for what has changed: `feed_cursor` from where on to ask next (null: from the beginning), `feed_part` each object
 * with the entries in it; `until` µs. Neither follows from the log; what is lost is fetched again.
 */
export const feedPartSchema = `
CREATE TABLE rm.feed_cursor (
  list uuid PRIMARY KEY,
  source text NOT NULL,
  cursor text
);
CREATE TABLE rm.feed_part (
  list uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  stamp text COLLATE "C" NOT NULL,
  until int8,
  entries jsonb NOT NULL,
  PRIMARY KEY (list, key)
);`;
