import type { RecordedEvent } from '@wireledger/event-sourcing';
import {
  AddressErased,
  AddressErasureCompleted,
  erasedAddressLabel,
  erasedLabel,
  ErasureCompleted,
  PersonErased,
} from '@wireledger/events';
import type { ClientBase } from 'pg';

/** Types of events that every projection with texts of people folds: what was written between the two is forgotten by the second. */
export const ERASURES: readonly string[] = [PersonErased.type, ErasureCompleted.type];

/** Those, and the erasures of addresses that belong to no user. */
export const ADDRESS_ERASURES: readonly string[] = [...ERASURES, AddressErased.type, AddressErasureCompleted.type];

/** Whose texts an event erases, and what is read in their place; null when it erases nobody's. */
export function erasureOf(
  event: RecordedEvent,
): { readonly subjects: readonly string[]; readonly label: string } | null {
  if (!ADDRESS_ERASURES.includes(event.type)) return null;
  const { user, erasure, subjects } = event.data as {
    readonly user?: string;
    readonly erasure?: string;
    readonly subjects: readonly string[];
  };
  return { subjects, label: user === undefined ? erasedAddressLabel(erasure ?? '') : erasedLabel(user) };
}

export const isErasure = ({ type }: Pick<RecordedEvent, 'type'>): boolean => ERASURES.includes(type);

/**
 * Statements that put a label (`$2`) in the place of texts that belong to subjects (`$1`, `user:<id>` …). They change exactly the texts that
 * `PERSONAL_FIELDS` of the events names, so that a table that is folded anew, when the keys are gone, has the same rows.
 */
export type Forgetting = readonly string[];

/** `'user:' || id` where the target is a person. */
const TARGET = `'user:' || target`;

export const FORGET_ACTS: Forgetting = [
  `UPDATE rm.audit SET ip = $2, agent = $2
    WHERE actor = ANY($1) OR (actor !~ '^(user|token):' AND target_kind IN ('account', 'user') AND ${TARGET} = ANY($1))`,
  `UPDATE rm.audit SET reason = $2
    WHERE reason IS NOT NULL
      AND (actor = ANY($1) OR (target_kind IN ('user', 'session') AND ${TARGET} = ANY($1))
        OR (operation LIKE '%Approval' AND 'approval:' || target = ANY($1))
        OR (operation = 'inviteUser' AND 'request:' || correlation = ANY($1)))`,
];

/** What an act said stands in `body`, under `text`, `note` or `reason`; why an alert was closed is one of our own words. */
const SAID = `(SELECT jsonb_object_agg(key, CASE WHEN key IN ('text', 'note') OR (key = 'reason' AND action <> 'closed')
    THEN CASE WHEN jsonb_typeof(value) = 'string' THEN to_jsonb($2::text) ELSE value END ELSE value END)
  FROM jsonb_each(body))`;

export const FORGET_ALERT_ACTS: Forgetting = [
  `UPDATE rm.alert_activity SET body = ${SAID} WHERE by = ANY($1) AND command IS NOT NULL AND body ?| array['text', 'note', 'reason']`,
  // A suppression that somebody else ended keeps the words of whoever defined it.
  `UPDATE rm.suppression s SET reason = $2
    WHERE (SELECT d.by FROM rm.suppression d WHERE d.id = s.id AND d.valid_from <= s.valid_from AND NOT d.ended
            ORDER BY d.valid_from DESC LIMIT 1) = ANY($1)`,
];

export const FORGET_RULE_ACTS: Forgetting = [
  `UPDATE rm.rule SET reason = $2 WHERE by = ANY($1) AND reason IS NOT NULL`,
  `UPDATE rm.list SET reason = $2 WHERE by = ANY($1) AND reason IS NOT NULL`,
  `UPDATE rm.list_version SET accepted = $2 WHERE by = ANY($1) AND accepted IS NOT NULL`,
  `UPDATE rm.list_entry SET reason = $2 WHERE by = ANY($1)`,
];

/** Folds an erasure into tables, of a person or of an address; any other event leaves them as they are. */
export async function forgetPerson(client: ClientBase, event: RecordedEvent, statements: Forgetting): Promise<void> {
  const erased = erasureOf(event);
  if (!erased) return;
  for (const sql of statements) await client.query(sql, [erased.subjects, erased.label]);
}
