import { shownTime } from '../sql/range';
import { rcodeName, typeName } from '../dns/dns-codes';
import { protoName } from '../flows/flow-shape';
import type { AlertEvidenceShape } from './alert-shapes';

export interface EvidenceRow {
  readonly event: string;
  readonly n: number;
  readonly position: string;
  readonly hash: string;
  readonly kind: string;
  readonly record: Readonly<Record<string, unknown>>;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
/** A column that was left out is zero. */
const sum = (record: EvidenceRow['record'], ...names: string[]): number =>
  names.reduce((total, name) => total + number(record[name]), 0);

const portOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** What a record of an application is about: a host, a server name, an account, a MAC address. */
const nameOf = (record: EvidenceRow['record']): string | null =>
  text(record.host) ||
  text(record.serverName) ||
  text(record.user) ||
  text(record.hostname) ||
  text(record.senderMac) ||
  text(record.clientMac) ||
  null;

/** A copied record in one line, whatever its kind. Columns that were zero or empty are not in the copy. */
export function evidenceShape({ event, n, position, hash, kind, record }: EvidenceRow): AlertEvidenceShape {
  const base = { id: `${event}#${n}`, position, hash, kind };
  if (kind === 'flow')
    return {
      ...base,
      time: shownTime(number(record.dFirst) || number(record.first)),
      ...{
        src: text(record.src),
        srcPort: number(record.srcPort),
        dst: text(record.dst),
        dstPort: number(record.dstPort),
      },
      proto: protoName(number(record.proto)),
      outcome: text(record.state) || null,
      name: null,
      packets: sum(record, 'dSrcPackets', 'dDstPackets'),
      bytes: sum(record, 'dSrcBytes', 'dDstBytes'),
    };
  if (kind === 'dns')
    return {
      ...base,
      time: shownTime(number(record.time)),
      ...{ src: text(record.client), srcPort: number(record.clientPort) },
      ...{ dst: text(record.server), dstPort: number(record.serverPort) },
      proto: typeName(number(record.qtype)),
      outcome: typeof record.rcode === 'number' && record.rcode < 0 ? null : rcodeName(number(record.rcode)),
      name: text(record.name),
      packets: sum(record, 'queries', 'responses'),
      bytes: sum(record, 'queryBytes', 'responseBytes'),
    };
  if (kind !== 'traffic')
    return {
      ...base,
      time: shownTime(number(record.time) || number(record.at)),
      src: text(record.client) || text(record.src) || text(record.sender),
      srcPort: portOf(record.clientPort ?? record.srcPort),
      dst: text(record.server) || text(record.dst) || text(record.target),
      dstPort: portOf(record.serverPort ?? record.dstPort),
      proto: text(record.service) || kind.toUpperCase(),
      outcome: text(record.outcome) || (typeof record.status === 'number' ? String(record.status) : null),
      name: nameOf(record),
      packets: Math.max(1, sum(record, 'requests', 'replies'), number(record.count)),
      bytes: sum(record, 'requestBytes', 'replyBytes', 'requestLength', 'responseLength'),
    };
  return {
    ...base,
    time: shownTime(number(record.second)),
    ...{ src: '', srcPort: null, dst: '', dstPort: null },
    proto: text(record.app),
    outcome: null,
    name: null,
    packets: number(record.packets),
    bytes: sum(record, 'bytesIn', 'bytesOut'),
  };
}
