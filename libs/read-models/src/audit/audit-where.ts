import { parsePrefix } from '@wireledger/kernel';

import type { Params } from '../sql/params';
import { badInput, type RangeInput, readRange } from '../sql/range';
import { containing } from '../sql/search';

export interface AuditWhere {
  /** `user:<id>`, `token:<id>`, `host`, `nobody`. */
  readonly actor?: readonly string[] | null;
  readonly role?: readonly string[] | null;
  readonly operation?: readonly string[] | null;
  readonly kind?: readonly string[] | null;
  readonly result?: readonly string[] | null;
  readonly targetKind?: readonly string[] | null;
  readonly target?: string | null;
  /** Addresses or prefixes that the request came from. */
  readonly ip?: readonly string[] | null;
  readonly correlation?: string | null;
  /** Contained in operation, target, reason, code, address or agent, whatever the case. */
  readonly search?: string | null;
  readonly range?: RangeInput | null;
}

export interface EventWhere {
  readonly stream?: string | null;
  /** Types, or prefixes that end in a dot. */
  readonly type?: readonly string[] | null;
  readonly actor?: readonly string[] | null;
  readonly correlation?: string | null;
  readonly search?: string | null;
  readonly range?: RangeInput | null;
}

const MAX_VALUES = 50;

function any(params: Params, column: string, values: readonly string[] | null | undefined): string[] {
  if (!values?.length) return [];
  if (values.length > MAX_VALUES) throw badInput(`at most ${MAX_VALUES} values are taken in a list`);
  return [`${column} = ANY(${params.of(values)}::text[])`];
}

const is = (params: Params, column: string, value: string | null | undefined): string[] =>
  typeof value === 'string' && value !== '' ? [`${column} = ${params.of(value)}::text`] : [];

function within(params: Params, range: RangeInput | null | undefined): string[] {
  if (!range) return [];
  const { from, to } = readRange(range);
  return [`at >= ${params.of(from)}::int8`, `at < ${params.of(to)}::int8`];
}

function contains(params: Params, columns: readonly string[], search: string | null | undefined): string[] {
  if (typeof search !== 'string' || search.trim() === '') return [];
  const pattern = params.of(containing(search.trim()));
  return [`(${columns.map((column) => `${column} ILIKE ${pattern}`).join(' OR ')})`];
}

/** Texts that are no address pass by: an address of a request is text as the server heard it. */
const ADDRESS = `(CASE WHEN pg_input_is_valid(ip, 'inet') THEN ip::inet END)`;

function from(params: Params, prefixes: readonly string[] | null | undefined): string[] {
  if (!prefixes?.length) return [];
  for (const prefix of prefixes)
    if (!parsePrefix(prefix)) throw badInput(`${JSON.stringify(prefix)} is no address or prefix; write 192.0.2.0/24`);
  return [`${ADDRESS} <<= ANY(${params.of(prefixes)}::inet[])`];
}

/** Condition on `audit`. @throws DomainError BAD_USER_INPUT */
export function auditWhere(params: Params, where: AuditWhere): string {
  const conditions = [
    ...any(params, 'actor', where.actor),
    ...any(params, 'role', where.role),
    ...any(params, 'operation', where.operation),
    ...any(params, 'kind', where.kind),
    ...any(params, "coalesce(result, 'open')", where.result),
    ...any(params, 'target_kind', where.targetKind),
    ...is(params, 'target', where.target),
    ...is(params, 'correlation', where.correlation),
    ...from(params, where.ip),
    ...contains(params, ['operation', 'target', 'reason', 'code', 'ip', 'agent'], where.search),
    ...within(params, where.range),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** Condition on `event`. @throws DomainError BAD_USER_INPUT */
export function eventWhere(params: Params, where: EventWhere): string {
  const types = where.type?.length
    ? [
        `(${where.type
          .slice(0, MAX_VALUES)
          .map((type) => typeCondition(params, type))
          .join(' OR ')})`,
      ]
    : [];
  const conditions = [
    ...types,
    ...is(params, 'stream', where.stream),
    ...any(params, 'actor', where.actor),
    ...is(params, 'correlation', where.correlation),
    ...contains(params, ['stream', 'type', 'actor'], where.search),
    ...within(params, where.range),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

const typeCondition = (params: Params, type: string): string =>
  type.endsWith('.') ? `starts_with(type, ${params.of(type)})` : `type = ${params.of(type)}::text`;
