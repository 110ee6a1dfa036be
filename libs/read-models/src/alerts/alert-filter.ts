import { type AlertColumn, type Expression, type SqlColumn, toSql } from '@wireledger/filter';

import type { Params } from '../sql/params';

const always = (sql: string): SqlColumn => ({ sql, present: null });
const where = (sql: string, present: string): SqlColumn => ({ sql, present });

/** An end of an alert where it is an address: it may be a MAC address, a name or a prefix as well. */
function addressSql(end: string): SqlColumn {
  const sql = `(CASE WHEN pg_input_is_valid(${end}, 'inet') AND ${end} !~ '/' AND ${end} ~ '[.:].*[.:]' THEN ${end}::inet END)`;
  return where(sql, `${sql} IS NOT NULL`);
}

/** Alerts of matches are about `host entry list`. */
const THREAT = "a.kind = 'threat_match'";
const INDICATOR = "split_part(a.entity, ' ', 2)";
const LIST = `substr(a.entity, length(split_part(a.entity, ' ', 1)) + length(${INDICATOR}) + 3)`;

/** What fields of alerts are over `alert` a and `alert_version` v. */
const ALERT_SQL: Readonly<Record<AlertColumn, SqlColumn>> = {
  src: addressSql('a.src'),
  dst: addressSql('a.dst'),
  dstPort: where('a.dport', 'a.dport IS NOT NULL'),
  sensor: where('a.sensor', "a.sensor <> ''"),
  start: always('v.first'),
  end: always('v.last'),
  alertRule: always('a.rule'),
  alertKind: always('a.kind'),
  alertSeverity: always('v.severity'),
  alertStatus: always('v.status'),
  alertOpen: always("(v.status <> 'closed')::int4"),
  alertEscalated: always('v.escalated::int4'),
  threatList: where(LIST, `${THREAT} AND ${LIST} <> ''`),
  threatIndicator: where(INDICATOR, `${THREAT} AND ${INDICATOR} <> ''`),
};

/** An expression about alerts as a condition over `alert` a and `alert_version` v. */
export const alertCondition = (params: Params, expression: Expression): string =>
  toSql(expression, {
    column: (column) => ALERT_SQL[column as AlertColumn],
    of: (value) => params.of(value),
  });
