import { randomBytes } from 'node:crypto';
import type { SubjectKey, SubjectKeys } from '@wireledger/event-sourcing';
import { DataSource, QueryFailedError } from 'typeorm';

import type { MasterKey } from './master-key';

interface Row {
  readonly subject: string;
  readonly wrapped: Buffer | null;
  readonly label: string | null;
}

/**
 * Keys of people in `access.subject_key`, each wrapped by the master key; beside the log, for nothing can be removed from that. A destroyed one
 * leaves its subject and the label. See `migrateAccess`.
 */
export class PostgresSubjectKeys implements SubjectKeys {
  private constructor(
    private readonly source: DataSource,
    private readonly master: MasterKey,
  ) {}

  /** @param onError hears of idle connections that broke; the pool replaces them by itself */
  static async open(
    connectionString: string,
    master: MasterKey,
    onError: (error: Error) => void,
  ): Promise<PostgresSubjectKeys> {
    const source = new DataSource({
      type: 'postgres',
      url: connectionString,
      synchronize: false,
      installExtensions: false,
      logging: false,
      applicationName: 'wireledger keys',
      connectTimeoutMS: 5000,
      poolSize: 1,
      poolErrorHandler: onError,
      extra: { statement_timeout: 10_000 },
    });
    return new PostgresSubjectKeys(await source.initialize(), master);
  }

  /** @throws MasterKeyMismatch */
  async find(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    if (subjects.length === 0) return new Map();
    const rows = await this.query<Row>(
      'select subject, wrapped, label from access.subject_key where subject = any($1)',
      [subjects],
    );
    return new Map(rows.map((row) => [row.subject, this.keyOf(row)]));
  }

  /** Of several that make a key for one subject the first row stands, and all read it back. @throws MasterKeyMismatch */
  async make(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    const found = await this.find(subjects);
    const missing = subjects.filter((subject) => !found.has(subject)).sort();
    if (missing.length === 0) return found;
    await this.query(
      `insert into access.subject_key (subject, wrapped, master)
       select subject, wrapped, $3 from unnest($1::text[], $2::bytea[]) as t (subject, wrapped) on conflict do nothing`,
      [missing, missing.map((subject) => this.master.wrap(subject, randomBytes(32))), this.master.id],
    );
    return this.find(subjects);
  }

  /** The table is written anew behind it: a row version that is merely dead keeps its bytes on the disk. */
  async destroy(subjects: readonly string[], label: string): Promise<void> {
    await this.query(
      `insert into access.subject_key (subject, label, erased_at)
       select subject, $2, now() from unnest($1::text[]) as t (subject) order by subject
       on conflict (subject) do update set wrapped = null, master = null, label = excluded.label, erased_at = excluded.erased_at
         where subject_key.erased_at is null`,
      [subjects, label],
    );
    await this.query('vacuum full access.subject_key');
  }

  async close(): Promise<void> {
    await this.source.destroy();
  }

  private keyOf({ subject, wrapped, label }: Row): SubjectKey {
    if (wrapped === null) return { is: 'erased', label: label ?? 'erased' };
    return { is: 'key', key: this.master.unwrap(subject, wrapped) };
  }

  /** What failed is told in PostgreSQL's words alone: TypeORM's error carries the statement's values. */
  private async query<T>(sql: string, values: unknown[] = []): Promise<T[]> {
    try {
      return await this.source.query<T[]>(sql, values);
    } catch (error) {
      throw error instanceof QueryFailedError ? error.driverError : error;
    }
  }
}
