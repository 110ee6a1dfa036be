import { AUTH } from '../auth/auth-table';
import type { Database } from '../database';
import { factRows } from '../facts/fact-list';
import { factConditions } from '../facts/fact-where';
import type { PageShape } from '../shapes';
import { shownAddress } from '../sql/addresses';
import { COUNT_LIMIT, decodeCursor, encodeCursor, readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { type RangeInput, readRange, shownTime } from '../sql/range';
import { FAILED, LEAST_FAILURES, SUCCEEDED, threatLevelOf, type ThreatLevel } from './threat-bands';

/** A source that pauses longer begins another session, µs. */
const PAUSE_US = 1_800_000_000;
const MAX_SESSIONS = 200;
/** Targets and services that a session names. */
const MAX_NAMED = 10;
const LONGEST_MS = 10_000;
const LIST = 'attack sessions';

export interface AttackSessionsArgs {
  readonly range: RangeInput;
  /** Sources: addresses or prefixes. */
  readonly ip?: readonly string[] | null;
  readonly sensor?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Consecutive attempts of one source to sign in, many of which failed. */
export interface AttackSessionShape {
  readonly source: string;
  readonly start: string;
  readonly last: string;
  /** No pause since `last` that would end it, seen from the end of the range. */
  readonly active: boolean;
  readonly targets: number;
  /** Ten at most, those tried most first. */
  readonly targetAddresses: readonly string[];
  readonly services: readonly string[];
  /** User names tried. */
  readonly users: number;
  readonly attempts: number;
  readonly failures: number;
  readonly successes: number;
  /** By failures ÷ attempts of the whole session. */
  readonly level: ThreatLevel;
}

interface SessionRow {
  readonly client: string;
  readonly start: number;
  readonly last: number;
  readonly targets: number;
  readonly target_addresses: readonly string[];
  readonly services: readonly string[];
  readonly users: number;
  readonly attempts: number;
  readonly failures: number;
  readonly successes: number;
  readonly total: number;
}

/**
 * Attempts of the range in sessions: one source, no pause longer than 30 minutes, at least 5 failures; newest first. What lies before the range
 * is not part of them. @throws DomainError BAD_USER_INPUT, TIMEOUT
 */
export async function attackSessions(db: Database, args: AttackSessionsArgs): Promise<PageShape<AttackSessionShape>> {
  const span = readRange(args.range);
  const limit = readFirst(args.first, 50, MAX_SESSIONS);
  const after = decodeCursor(args.after, LIST);
  const params = new Params();
  const { range, ip, sensor } = args;
  const where = { range, ...(ip ? { client: ip } : {}), ...(sensor ? { sensor: [sensor] } : {}) };
  const within = await factRows(db, AUTH, await factConditions(db, params, where, 'auth'));
  const place = after
    ? `(last, client::text || ' ' || start) < (${params.of(after.key)}::int8, ${params.of(after.id)}::text)`
    : 'true';
  const rows = await db.rowsWithin<SessionRow>(
    LONGEST_MS,
    `WITH tried AS (
       SELECT client, server, time, position, n, service, account, attempts, outcome,
         time - lag(time) OVER w > ${PAUSE_US} AS begins
       FROM ${within} WINDOW w AS (PARTITION BY client ORDER BY time, position, n)
     ), numbered AS (
       SELECT t.*, count(*) FILTER (WHERE begins) OVER w AS session FROM tried t
         WINDOW w AS (PARTITION BY client ORDER BY time, position, n ROWS UNBOUNDED PRECEDING)
     ), per_target AS (
       SELECT client, session, server, sum(attempts) AS attempts FROM numbered GROUP BY client, session, server
     ), named AS (
       SELECT client, session, (array_agg(host(server) ORDER BY attempts DESC, server))[1:${MAX_NAMED}] AS target_addresses
       FROM per_target GROUP BY client, session
     ), sessions AS (
       SELECT host(client) AS client, session, client AS address, min(time) AS start, max(time) AS last, count(DISTINCT server)::int4 AS targets,
         (array_agg(DISTINCT service))[1:${MAX_NAMED}] AS services,
         (count(DISTINCT account) FILTER (WHERE account <> ''))::int4 AS users,
         sum(attempts)::float8 AS attempts, coalesce(sum(attempts) FILTER (WHERE ${FAILED}), 0)::float8 AS failures,
         coalesce(sum(attempts) FILTER (WHERE ${SUCCEEDED}), 0)::float8 AS successes
       FROM numbered GROUP BY numbered.client, session
       HAVING coalesce(sum(attempts) FILTER (WHERE ${FAILED}), 0) >= ${LEAST_FAILURES}
     ), page AS (SELECT * FROM sessions WHERE ${place} ORDER BY last DESC, client::text || ' ' || start DESC LIMIT ${limit + 1})
     SELECT page.*, target_addresses, n.total FROM (SELECT count(*)::int4 AS total FROM sessions) n
     LEFT JOIN page ON true LEFT JOIN named ON named.client = page.address AND named.session = page.session
     ORDER BY page.last DESC, page.client::text || ' ' || page.start DESC`,
    params,
  );
  const total = rows[0]?.total ?? 0;
  const found = rows.filter(({ client }) => client !== null);
  const page = found.slice(0, limit);
  const end = found.length > limit ? page.at(-1) : undefined;
  return {
    rows: page.map((row) => sessionShape(row, span.to)),
    next: end ? encodeCursor({ sort: LIST, key: end.last, id: `${end.client} ${end.start}` }) : null,
    count: Math.min(total, COUNT_LIMIT),
    exact: total <= COUNT_LIMIT,
  };
}

function sessionShape(row: SessionRow, to: number): AttackSessionShape {
  const { start, last, targets, services, users, attempts, failures, successes } = row;
  return {
    ...{ source: shownAddress(row.client), start: shownTime(start), last: shownTime(last) },
    ...{ active: to - last <= PAUSE_US, targets, targetAddresses: row.target_addresses.map(shownAddress), services },
    ...{ users, attempts, failures, successes, level: threatLevelOf(failures, failures + successes) },
  };
}
