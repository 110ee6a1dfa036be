import type { Database } from '../database';
import { listed, readUuid } from '../flows/flow-where';
import { addressCondition } from '../sql/addresses';
import type { Params } from '../sql/params';
import { badInput, type RangeInput, readRange, type Span } from '../sql/range';
import { containing } from '../sql/search';
import { storable } from '../sql/storable';
import { factFilter } from './fact-filter';
import type { FactKind } from './fact-model';

/** Conditions that every list of facts takes. All must hold; within a list any value may match. */
export interface FactWhere {
  readonly range?: RangeInput | null;
  /** Either end. */
  readonly ip?: readonly string[] | null;
  readonly client?: readonly string[] | null;
  readonly server?: readonly string[] | null;
  readonly sensor?: readonly string[] | null;
  readonly source?: string | null;
  readonly flow?: string | null;
  /** An expression of the filter language; holds beside all other conditions. */
  readonly filter?: string | null;
}

/** Conditions as they are collected, and the span that they ask for. */
export interface FactConditions {
  readonly sql: string[];
  readonly span: Span | undefined;
  /** The expression among them, if there is one. */
  readonly filter?: string | null | undefined;
}

/** @throws DomainError BAD_USER_INPUT, BAD_FILTER */
export async function factConditions(
  db: Database,
  params: Params,
  where: FactWhere,
  kind: FactKind,
): Promise<FactConditions> {
  const sql: string[] = [];
  const span = where.range ? readRange(where.range) : undefined;
  if (span) sql.push(`time >= ${params.of(span.from)}::int8`, `time < ${params.of(span.to)}::int8`);
  for (const [name, columns] of [
    ['ip', ['client', 'server']],
    ['client', ['client']],
    ['server', ['server']],
  ] as const) {
    const texts = listed(where[name], name);
    if (texts) sql.push(addressCondition(params, columns, texts));
  }
  if (where.source) sql.push(`source = ${params.of(readUuid(where.source, 'the id of a source'))}::uuid`);
  if (where.flow) sql.push(`flow = ${params.of(readUuid(where.flow, 'the id of a flow'))}::uuid`);
  if (!(where.source || where.flow) || where.sensor?.length)
    sql.push(await db.sensors(params, listed(where.sensor, 'sensor')));
  if (db.asOf !== null) sql.push(db.upTo(params));
  sql.push(...(await factFilter(db, params, kind, { filter: where.filter, span })));
  return { sql, span, filter: where.filter };
}

/** One of these texts exactly, as they are shown. @throws DomainError BAD_USER_INPUT when there are too many */
export function isOneOf(
  params: Params,
  column: string,
  values: readonly string[] | null | undefined,
  name: string,
): string[] {
  const texts = listed(values, name);
  return texts ? [`${column} = ANY(${params.of(texts.map(storable))}::text[])`] : [];
}

/** One of these numbers. @throws DomainError BAD_USER_INPUT when there are too many, or one is no whole number of the column's range */
export function isOneNumber(
  params: Params,
  column: string,
  values: readonly number[] | null | undefined,
  name: string,
): string[] {
  const numbers = listed(values, name);
  if (!numbers) return [];
  for (const value of numbers)
    if (!Number.isInteger(value) || value < -1 || value > 0x7fffffff)
      throw badInput(`\`${name}\` takes whole numbers, not ${value}`);
  return [`${column} = ANY(${params.of(numbers)}::int4[])`];
}

/** The text is in one of these columns, in any case. @throws DomainError BAD_USER_INPUT when it is too long */
export function isIn(params: Params, columns: readonly string[], text: string | null | undefined): string[] {
  if (!text) return [];
  const pattern = params.of(containing(text));
  return [`(${columns.map((column) => `${column} ILIKE ${pattern}`).join(' OR ')})`];
}
