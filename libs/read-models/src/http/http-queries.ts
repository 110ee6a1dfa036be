import type { Database } from '../database';
import { type FactList, factPage, type FactListArgs } from '../facts/fact-list';
import { factTops, type FactTopsArgs, MOST_TOP, type TopsOf } from '../facts/fact-tops';
import { factConditions, type FactConditions, type FactWhere, isIn, isOneNumber, isOneOf } from '../facts/fact-where';
import type { PageShape, TopListShape } from '../shapes';
import { readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { HTTP } from './http-table';
import { type HttpRow, httpShape, type HttpTransactionShape } from './http-shape';

/** `HttpWhere` of the API. */
export interface HttpWhere extends FactWhere {
  readonly host?: readonly string[] | null;
  /** In host, target or user agent. */
  readonly search?: string | null;
  readonly method?: readonly string[] | null;
  /** 0 = unanswered. */
  readonly status?: readonly number[] | null;
  readonly userAgent?: readonly string[] | null;
  readonly contentType?: readonly string[] | null;
  readonly auth?: readonly string[] | null;
}

async function httpConditions(db: Database, params: Params, where: HttpWhere): Promise<FactConditions> {
  const { sql, ...asked } = await factConditions(db, params, where, 'http');
  return {
    sql: [
      ...sql,
      ...isOneOf(params, 'host', where.host, 'host'),
      ...isIn(params, ['host', 'target', 'user_agent'], where.search),
      ...isOneOf(params, 'method', where.method, 'method'),
      ...isOneNumber(params, 'status', where.status, 'status'),
      ...isOneOf(params, 'user_agent', where.userAgent, 'userAgent'),
      ...isOneOf(params, 'response_type', where.contentType, 'contentType'),
      ...isOneOf(params, 'auth', where.auth, 'auth'),
    ],
    ...asked,
  };
}

const LIST: FactList<HttpWhere, HttpRow, HttpTransactionShape> = {
  model: HTTP,
  sorts: {
    TIME_DESC: ['time', 'DESC'],
    TIME_ASC: ['time', 'ASC'],
    LATENCY_DESC: ['latency', 'DESC'],
    STATUS_DESC: ['status', 'DESC'],
    RESPONSE_DESC: ['response_length', 'DESC'],
  },
  conditions: httpConditions,
  shape: httpShape,
};

/** Transactions, newest first unless asked otherwise. @throws DomainError BAD_USER_INPUT */
export const httpTransactions = (
  db: Database,
  args: FactListArgs<HttpWhere>,
): Promise<PageShape<HttpTransactionShape>> => factPage(db, LIST, args);

const TOPS = {
  keys: {
    hosts: 'host',
    userAgents: 'user_agent',
    statuses: `CASE WHEN status > 0 THEN status::text END`,
    methods: 'method',
    contentTypes: 'response_type',
    software: 'server_software',
  },
} as const satisfies TopsOf<string>;

export interface HttpTopsShape {
  /** Transactions. */
  readonly total: number;
  readonly hosts: TopListShape;
  readonly userAgents: TopListShape;
  readonly statuses: TopListShape;
  readonly methods: TopListShape;
  readonly contentTypes: TopListShape;
  readonly software: TopListShape;
}

/** What occurs most among transactions. @throws DomainError BAD_USER_INPUT, TIMEOUT */
export async function httpTops(db: Database, args: FactTopsArgs<HttpWhere>): Promise<HttpTopsShape> {
  const first = readFirst(args.first, 8, MOST_TOP);
  const params = new Params();
  const conditions = await httpConditions(db, params, args.where ?? {});
  const { total, lists } = await factTops(db, params, { model: HTTP, conditions, tops: TOPS, first });
  return { total, ...lists };
}
