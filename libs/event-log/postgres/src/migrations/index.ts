import type { ClientBase } from 'pg';

import { append0001 } from './0001-append';
import { log0001, roles0001 } from './0001-log';
import { segments0002 } from './0002-segments';
import { news0003 } from './0003-news';
import { appendPlans0004 } from './0004-append-plans';

/** Steps of the schema `el`, in order; a step that was shipped is never changed. */
const MIGRATIONS: readonly string[] = [
  [roles0001, log0001, append0001, 'select el.ensure_segments();'].join('\n'),
  segments0002,
  news0003,
  appendPlans0004,
];

/** Key of the advisory lock that lets one process migrate at a time. */
const MIGRATION_LOCK = 4710;

/**
 * Brings the log's schema up to date, in one transaction; doing it again changes nothing.
 * @returns how many steps were taken. @throws when the schema is newer than this release
 */
export async function migrate(client: ClientBase): Promise<number> {
  await client.query('begin');
  try {
    await client.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query('create schema if not exists el');
    await client.query(
      'create table if not exists el.migration(version int primary key, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from el.migration',
    );
    const version = rows[0]?.version ?? 0;
    if (version > MIGRATIONS.length)
      throw new Error(
        `the event log's schema is at version ${version}, this release knows ${MIGRATIONS.length}: start the newer release`,
      );
    for (const [i, step] of MIGRATIONS.entries()) {
      if (i < version) continue;
      await client.query(step);
      await client.query('insert into el.migration(version) values ($1)', [i + 1]);
    }
    await client.query('commit');
    return MIGRATIONS.length - version;
  } catch (error) {
    await client.query('rollback').catch(() => undefined); // the connection may be what failed
    throw error;
  }
}
