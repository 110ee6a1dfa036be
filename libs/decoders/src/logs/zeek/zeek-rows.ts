import { bad, type LoggedEnds, type LineFate, other } from '../entry';
import { addressOf, portOf, timeOf } from '../values';
import { connEntry } from './zeek-conn';
import { ftpEntry, ntlmEntry, sshEntry } from './zeek-auth';
import { dhcpEntry } from './zeek-dhcp';
import { dnsEntry } from './zeek-dns';
import { httpEntry } from './zeek-http';
import type { ZeekRow } from './zeek-row';
import { textField } from './zeek-row';
import { sslEntry } from './zeek-ssl';
import { x509Entry } from './zeek-x509';

/** What every row of a connection begins with. */
export interface ZeekBeginning {
  readonly us: number;
  readonly uid: string;
  /** `proto` 0 = the row does not say. */
  readonly ends: LoggedEnds;
}

const ICMP = 1;
const ICMPV6 = 58;
const PROTOS = new Map([
  ['tcp', 6],
  ['udp', 17],
  ['icmp', ICMP],
]);

/** The logs that there are facts for. */
const ENTRIES: Readonly<Record<string, (row: ZeekRow, beginning: ZeekBeginning) => LineFate>> = {
  conn: connEntry,
  dns: dnsEntry,
  http: httpEntry,
  ssl: sslEntry,
  ssh: sshEntry,
  ftp: ftpEntry,
  ntlm: ntlmEntry,
};
/** Logs whose rows are of no one connection. */
const APART: Readonly<Record<string, (row: ZeekRow, us: number) => LineFate>> = { x509: x509Entry, dhcp: dhcpEntry };

/** A row of the log `path`. */
export function zeekEntry(path: string, row: ZeekRow): LineFate {
  const apart = Object.hasOwn(APART, path) ? APART[path] : undefined;
  const read = Object.hasOwn(ENTRIES, path) ? ENTRIES[path] : undefined;
  if (!read && !apart) return other(path || 'unnamed');
  const us = timeOf(row.raw('ts'));
  if (us === null) return bad('no time');
  if (!read) return apart?.(row, us) ?? null;
  const src = addressOf(row.raw('id.orig_h'));
  const dst = addressOf(row.raw('id.resp_h'));
  if (src === null || dst === null) return bad('no address');
  const srcPort = portOf(row.raw('id.orig_p'));
  const dstPort = portOf(row.raw('id.resp_p'));
  if (srcPort === null || dstPort === null) return bad('no port');
  return read(row, {
    us,
    uid: textField(row, 'uid', 64),
    ends: { src, srcPort, dst, dstPort, proto: protoOf(row, src) },
  });
}

function protoOf(row: ZeekRow, src: string): number {
  const number = row.raw('ip_proto');
  if (number !== null && /^\d{1,3}$/.test(number) && Number(number) < 256) return Number(number);
  const proto = PROTOS.get(row.raw('proto') ?? '') ?? 0;
  return proto === ICMP && src.includes(':') ? ICMPV6 : proto;
}
