import { AUTH } from '../auth/auth-table';
import type { Database } from '../database';
import { factRows } from '../facts/fact-list';
import { factConditions } from '../facts/fact-where';
import { viewpoint } from '../runner/viewpoint';
import { Params } from '../sql/params';
import { badInput, shownTime } from '../sql/range';
import { parseTime } from '@wireledger/kernel';
import { FAILED, SUCCEEDED, threatLevelOf, type ThreatLevel } from './threat-bands';

/** Packet time that the level looks back, µs. */
const WINDOW_US = 300_000_000;
const LONGEST_MS = 5_000;

export interface ThreatLevelArgs {
  /** End of the five minutes, RFC 3339; now when absent. */
  readonly at?: string | null;
  readonly sensor?: string | null;
  /** Viewpoint whose moment ends the five minutes where `at` is absent. */
  readonly asOf?: string | null;
}

/** How much of what was tried failed in five minutes. */
export interface ThreatLevelShape {
  readonly level: ThreatLevel;
  readonly from: string;
  readonly to: string;
  /** Attempts whose outcome is known. */
  readonly attempts: number;
  readonly failures: number;
  /** Failures ÷ attempts, 0 where there are none. */
  readonly share: number;
  /** Addresses that failed. */
  readonly sources: number;
}

/** Requirement document R3's threat level. @throws DomainError BAD_USER_INPUT, TIMEOUT */
export async function threatLevel(db: Database, { at, sensor, asOf }: ThreatLevelArgs): Promise<ThreatLevelShape> {
  const to = at === null || at === undefined ? Math.floor((await viewpoint(db, asOf)).now) : readInstant(at);
  const range = { from: shownTime(to - WINDOW_US), to: shownTime(to) };
  const params = new Params();
  const conditions = await factConditions(db, params, { range, ...(sensor ? { sensor: [sensor] } : {}) }, 'auth');
  const rows = await db.rowsWithin<{ attempts: number; failures: number; sources: number }>(
    LONGEST_MS,
    `SELECT coalesce(sum(attempts) FILTER (WHERE ${FAILED} OR ${SUCCEEDED}), 0)::float8 AS attempts,
       coalesce(sum(attempts) FILTER (WHERE ${FAILED}), 0)::float8 AS failures,
       (count(DISTINCT client) FILTER (WHERE ${FAILED}))::int4 AS sources
     FROM ${await factRows(db, AUTH, conditions)}`,
    params,
  );
  const { attempts, failures, sources } = rows[0] ?? { attempts: 0, failures: 0, sources: 0 };
  const share = attempts > 0 ? failures / attempts : 0;
  return { level: threatLevelOf(failures, attempts), ...range, attempts, failures, share, sources };
}

/** A time as it was asked for, µs. @throws DomainError BAD_USER_INPUT */
export function readInstant(at: string): number {
  const us = parseTime(at);
  if (us === null) throw badInput(`${JSON.stringify(at)} is not a time; write RFC 3339 such as 2026-11-21T08:15:00Z`);
  return us;
}
