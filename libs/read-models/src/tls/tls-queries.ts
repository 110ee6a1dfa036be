import type { Database } from '../database';
import { type FactList, factPage, type FactListArgs } from '../facts/fact-list';
import { factTops, type FactTopsArgs, MOST_TOP, type TopsOf } from '../facts/fact-tops';
import { factConditions, type FactConditions, type FactWhere, isIn, isOneNumber, isOneOf } from '../facts/fact-where';
import type { PageShape, TopListShape } from '../shapes';
import { readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { type TlsHandshakeShape, type TlsRow, tlsShape, versionName } from './tls-shape';
import { TLS } from './tls-table';
import { versionNumber } from './tls-versions';

/** `TlsWhere` of the API. */
export interface TlsWhere extends FactWhere {
  readonly serverName?: readonly string[] | null;
  /** In the name asked for, or in subject or issuer of the certificate. */
  readonly search?: string | null;
  readonly version?: readonly string[] | null;
  readonly alpn?: readonly string[] | null;
  readonly ja3?: readonly string[] | null;
  readonly ja4?: readonly string[] | null;
  readonly ja3s?: readonly string[] | null;
  readonly issuer?: readonly string[] | null;
  readonly certSha256?: readonly string[] | null;
}

async function tlsConditions(db: Database, params: Params, where: TlsWhere): Promise<FactConditions> {
  const { sql, ...asked } = await factConditions(db, params, where, 'tls');
  return {
    sql: [
      ...sql,
      ...isOneOf(params, 'server_name', where.serverName, 'serverName'),
      ...isIn(params, ['server_name', 'cert_subject', 'cert_issuer'], where.search),
      ...isOneNumber(params, 'version', where.version?.map(versionNumber), 'version'),
      ...isOneOf(params, 'alpn', where.alpn, 'alpn'),
      ...isOneOf(params, 'ja3', where.ja3, 'ja3'),
      ...isOneOf(params, 'ja4', where.ja4, 'ja4'),
      ...isOneOf(params, 'ja3s', where.ja3s, 'ja3s'),
      ...isOneOf(params, 'cert_issuer', where.issuer, 'issuer'),
      ...isOneOf(params, 'cert_sha256', where.certSha256, 'certSha256'),
    ],
    ...asked,
  };
}

const LIST: FactList<TlsWhere, TlsRow, TlsHandshakeShape> = {
  model: TLS,
  sorts: {
    TIME_DESC: ['time', 'DESC'],
    TIME_ASC: ['time', 'ASC'],
    LATENCY_DESC: ['latency', 'DESC'],
    EXPIRY_ASC: ['cert_not_after', 'ASC'],
    EXPIRY_DESC: ['cert_not_after', 'DESC'],
  },
  conditions: tlsConditions,
  shape: tlsShape,
};

/** Handshakes, newest first unless asked otherwise. @throws DomainError BAD_USER_INPUT */
export const tlsHandshakes = (db: Database, args: FactListArgs<TlsWhere>): Promise<PageShape<TlsHandshakeShape>> =>
  factPage(db, LIST, args);

const TOPS = {
  keys: {
    serverNames: 'server_name',
    ja4: 'ja4',
    ja3: 'ja3',
    ja3s: 'ja3s',
    issuers: 'cert_issuer',
    versions: `CASE WHEN version > 0 THEN version::text END`,
    alpn: 'alpn',
  },
} as const satisfies TopsOf<string>;

export interface TlsTopsShape {
  /** Handshakes. */
  readonly total: number;
  readonly serverNames: TopListShape;
  readonly ja4: TopListShape;
  readonly ja3: TopListShape;
  readonly ja3s: TopListShape;
  readonly issuers: TopListShape;
  readonly versions: TopListShape;
  readonly alpn: TopListShape;
}

/** What occurs most among handshakes. @throws DomainError BAD_USER_INPUT, TIMEOUT */
export async function tlsTops(db: Database, args: FactTopsArgs<TlsWhere>): Promise<TlsTopsShape> {
  const first = readFirst(args.first, 8, MOST_TOP);
  const params = new Params();
  const conditions = await tlsConditions(db, params, args.where ?? {});
  const { total, lists } = await factTops(db, params, { model: TLS, conditions, tops: TOPS, first });
  const versions = lists.versions.rows.map((row) => ({ ...row, key: versionName(Number(row.key)) ?? row.key }));
  return { total, ...lists, versions: { ...lists.versions, rows: versions } };
}
