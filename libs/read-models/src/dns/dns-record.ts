import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { Batch, DnsAnswer } from '@wireledger/events';

import { batchOf, batchOrigin, type BatchOrigin } from '../batch-origin';
import type { DnsAnswerShape, DnsTransactionShape } from '../shapes';
import { shownAddress } from '../sql/addresses';
import type { CopyRows } from '../sql/copy-rows';
import { shownTime } from '../sql/range';
import { storable } from '../sql/storable';
import { rcodeName, typeName } from './dns-codes';
import { nameFromWire } from './wire-name';

/** One transaction in its batch, its name as it is stored, the id of its flow. */
export interface DnsRecordAt {
  readonly event: RecordedEvent;
  readonly origin: BatchOrigin;
  readonly batch: Batch<'dns'>;
  readonly n: number;
  readonly name: string;
  readonly flow: string | null;
}

/** A row of `dns_transaction` as PostgreSQL gives it. `answers` is JSON: a list of type, TTL and data. */
export interface DnsRow {
  readonly position: string;
  readonly n: number;
  readonly sensor: string;
  readonly time: number;
  readonly client: string;
  readonly server: string;
  readonly client_port: number;
  readonly server_port: number;
  readonly service: string;
  readonly name: string;
  readonly raw: string;
  readonly qtype: number;
  readonly rcode: number;
  readonly latency: number;
  readonly queries: number;
  readonly responses: number;
  readonly answers: string;
  readonly answer_count: number;
}

export const DNS_ROW = `position, n, sensor, time, client, server, client_port, server_port, service, name, raw, qtype, rcode,
  latency, queries, responses, answers, answer_count`;

/** Appends the row in the order of `DNS_TRANSACTION`. */
export function writeTransaction(rows: CopyRows, { event, origin, batch, n, name, flow }: DnsRecordAt): void {
  const { cols, t0 } = batch;
  const num = (column: readonly number[]) => column[n] as number;
  const text = (column: readonly string[]) => column[n] as string;
  const row = rows.row().date(origin.day).text(event.position).int4(n).text(origin.sensor).uuid(origin.source);
  if (flow === null) row.null();
  else row.uuid(flow);
  row
    .int8(t0 + num(cols.at))
    .int8(t0 + num(cols.time))
    .inet(text(cols.client))
    .inet(text(cols.server));
  row.int4(num(cols.clientPort)).int4(num(cols.serverPort)).int2(num(cols.proto)).text(text(cols.service));
  row.int4(num(cols.id)).text(name).text(text(cols.raw)).int4(num(cols.qtype)).int4(num(cols.qclass));
  row.int4(num(cols.rcode)).int8(num(cols.latency)).int4(num(cols.queries)).int4(num(cols.responses));
  row.int4(num(cols.flags)).int8(num(cols.queryBytes)).int8(num(cols.responseBytes));
  row.text(JSON.stringify(cols.answers[n])).int4(num(cols.answerCount));
}

/** The transaction as the API shows it. */
export function dnsShape(row: DnsRow): DnsTransactionShape {
  return {
    id: `${row.position}#${row.n}`,
    time: shownTime(row.time),
    sensor: row.sensor,
    client: shownAddress(row.client),
    clientPort: row.client_port,
    server: shownAddress(row.server),
    serverPort: row.server_port,
    service: row.service,
    name: row.name,
    rawName: row.raw === '' ? null : nameFromWire(row.raw),
    qtype: typeName(row.qtype),
    rcode: row.rcode < 0 ? null : rcodeName(row.rcode),
    latencyMs: row.latency < 0 ? null : row.latency / 1000,
    queries: row.queries,
    responses: row.responses,
    answers: (JSON.parse(row.answers) as DnsAnswer[]).map(answerShape),
    answerCount: row.answer_count,
  };
}

const answerShape = ([type, ttl, data]: DnsAnswer): DnsAnswerShape => ({
  type: typeName(type),
  ttl,
  data: storable(data),
});

/** Record `n` of a `DnsTransactionsRecorded` event: the live tail's item. @throws RangeError when there is no such record */
export function dnsRecordToTransaction(event: RecordedEvent, n: number): DnsTransactionShape {
  const { cols, t0, n: size } = batchOf<'dns'>(event, 'name');
  if (!(n >= 0 && n < size)) throw new RangeError(`event ${event.id} has no record ${n}`);
  return dnsShape({
    position: event.position,
    n,
    sensor: batchOrigin(event).sensor,
    time: t0 + (cols.time[n] as number),
    client: cols.client[n] as string,
    server: cols.server[n] as string,
    client_port: cols.clientPort[n] as number,
    server_port: cols.serverPort[n] as number,
    service: cols.service[n] as string,
    name: cols.name[n] as string,
    raw: cols.raw[n] as string,
    qtype: cols.qtype[n] as number,
    rcode: cols.rcode[n] as number,
    latency: cols.latency[n] as number,
    queries: cols.queries[n] as number,
    responses: cols.responses[n] as number,
    answers: JSON.stringify(cols.answers[n]),
    answer_count: cols.answerCount[n] as number,
  });
}
