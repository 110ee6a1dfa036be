import { parseIp } from '@wireledger/kernel';

import type { RowReader, RowValue } from '../compile/predicate';
import type { AlertColumn, Column } from '../fields/columns';

/** What expressions look at of an alert. Times µs; `severity` counts from 0. */
export interface AlertAt {
  readonly rule: string;
  readonly kind: string;
  readonly severity: number;
  readonly status: string;
  readonly escalated: boolean;
  readonly sensor: string;
  readonly entity: string;
  readonly src: string | null;
  readonly dst: string | null;
  readonly dport: number | null;
  readonly first: number;
  readonly last: number;
}

/** Kind of alerts whose entity is `host entry list`. */
const THREAT = 'threat_match';

/** The entry and the list that an alert of a match is about; none of others. */
function threatOf({ kind, entity }: AlertAt): readonly [indicator: string | null, list: string | null] {
  const [host = '', indicator = ''] = kind === THREAT ? entity.split(' ', 2) : [];
  return [indicator || null, entity.slice(host.length + indicator.length + 2) || null];
}

/** An end where it is an address: it may be a MAC address, a name or a prefix as well. */
const addressOf = (end: string | null): string | null => (end !== null && parseIp(end) ? end : null);

const READS: Readonly<Record<AlertColumn, (alert: AlertAt) => RowValue>> = {
  src: ({ src }) => addressOf(src),
  dst: ({ dst }) => addressOf(dst),
  dstPort: ({ dport }) => dport,
  sensor: ({ sensor }) => sensor || null,
  start: ({ first }) => first,
  end: ({ last }) => last,
  alertRule: ({ rule }) => rule,
  alertKind: ({ kind }) => kind,
  alertSeverity: ({ severity }) => severity,
  alertStatus: ({ status }) => status,
  alertOpen: ({ status }) => Number(status !== 'closed'),
  alertEscalated: ({ escalated }) => Number(escalated),
  threatIndicator: (alert) => threatOf(alert)[0],
  threatList: (alert) => (alert.kind === THREAT ? threatOf(alert)[1] : null),
};

/** How alerts are read, by column. */
export const alertReader: RowReader<AlertAt> = (column: Column) => READS[column as AlertColumn];
