import { defineEvent, type JsonValue } from '@wireledger/event-sourcing';
import { z } from 'zod';

/** Who acted, as he was at that moment. Names are left out: they are looked up by id when somebody reads this. */
const who = z.object({
  /** `user:<id>`, `token:<id>`, `host` or `nobody`. */
  actor: z.string().max(100),
  /** Role, or kind of token. */
  role: z.string().max(40).nullable(),
  session: z.uuid().nullable(),
  /** When the session gave its second factor, µs since 1970 UTC. */
  mfaAt: z.number().int().nullable(),
});

/** Where the request came from: address, the agent's own words (cut), and the door. */
const origin = z.object({
  ip: z.string().max(64),
  agent: z.string().max(200),
  via: z.enum(['graphql', 'socket', 'rest']),
});

/** What the act is about: a noun, and the id of one such thing when there is one. */
const target = z.object({ kind: z.string().max(40), id: z.string().max(200).nullable() });

const act = {
  act: z.uuid(),
  /** `acknowledgeAlert`, `POST /api/auth/sign-in`. */
  operation: z.string().max(120),
  kind: z.enum(['change', 'signIn', 'read', 'download']),
  permission: z.string().max(40).nullable(),
  ...{ who, origin },
  target: target.nullable(),
  /** As the person gave it. */
  reason: z.string().max(1000).nullable(),
};

const json: z.ZodType<JsonValue> = z.json();
/** Fields of the thing that changed, as short JSON. */
const values = z.record(z.string().max(100), json);

/** Stream `audit-<process>.<yyyymmdd>`: somebody is about to change something. Stands before the change does; without it there is none. */
export const ActAnnounced = defineEvent({ type: 'domain.ActAnnounced', version: 1, schema: z.object(act) });

/**
 * Same stream: what became of it, complete. `caused`: the facts that the act wrote; `before` and `after`: the fields that differ. `count` > 1: so
 * many like it within a minute, written as one.
 */
export const ActAudited = defineEvent({
  type: 'domain.ActAudited',
  version: 1,
  schema: z.object({
    ...act,
    result: z.enum(['done', 'refused', 'failed']),
    /** Code of the refusal or failure. */
    code: z.string().max(60).nullable(),
    count: z.number().int().positive(),
    before: values.nullable(),
    after: values.nullable(),
    caused: z
      .array(
        z.object({ stream: z.string().max(200), revision: z.number().int().nonnegative(), type: z.string().max(120) }),
      )
      .max(50),
  }),
});
