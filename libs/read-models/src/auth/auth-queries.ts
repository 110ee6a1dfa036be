import type { Database } from '../database';
import { type FactList, factPage, type FactListArgs } from '../facts/fact-list';
import { factTops, type FactTopsArgs, MOST_TOP, type TopsOf } from '../facts/fact-tops';
import { factConditions, type FactConditions, type FactWhere, isIn, isOneOf } from '../facts/fact-where';
import { shownKeys } from '../hosts/talkers';
import type { PageShape, TopListShape } from '../shapes';
import { readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { AUTH } from './auth-table';
import { type AuthAttemptShape, type AuthRow, authShape } from './auth-shape';

/** `AuthWhere` of the API. */
export interface AuthWhere extends FactWhere {
  readonly service?: readonly string[] | null;
  readonly outcome?: readonly string[] | null;
  readonly user?: readonly string[] | null;
  /** In the user's name. */
  readonly search?: string | null;
  readonly cleartext?: boolean | null;
}

async function authConditions(db: Database, params: Params, where: AuthWhere): Promise<FactConditions> {
  const { sql, ...asked } = await factConditions(db, params, where, 'auth');
  return {
    sql: [
      ...sql,
      ...isOneOf(params, 'service', where.service, 'service'),
      ...isOneOf(params, 'outcome', where.outcome, 'outcome'),
      ...isOneOf(params, 'account', where.user, 'user'),
      ...isIn(params, ['account'], where.search),
      ...(typeof where.cleartext === 'boolean' ? [`cleartext = ${params.of(where.cleartext)}::boolean`] : []),
    ],
    ...asked,
  };
}

const LIST: FactList<AuthWhere, AuthRow, AuthAttemptShape> = {
  model: AUTH,
  sorts: { TIME_DESC: ['time', 'DESC'], TIME_ASC: ['time', 'ASC'], COUNT_DESC: ['attempts', 'DESC'] },
  conditions: authConditions,
  shape: authShape,
};

/** Attempts to sign in, newest first unless asked otherwise. @throws DomainError BAD_USER_INPUT */
export const authAttempts = (db: Database, args: FactListArgs<AuthWhere>): Promise<PageShape<AuthAttemptShape>> =>
  factPage(db, LIST, args);

const TOPS = {
  keys: {
    clients: 'host(client)',
    servers: 'host(server)',
    users: 'account',
    outcomes: 'outcome',
    services: 'service',
  },
  clients: 'clients',
} as const satisfies TopsOf<string>;

export interface AuthTopsShape {
  /** Sign-ins as they are listed: of SSH one a connection, however often it tried. */
  readonly total: number;
  readonly clients: TopListShape;
  readonly servers: TopListShape;
  readonly users: TopListShape;
  readonly outcomes: TopListShape;
  readonly services: TopListShape;
}

/** Who tried most, where, as whom, and with what outcome, by sign-ins as they are listed. @throws DomainError BAD_USER_INPUT, TIMEOUT */
export async function authTops(db: Database, args: FactTopsArgs<AuthWhere>): Promise<AuthTopsShape> {
  const first = readFirst(args.first, 8, MOST_TOP);
  const params = new Params();
  const conditions = await authConditions(db, params, args.where ?? {});
  const { total, lists } = await factTops(db, params, { model: AUTH, conditions, tops: TOPS, first });
  return { total, ...lists, clients: shownKeys(lists.clients), servers: shownKeys(lists.servers) };
}
