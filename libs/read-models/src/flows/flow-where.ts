import { type Expression, readFilter } from '@wireledger/filter';

import type { Database } from '../database';
import { addressCondition } from '../sql/addresses';
import { Params } from '../sql/params';
import { type PlaceSql, placeSql } from '../sql/place-columns';
import { badInput, type RangeInput, readRange, type Span } from '../sql/range';
import { communityBytes } from './flow-community-id';
import { filterCondition, WITH_PORTS } from './flow-filter';
import { protoNumber } from './flow-shape';

/** `FlowWhere` of the API. All conditions must hold; within a list any value may match. */
export interface FlowWhere {
  readonly range?: RangeInput | null;
  readonly ip?: readonly string[] | null;
  readonly notIp?: readonly string[] | null;
  readonly src?: readonly string[] | null;
  readonly dst?: readonly string[] | null;
  readonly port?: readonly number[] | null;
  readonly srcPort?: readonly number[] | null;
  readonly dstPort?: readonly number[] | null;
  readonly proto?: readonly string[] | null;
  readonly app?: readonly string[] | null;
  readonly state?: readonly string[] | null;
  readonly sensor?: readonly string[] | null;
  readonly source?: string | null;
  readonly running?: boolean | null;
  readonly minBytes?: number | null;
  readonly communityId?: string | null;
  /** An expression of the filter language; holds beside all other conditions. */
  readonly filter?: string | null;
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const MAX_LIST = 100;

/** A UUID or flow id. @throws DomainError BAD_USER_INPUT */
export function readUuid(text: string, what: string): string {
  if (!UUID.test(text)) throw badInput(`${JSON.stringify(text)} is not ${what}; take it from a list of them`);
  return text;
}

/** A list with at least one value, or null. @throws DomainError BAD_USER_INPUT when it is too long */
export function listed<T>(values: readonly T[] | null | undefined, name: string): readonly T[] | null {
  if (!values || values.length === 0) return null;
  if (values.length > MAX_LIST) throw badInput(`\`${name}\` takes at most ${MAX_LIST} values, not ${values.length}`);
  return values;
}

function ports(values: readonly number[], name: string): readonly number[] {
  for (const port of values)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw badInput(`\`${name}\` is 0 to 65535, not ${port}`);
  return values;
}

/**
 * Conditions that both flow tables share, over the columns of `flow-table.ts`. The range takes flows with a packet in it as
 * far as first and last packet tell: first < to and last ≥ from. @throws DomainError BAD_USER_INPUT, BAD_FILTER
 */
export async function flowConditions(
  db: Database,
  params: Params,
  where: FlowWhere,
): Promise<{ readonly sql: string; readonly span: Span | undefined }> {
  const conditions: string[] = [];
  const span = where.range ? readRange(where.range) : undefined;
  if (span) conditions.push(`first < ${params.of(span.to)}::int8`, `last >= ${params.of(span.from)}::int8`);
  for (const [name, columns] of [
    ['ip', ['src', 'dst']],
    ['src', ['src']],
    ['dst', ['dst']],
  ] as const) {
    const texts = listed(where[name], name);
    if (texts) conditions.push(addressCondition(params, columns, texts));
  }
  const notIp = listed(where.notIp, 'notIp');
  if (notIp) conditions.push(`NOT ${addressCondition(params, ['src', 'dst'], notIp)}`);
  for (const [name, columns] of [
    ['port', ['src_port', 'dst_port']],
    ['srcPort', ['src_port']],
    ['dstPort', ['dst_port']],
  ] as const) {
    const values = listed(where[name], name);
    if (!values) continue;
    const list = params.of(ports(values, name));
    conditions.push(`${WITH_PORTS} AND (${columns.map((c) => `${c} = ANY(${list}::int4[])`).join(' OR ')})`);
  }
  const protos = listed(where.proto, 'proto');
  if (protos) {
    const numbers = protos.map((text) => {
      const proto = protoNumber(text);
      if (proto === null)
        throw badInput(`${JSON.stringify(text)} is not a protocol; write tcp, udp, icmp, icmpv6, sctp or 0 to 255`);
      return proto;
    });
    conditions.push(`proto = ANY(${params.of(numbers)}::int2[])`);
  }
  for (const name of ['app', 'state'] as const) {
    const values = listed(where[name], name);
    if (values) conditions.push(`${name} = ANY(${params.of(values)}::text[])`);
  }
  if (where.source) conditions.push(`source = ${params.of(readUuid(where.source, 'the id of a source'))}::uuid`);
  if (!where.source || where.sensor?.length) conditions.push(await db.sensors(params, listed(where.sensor, 'sensor')));
  if (typeof where.minBytes === 'number')
    conditions.push(`src_bytes + dst_bytes >= ${params.of(where.minBytes)}::float8`);
  if (where.communityId) {
    const hash = communityBytes(where.communityId);
    if (!hash) throw badInput(`${JSON.stringify(where.communityId)} is not a community id; it begins with 1:`);
    conditions.push(`community = ${params.of(hash)}`);
  }
  const expression = readFilter(where.filter, 'flow');
  if (expression) conditions.push(filterCondition(params, expression, await flowPlaces(db, params, expression, where)));
  return { sql: conditions.length > 0 ? conditions.join(' AND ') : 'true', span };
}

/** Every end of a flow is a host, written with the flow: those that were heard of within the range. */
const flowPlaces = (db: Database, params: Params, expression: Expression, where: FlowWhere): Promise<PlaceSql> =>
  placeSql(db, params, expression, {
    ...{ src: 'src', dst: 'dst', params: () => new Params() },
    async addresses(own) {
      const named = listed(where.sensor, 'sensor');
      const conditions = where.source && !named ? ['true'] : [await db.sensors(own, named)];
      const span = where.range ? readRange(where.range) : undefined;
      if (span) conditions.push(`first < ${own.of(span.to)}::int8`, `last >= ${own.of(span.from)}::int8`);
      return `SELECT address FROM rm.host WHERE ${conditions.join(' AND ')}`;
    },
  });
