/**
 * `notify_definition`: channels and policies, one row version per event, valid for log positions `[valid_from, valid_to)`. `notify_alert`:
 * what policies need to know of an alert; `active` = nobody has taken it on. `escalation`: a policy at work on one opening (`run`) of an
 * alert, by the definition that it began with; `held_until` = it goes on then unless somebody acts. `delivery`: one message to one recipient.
 * Times are wall clock, µs. `severity` is the index in SEVERITIES.
 */
export const notifySchema = `
CREATE TABLE rm.notify_definition (
  kind text NOT NULL CHECK (kind IN ('channel', 'policy')),
  id uuid NOT NULL,
  valid_from text COLLATE "C" NOT NULL,
  valid_to text COLLATE "C",
  revision int4 NOT NULL,
  removed boolean NOT NULL,
  definition jsonb NOT NULL,
  by text NOT NULL,
  at int8 NOT NULL,
  PRIMARY KEY (id, valid_from)
);
CREATE UNIQUE INDEX notify_definition_newest ON rm.notify_definition (id) WHERE valid_to IS NULL;
CREATE TABLE rm.notify_alert (
  alert uuid PRIMARY KEY,
  severity int2 NOT NULL,
  sensor text NOT NULL,
  late boolean NOT NULL,
  active boolean NOT NULL,
  run int4 NOT NULL
);
CREATE TABLE rm.escalation (
  escalation uuid PRIMARY KEY,
  alert uuid NOT NULL,
  policy uuid NOT NULL,
  run int4 NOT NULL,
  definition jsonb NOT NULL,
  started_at int8 NOT NULL,
  next_step int4 NOT NULL,
  due_at int8,
  state text NOT NULL CHECK (state IN ('running', 'held', 'done')),
  held_until int8
);
CREATE INDEX escalation_due ON rm.escalation (due_at) WHERE state <> 'done' AND due_at IS NOT NULL;
CREATE INDEX escalation_alert ON rm.escalation (alert);
CREATE TABLE rm.delivery (
  delivery uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('alert', 'digest', 'test')),
  alert uuid,
  policy uuid,
  step int4,
  channel uuid NOT NULL,
  recipient text NOT NULL,
  state text NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'bundled', 'dropped')),
  position text COLLATE "C" NOT NULL,
  queued_at int8 NOT NULL,
  due_at int8 NOT NULL,
  attempts int4 NOT NULL DEFAULT 0,
  attempt_at int8,
  ended_at int8,
  said text,
  bundled_into uuid
);
CREATE INDEX delivery_due ON rm.delivery (due_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX delivery_alert ON rm.delivery (alert);
CREATE INDEX delivery_bundle ON rm.delivery (bundled_into) WHERE bundled_into IS NOT NULL;
CREATE INDEX delivery_sent ON rm.delivery (channel, recipient, ended_at) WHERE state = 'sent';
CREATE INDEX delivery_list ON rm.delivery (position);`;

/**
 * Whose the e-mail addresses in a row are, so that they can be forgotten: `owners` = path in the event → subject, `subject` = of the recipient. Rows
 * of before say nothing of it and are folded anew.
 */
export const notifyOwnersSchema = `
TRUNCATE rm.notify_definition, rm.notify_alert, rm.escalation, rm.delivery;
ALTER TABLE rm.notify_definition ADD COLUMN owners jsonb NOT NULL DEFAULT '{}';
ALTER TABLE rm.delivery ADD COLUMN subject text;
CREATE INDEX delivery_subject ON rm.delivery (subject) WHERE subject IS NOT NULL;`;
