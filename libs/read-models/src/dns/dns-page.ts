import { hash } from 'node:crypto';

import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { Batch, DnsAnswer } from '@wireledger/events';
import { flowId } from '@wireledger/kernel/hashing';
import type { ClientBase } from 'pg';

import { batchOf, batchOrigin, type BatchOrigin } from '../batch-origin';
import { countPartials, PartitionSpans } from '../partitions/partitions';
import { boolArray, float8Array, inetArray, int4Array, int8Array, textArray, uuidArray } from '../sql/array-param';
import { CopyRows } from '../sql/copy-rows';
import { copyInto } from '../sql/copy-into';
import type { InetBytes } from '../sql/inet-bytes';
import { storableKey } from '../sql/storable';
import { type DnsRecordAt, writeTransaction } from './dns-record';
import { NXDOMAIN } from './dns-codes';
import { DNS_HOUR, DNS_RESOLVED, DNS_TRANSACTION } from './dns-table';
import { domainFacts } from './domain-facts';

const HOUR_US = 3_600_000_000;
const A = 1;
const AAAA = 28;

interface Seen {
  first: number;
  last: number;
}

interface AnswerSeen extends Seen {
  readonly sensor: string;
  readonly name: string;
  readonly type: number;
  readonly data: string;
  readonly address: string | null;
  count: number;
}

interface Counted {
  readonly day: number;
  readonly hour: number;
  readonly sensor: string;
  readonly name: string;
  readonly client: string;
  queries: number;
  answered: number;
  nx: number;
}

/** Transactions of one page, folded in memory and then written: three COPYs, an upsert of names, one of answers. */
export class DnsPage {
  private readonly transactions: CopyRows;
  private readonly resolved: CopyRows;
  private readonly transactionSpans = new PartitionSpans('dns_transaction');
  private readonly resolvedSpans = new PartitionSpans('dns_resolved');
  private readonly names = new Map<string, Seen>();
  private readonly answers = new Map<string, AnswerSeen>();
  private readonly hours = new Map<string, Counted>();

  constructor(private readonly addresses: InetBytes) {
    this.transactions = new CopyRows(DNS_TRANSACTION.columns.length, addresses);
    this.resolved = new CopyRows(DNS_RESOLVED.columns.length, addresses);
  }

  /** @throws when the batch does not fit: nothing of the page may then be written */
  add(event: RecordedEvent): void {
    const batch = batchOf<'dns'>(event, 'name');
    const origin = batchOrigin(event);
    for (let n = 0; n < batch.n; n++) this.record(event, origin, batch, n);
  }

  async write(client: ClientBase): Promise<void> {
    await this.transactionSpans.record(client);
    await this.resolvedSpans.record(client);
    await copyInto(client, DNS_TRANSACTION, this.transactions);
    await copyInto(client, DNS_RESOLVED, this.resolved);
    await this.writeHours(client);
    await this.writeNames(client);
    await this.writeAnswers(client);
  }

  private record(event: RecordedEvent, origin: BatchOrigin, batch: Batch<'dns'>, n: number): void {
    const { cols, t0 } = batch;
    const { sensor, source, day } = origin;
    const ordinal = cols.flow[n] as number;
    const name = storableKey(cols.name[n] as string);
    const time = t0 + (cols.time[n] as number);
    const flow = ordinal > 0 ? flowId(source, ordinal) : null;
    const record: DnsRecordAt = { event, origin, batch, n, name, flow };
    writeTransaction(this.transactions, record);
    this.transactionSpans.on(day).add(sensor, time, time);
    if (name === '') return;
    widen(this.names, name, time);
    this.count(record, time);
    const client = cols.client[n] as string;
    const told = new Set<string>();
    for (const [type, , data] of cols.answers[n] as readonly DnsAnswer[]) {
      const address = (type === A || type === AAAA) && this.addresses.is(data) ? data : null;
      this.answer({ sensor, name, type, data: storableKey(data), address, first: time, last: time, count: 1 });
      if (address === null || told.has(address)) continue;
      told.add(address);
      this.resolved.row().date(day).text(sensor).inet(address).inet(client).int8(time).text(name).text(event.position);
      this.resolvedSpans.on(day).add(sensor, time, time);
    }
  }

  private count({ origin, batch: { cols }, n, name }: DnsRecordAt, time: number): void {
    const { day, sensor } = origin;
    const hour = Math.floor(time / HOUR_US);
    const client = cols.client[n] as string;
    const key = `${day} ${hour} ${sensor.length} ${client} ${sensor}${name}`;
    let counted = this.hours.get(key);
    if (!counted) {
      counted = { day, hour, sensor, name, client, queries: 0, answered: 0, nx: 0 };
      this.hours.set(key, counted);
    }
    const rcode = cols.rcode[n] as number;
    counted.queries += cols.queries[n] as number;
    if (rcode >= 0) counted.answered++;
    if (rcode === NXDOMAIN) counted.nx++;
  }

  private answer(seen: AnswerSeen): void {
    const key = `${seen.type} ${seen.sensor.length} ${seen.name.length} ${seen.sensor}${seen.name}${seen.data}`;
    const known = this.answers.get(key);
    if (!known) {
      this.answers.set(key, seen);
      return;
    }
    known.first = Math.min(known.first, seen.first);
    known.last = Math.max(known.last, seen.last);
    known.count++;
  }

  private async writeHours(client: ClientBase): Promise<void> {
    const spans = new PartitionSpans('dns_hour');
    const rows = new CopyRows(DNS_HOUR.columns.length, this.addresses);
    const partials = new Map<number, number>();
    for (const { day, hour, sensor, name, client: asked, queries, answered, nx } of this.hours.values()) {
      rows.row().date(day).int4(hour).text(sensor).text(name).inet(asked).int8(queries).int8(answered).int8(nx);
      spans.on(day).add(sensor, hour * HOUR_US, (hour + 1) * HOUR_US - 1);
      partials.set(hour, (partials.get(hour) ?? 0) + 1);
    }
    await spans.record(client);
    await copyInto(client, DNS_HOUR, rows);
    await countPartials(client, 'dns_hour', partials);
  }

  private async writeNames(client: ClientBase): Promise<void> {
    if (this.names.size === 0) return;
    const sorted = [...this.names.keys()].sort();
    const times = sorted.map((name) => this.names.get(name) as Seen);
    const facts = sorted.map(domainFacts);
    await client.query(WRITE_NAMES, [
      textArray(sorted),
      int8Array(times.map(({ first }) => first)),
      int8Array(times.map(({ last }) => last)),
      textArray(facts.map(({ registrable }) => registrable)),
      float8Array(facts.map(({ entropy }) => entropy)),
      int4Array(facts.map(({ length }) => length)),
      textArray(facts.map(({ unicode }) => unicode)),
      boolArray(facts.map(({ mixedScript }) => mixedScript)),
    ]);
  }

  private async writeAnswers(client: ClientBase): Promise<void> {
    if (this.answers.size === 0) return;
    const rows = [...this.answers.values()];
    await client.query(WRITE_ANSWERS, [
      textArray(rows.map(({ sensor }) => sensor)),
      uuidArray(rows.map(({ name, type, data }) => hash('md5', JSON.stringify([name, type, data]), 'buffer'))),
      textArray(rows.map(({ name }) => name)),
      int4Array(rows.map(({ type }) => type)),
      textArray(rows.map(({ data }) => data)),
      inetArray(
        rows.map(({ address }) => address),
        this.addresses,
      ),
      int8Array(rows.map(({ first }) => first)),
      int8Array(rows.map(({ last }) => last)),
      int8Array(rows.map(({ count }) => count)),
    ]);
  }
}

function widen(seen: Map<string, Seen>, key: string, time: number): void {
  const known = seen.get(key);
  if (!known) {
    seen.set(key, { first: time, last: time });
    return;
  }
  if (time < known.first) known.first = time;
  if (time > known.last) known.last = time;
}

const WRITE_NAMES = `
INSERT INTO rm.dns_name AS d (name, first, last, registrable, entropy, length, unicode, mixed_script)
SELECT * FROM unnest($1::text[], $2::int8[], $3::int8[], $4::text[], $5::float8[], $6::int4[], $7::text[], $8::bool[])
ON CONFLICT (name) DO UPDATE SET first = least(d.first, excluded.first), last = greatest(d.last, excluded.last)
WHERE excluded.first < d.first OR excluded.last > d.last`;
const WRITE_ANSWERS = `
INSERT INTO rm.dns_answer AS d (sensor, key, name, type, data, address, first, last, count)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::int4[], $5::text[], $6::inet[], $7::int8[], $8::int8[], $9::int8[])
ON CONFLICT (sensor, key) DO UPDATE SET first = least(d.first, excluded.first), last = greatest(d.last, excluded.last),
  count = d.count + excluded.count`;
