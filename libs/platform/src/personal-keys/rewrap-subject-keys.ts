import { Client } from 'pg';

import type { MasterKey } from './master-key';

const BATCH = 500;
/** By this name api and worker are seen on the database: see `PostgresSubjectKeys`. */
const USERS = 'wireledger keys';

interface Wrapped {
  readonly subject: string;
  readonly wrapped: Buffer;
}

/** What has keys of people open: they would go on wrapping with the master key that they have read. */
export class KeysInUse extends Error {
  constructor(connections: number) {
    super(`${connections} processes have keys of people open. Stop api and worker on every machine, then try again.`);
    this.name = 'KeysInUse';
  }
}

/**
 * Wraps every key of a person anew, batch by batch, each in a transaction: killed anywhere, every row is wrapped by one of the two, and the next call
 * goes on. When all are done each is looked at once more, by the new master key alone, and the table is written anew, so that nothing wrapped by the
 * old one stays on the disk. Keys that were destroyed stay so. Answers how many keys there are.
 * @throws KeysInUse, MasterKeyMismatch when a key was wrapped by neither: nothing is lost then either
 */
export async function rewrapSubjectKeys(connectionString: string, from: MasterKey, to: MasterKey): Promise<number> {
  const client = new Client({ connectionString, application_name: 'wireledger rekey' });
  await client.connect();
  try {
    const { rows } = await client.query<{ n: number }>(
      'select count(*)::int4 as n from pg_stat_activity where datname = current_database() and application_name = $1',
      [USERS],
    );
    if (rows[0] && rows[0].n > 0) throw new KeysInUse(rows[0].n);
    while (await rewrapBatch(client, from, to));
    const count = await check(client, to);
    await client.query('vacuum full access.subject_key');
    return count;
  } finally {
    await client.end();
  }
}

/** False when none was left. A row that changed meanwhile is left alone: it was destroyed. */
async function rewrapBatch(client: Client, from: MasterKey, to: MasterKey): Promise<boolean> {
  const { rows } = await client.query<Wrapped>(
    'select subject, wrapped from access.subject_key where wrapped is not null and master <> $1 order by subject limit $2',
    [to.id, BATCH],
  );
  if (rows.length === 0) return false;
  const anew = rows.map(({ subject, wrapped }) => to.wrap(subject, from.unwrap(subject, wrapped)));
  await client.query(
    `update access.subject_key k set wrapped = t.anew, master = $4
     from unnest($1::text[], $2::bytea[], $3::bytea[]) as t (subject, wrapped, anew)
     where k.subject = t.subject and k.wrapped = t.wrapped`,
    [rows.map(({ subject }) => subject), rows.map(({ wrapped }) => wrapped), anew, to.id],
  );
  return true;
}

async function check(client: Client, to: MasterKey): Promise<number> {
  let count = 0;
  for (let after = '', more = true; more;) {
    const { rows } = await client.query<Wrapped>(
      'select subject, wrapped from access.subject_key where wrapped is not null and subject > $1 order by subject limit $2',
      [after, BATCH],
    );
    for (const { subject, wrapped } of rows) to.unwrap(subject, wrapped);
    count += rows.length;
    after = rows.at(-1)?.subject ?? after;
    more = rows.length === BATCH;
  }
  return count;
}
