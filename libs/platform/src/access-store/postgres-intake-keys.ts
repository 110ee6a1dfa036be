import type { EntityManager } from 'typeorm';

import { type IntakeClaim, type IntakeKey, type IntakeKeyName, type IntakeKeyStore, KEY_KEPT_MS } from './intake-keys';

const ROW =
  'token uuid, key text, body text, stream text, revision bigint, batch uuid, answer text, "claimedAt" float8';

/** {@link IntakeKeyStore} on `access.intake_key`. */
export class PostgresIntakeKeys implements IntakeKeyStore {
  constructor(private readonly run: <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>) {}

  find(names: readonly IntakeKeyName[]): Promise<IntakeKey[]> {
    return this.run((manager) => manager.query<IntakeKey[]>(FIND, [JSON.stringify(names)]));
  }

  claim(claims: readonly IntakeClaim[]): Promise<IntakeKeyName[]> {
    return this.run((manager) => manager.query<IntakeKeyName[]>(CLAIM, [JSON.stringify(claims)]));
  }

  async sweep(now: number): Promise<number> {
    const before = new Date(now - KEY_KEPT_MS).toISOString();
    for (let gone = 0; ;) {
      const rows = await this.run((manager) => manager.query<unknown[]>(SWEEP, [before, SWEPT_AT_ONCE]));
      if (rows.length === 0) return gone;
      gone += rows.length;
    }
  }
}

const FIND = `
select k.token, k.key, k.body, k.stream, k.revision::text, k.batch, k.answer, extract(epoch from k.claimed_at)::float8 * 1000 as "claimedAt"
  from access.intake_key k join jsonb_to_recordset($1::jsonb) as n(token uuid, key text) using (token, key)`;

/** One statement: all rows, or none when the connection breaks. */
const CLAIM = `
with asked as (
  select * from jsonb_to_recordset($1::jsonb) as c(${ROW}, replaces uuid)
), moved as (
  update access.intake_key k
     set body = a.body, stream = a.stream, revision = a.revision, batch = a.batch, answer = a.answer,
         claimed_at = to_timestamp(a."claimedAt" / 1000)
    from asked a
   where k.token = a.token and k.key = a.key and k.batch = a.replaces
  returning k.token, k.key
), added as (
  insert into access.intake_key (token, key, body, stream, revision, batch, answer, claimed_at)
  select token, key, body, stream, revision, batch, answer, to_timestamp("claimedAt" / 1000) from asked where replaces is null
  on conflict do nothing returning token, key
)
select token, key from moved union all select token, key from added`;

/** Rows of one statement: an hour may leave millions, a statement has seconds. */
const SWEPT_AT_ONCE = 5000;

/** Rows that somebody else sweeps or takes over at this moment are left to him. */
const SWEEP = `
with old as (
  select token, key from access.intake_key where claimed_at < $1 order by claimed_at limit $2 for update skip locked
), gone as (
  delete from access.intake_key k using old where k.token = old.token and k.key = old.key returning 1
)
select 1 from gone`;
