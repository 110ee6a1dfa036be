import { isNarrow, type Scope } from '@wireledger/access';
import type { Position } from '@wireledger/event-sourcing';
import type { Places } from '@wireledger/filter';
import { DomainError } from '@wireledger/kernel';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource, EntitySchema, ObjectLiteral, Repository } from 'typeorm';

import { askerGone } from './asker';
import { poolOf } from './data-source';
import { scopedStatement } from './scope/scoped-statement';
import { logPosition } from './sql/log-position';
import { Params } from './sql/params';
import { stoppable } from './sql/stoppable';
import type { PartitionedModel } from './partitions/partitions';
import { daysWithin } from './partitions/partitions';
import { SensorEntity } from './sensors/sensor-entities';
import type { Span } from './sql/range';

/** SQLSTATE of a statement that ran into its limit. */
const QUERY_CANCELED = '57014';
/** Of who does not go away. */
const NEVER = new AbortController().signal;

/** What queries read from, within a scope: what lies outside is not there. */
export class Database {
  private readonly pool: Pool;

  /** True when an answer about the past had to take rows that may hold what was recorded later. */
  coarse = false;

  constructor(
    private readonly source: DataSource,
    readonly scope: Scope | null = null,
    /** Position up to which events count; null = all. */
    readonly asOf: Position | null = null,
    /** Hosts that must stand behind what is grouped; 0 = the reader is not held to that. */
    readonly smallest = 0,
    /** Where addresses are; null = nothing here says so. */
    readonly places: Places | null = null,
  ) {
    this.pool = poolOf(source);
  }

  /** The same database, seen through a scope, by a reader who is held to groups of so many hosts. */
  within(scope: Scope | null, smallest = 0): Database {
    return scope === null && smallest === 0 ? this : new Database(this.source, scope, this.asOf, smallest, this.places);
  }

  /** The same read models as they were at a position of the log. @throws DomainError BAD_USER_INPUT */
  at(position: string): Database {
    return new Database(this.source, this.scope, logPosition(position), this.smallest, this.places);
  }

  /** Condition that leaves out rows that were recorded after the position asked for. */
  upTo(params: Params): string {
    return this.asOf === null ? 'true' : `position <= ${params.of(this.asOf)}::text`;
  }

  /** Marks the answer as coarse when anything that these projections fold may have been recorded after the position. */
  async coarseWhenLater(projections: readonly string[]): Promise<void> {
    if (this.asOf === null) return;
    const params = new Params();
    const later = await this.rows(
      `SELECT FROM rm.checkpoint WHERE projection = ANY(${params.of(projections)}::text[]) AND position > ${params.of(this.asOf)} LIMIT 1`,
      params,
    );
    if (later.length > 0) this.coarse = true;
  }

  /** A table as entities, whole: whoever reads it here applies the scope himself. */
  repository<T extends ObjectLiteral>(entity: EntitySchema<T>): Repository<T> {
    return this.source.getRepository(entity);
  }

  async rows<T extends QueryResultRow>(text: string, params?: Params): Promise<T[]> {
    const { text: scoped, values } = this.scoped(text, params);
    const gone = askerGone();
    if (!gone) return (await this.pool.query<T>(scoped, values)).rows;
    return stoppable(this.pool, gone, async (client) => (await client.query<T>(scoped, values)).rows);
  }

  /** As `rows`, ended by the database after so many milliseconds. @throws DomainError TIMEOUT */
  async rowsWithin<T extends QueryResultRow>(ms: number, text: string, params?: Params): Promise<T[]> {
    const { text: scoped, values } = this.scoped(text, params);
    const within = async (client: PoolClient): Promise<T[]> => {
      await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.max(1, Math.trunc(ms))}`);
      const { rows } = await client.query<T>(scoped, values);
      await client.query('COMMIT');
      return rows;
    };
    try {
      return await stoppable(this.pool, askerGone() ?? NEVER, within);
    } catch (error) {
      if ((error as { code?: unknown }).code !== QUERY_CANCELED) throw error;
      throw new DomainError(
        'TIMEOUT',
        `The query took longer than ${Math.round(ms / 1000)} s. Choose a shorter range or a narrower filter.`,
      );
    }
  }

  private scoped(text: string, params: Params | undefined): { readonly text: string; readonly values: unknown[] } {
    if (this.scope === null) return { text, values: params?.values ?? [] };
    const scoped = scopedStatement(text, params, this.scope);
    return { text: scoped.text, values: [...scoped.values] };
  }

  /** Condition that leaves out partitions without packet times in the span. */
  days(model: PartitionedModel, span: Span | undefined): Promise<string> {
    // Within a narrow scope traffic is made of flows, which have recorded days of their own.
    if (isNarrow(this.scope) && model.startsWith('traffic_')) return Promise.resolve('true');
    return daysWithin(this.pool, model, span);
  }

  /** Condition on `sensor`: the named ones, or all that are not hidden when none is named. */
  async sensors(params: Params, named: readonly string[] | string | null | undefined): Promise<string> {
    if (typeof named === 'string') return `sensor = ${params.of(named)}`;
    if (named && named.length > 0) return `sensor = ANY(${params.of(named)}::text[])`;
    const hidden = await this.hiddenSensors();
    return hidden.length === 0 ? 'true' : `sensor <> ALL(${params.of(hidden)}::text[])`;
  }

  /** Names of the sensors that nobody sees unless they are named. */
  async hiddenSensors(): Promise<string[]> {
    const hidden = await this.repository(SensorEntity).find({ select: { name: true }, where: { hidden: true } });
    return hidden.map(({ name }) => name);
  }
}
