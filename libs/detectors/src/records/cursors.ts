import type {
  ArpColumns,
  AuthColumns,
  Batch,
  DhcpColumns,
  DnsColumns,
  FlowColumns,
  HttpColumns,
  DnsAnswer,
  RecordKind,
  TlsColumns,
  TrafficColumns,
} from '@wireledger/events/telemetry';
import { flat } from '../state/flat';
import { isExternal, isInternal } from './addresses';
import { isFailedAttempt } from './attempts';
import { registeredDomain } from './registered-domain';
import type {
  AnyRecord,
  ArpRecord,
  AuthRecord,
  DhcpRecord,
  DnsRecord,
  FlowRecord,
  HttpRecord,
  JudgedKind,
  TlsRecord,
  TrafficRecord,
} from './records';

const SECOND = 1_000_000;

/** A batch as a host takes it: where it stands in the log, and its columns. */
export interface DetectorBatch<K extends RecordKind = RecordKind> {
  readonly kind: K;
  /** Id of the event that holds it. */
  readonly eventId: string;
  readonly source: string;
  /** Name of the sensor; left out where there is none. */
  readonly sensor?: string;
  /** Number of the first record in its (source, kind), from 1. */
  readonly firstSeq: number;
  readonly payload: Batch<K>;
}

/** Stands on one record of a batch after the other: nothing is copied before a detector asks for a field. */
abstract class Cursor<C> {
  seq = 0;
  protected i = 0;
  protected t0 = 0;
  protected cols!: C;
  source = '';
  /** `eventId#`. */
  private event = '';
  private firstSeq = 0;
  /** `ref`, once somebody has asked for it: several rules keep the same text. */
  private named: string | null = null;
  /** The record where it stands, as expressions of the filter language read it. */
  readonly row = { cols: {} as C, t0: 0, n: 0, sensor: '' };

  open(batch: DetectorBatch): void {
    this.cols = batch.payload.cols as unknown as C;
    this.t0 = batch.payload.t0;
    Object.assign(this.row, { cols: this.cols, t0: this.t0, sensor: batch.sensor ?? '' });
    this.event = flat(`${batch.eventId}#`);
    this.firstSeq = batch.firstSeq;
    this.source = batch.source;
  }

  stand(i: number): void {
    this.i = i;
    this.row.n = i;
    this.seq = this.firstSeq + i;
    this.named = null;
  }

  get ref(): string {
    return (this.named ??= `${this.event}${this.i}`);
  }

  protected value(column: readonly number[]): number {
    return column[this.i] as number;
  }

  protected moment(column: readonly number[]): number {
    return this.t0 + (column[this.i] as number);
  }

  protected text(column: readonly string[]): string {
    return column[this.i] as string;
  }
}

// prettier-ignore
class FlowCursor extends Cursor<FlowColumns> implements FlowRecord {
  readonly fact = 'flow';
  private outward: boolean | null = null;
  private vain: boolean | null = null;
  get flow() { return this.value(this.cols.flow); }
  get rec() { return this.value(this.cols.rec); }
  get at() { return this.moment(this.cols.at); }
  get kind() { return this.value(this.cols.kind); }
  get first() { return this.moment(this.cols.first); }
  get last() { return this.moment(this.cols.last); }
  get iface() { return this.value(this.cols.iface); }
  get proto() { return this.value(this.cols.proto); }
  get src() { return this.text(this.cols.src); }
  get dst() { return this.text(this.cols.dst); }
  get srcPort() { return this.value(this.cols.srcPort); }
  get dstPort() { return this.value(this.cols.dstPort); }
  get state() { return this.text(this.cols.state); }
  get srcFlags() { return this.value(this.cols.srcFlags); }
  get dstFlags() { return this.value(this.cols.dstFlags); }
  get srcPackets() { return this.value(this.cols.srcPackets); }
  get dstPackets() { return this.value(this.cols.dstPackets); }
  get srcPayload() { return this.value(this.cols.srcPayload); }
  get dstPayload() { return this.value(this.cols.dstPayload); }
  get dFirst() { return this.moment(this.cols.dFirst); }
  get dLast() { return this.moment(this.cols.dLast); }
  get dSrcPackets() { return this.value(this.cols.dSrcPackets); }
  get dDstPackets() { return this.value(this.cols.dDstPackets); }
  get dSrcBytes() { return this.value(this.cols.dSrcBytes); }
  get dDstBytes() { return this.value(this.cols.dDstBytes); }
  get dSrcPayload() { return this.value(this.cols.dSrcPayload); }
  get dDstPayload() { return this.value(this.cols.dDstPayload); }
  get dSyn() { return this.value(this.cols.dSyn); }
  get dSynLast() { return this.moment(this.cols.dSynLast); }
  get dRst() { return this.value(this.cols.dRst); }
  get dRstLast() { return this.moment(this.cols.dRstLast); }
  get app() { return this.text(this.cols.app); }
  get marks() { return this.value(this.cols.marks); }
  get rtt() { return this.value(this.cols.rtt); }
  get srcRetrans() { return this.value(this.cols.srcRetrans); }
  get dstRetrans() { return this.value(this.cols.dstRetrans); }
  get outbound() { return (this.outward ??= isInternal(this.src) && isExternal(this.dst)); }
  get failed() { return (this.vain ??= isFailedAttempt(this)); }

  override stand(i: number): void {
    super.stand(i);
    this.outward = null;
    this.vain = null;
  }
}

// prettier-ignore
class DnsCursor extends Cursor<DnsColumns> implements DnsRecord {
  readonly fact = 'dns';
  private domainSeq = -1;
  private domainText = '';
  get at() { return this.moment(this.cols.at); }
  get time() { return this.moment(this.cols.time); }
  get client() { return this.text(this.cols.client); }
  get server() { return this.text(this.cols.server); }
  get service() { return this.text(this.cols.service); }
  get name() { return this.text(this.cols.name); }
  get qtype() { return this.value(this.cols.qtype); }
  get rcode() { return this.value(this.cols.rcode); }
  get queries() { return this.value(this.cols.queries); }
  get responses() { return this.value(this.cols.responses); }
  get flow() { return this.value(this.cols.flow); }
  get answers(): readonly DnsAnswer[] { return this.cols.answers[this.i] ?? []; }
  get queryBytes() { return this.value(this.cols.queryBytes); }
  get responseBytes() { return this.value(this.cols.responseBytes); }

  /** Looked up once a record, however many detectors ask. */
  get domain() {
    if (this.domainSeq !== this.i) {
      this.domainSeq = this.i;
      this.domainText = registeredDomain(this.name);
    }
    return this.domainText;
  }

  override open(batch: DetectorBatch): void {
    super.open(batch);
    this.domainSeq = -1;
  }
}

// prettier-ignore
class TrafficCursor extends Cursor<TrafficColumns> implements TrafficRecord {
  readonly fact = 'traffic';
  /** A second is written when it is over. */
  get at() { return this.moment(this.cols.second) + SECOND; }
  get second() { return this.moment(this.cols.second); }
  get iface() { return this.value(this.cols.iface); }
  get app() { return this.text(this.cols.app); }
  get packets() { return this.value(this.cols.packets); }
  get bytesIn() { return this.value(this.cols.bytesIn); }
  get bytesOut() { return this.value(this.cols.bytesOut); }
  get queries() { return this.value(this.cols.queries); }
  get drops() { return this.value(this.cols.drops); }
  get topQueries() { return this.cols.topQueries[this.i] ?? []; }
}

// prettier-ignore
class ArpCursor extends Cursor<ArpColumns> implements ArpRecord {
  readonly fact = 'arp';
  get at() { return this.moment(this.cols.at); }
  get last() { return this.moment(this.cols.last); }
  get via() { return this.text(this.cols.via); }
  get sender() { return this.text(this.cols.sender); }
  get senderMac() { return this.text(this.cols.senderMac); }
  get target() { return this.text(this.cols.target); }
  get previousMac() { return this.text(this.cols.previousMac); }
  get gratuitous() { return this.value(this.cols.gratuitous); }
}

// prettier-ignore
class DhcpCursor extends Cursor<DhcpColumns> implements DhcpRecord {
  readonly fact = 'dhcp';
  get at() { return this.moment(this.cols.at); }
  get time() { return this.moment(this.cols.time); }
  get src() { return this.text(this.cols.src); }
  get dst() { return this.text(this.cols.dst); }
  get dstPort() { return this.value(this.cols.dstPort); }
  get message() { return this.text(this.cols.message); }
  get clientMac() { return this.text(this.cols.clientMac); }
  get hostname() { return this.text(this.cols.hostname); }
  get requested() { return this.cols.requested[this.i] ?? []; }
  get given() { return this.cols.given[this.i] ?? []; }
}

// prettier-ignore
class HttpCursor extends Cursor<HttpColumns> implements HttpRecord {
  readonly fact = 'http';
  get at() { return this.moment(this.cols.at); }
  get time() { return this.moment(this.cols.time); }
  get client() { return this.text(this.cols.client); }
  get server() { return this.text(this.cols.server); }
  get serverPort() { return this.value(this.cols.serverPort); }
  get method() { return this.text(this.cols.method); }
  get host() { return this.text(this.cols.host); }
  get target() { return this.text(this.cols.target); }
  get referrer() { return this.text(this.cols.referrer); }
  get responseType() { return this.text(this.cols.responseType); }
  get requestLength() { return this.value(this.cols.requestLength); }
  get status() { return this.value(this.cols.status); }
  get flow() { return this.value(this.cols.flow); }
}

// prettier-ignore
class TlsCursor extends Cursor<TlsColumns> implements TlsRecord {
  readonly fact = 'tls';
  get at() { return this.moment(this.cols.at); }
  get time() { return this.moment(this.cols.time); }
  get flow() { return this.value(this.cols.flow); }
  get client() { return this.text(this.cols.client); }
  get server() { return this.text(this.cols.server); }
  get serverPort() { return this.value(this.cols.serverPort); }
  get serverName() { return this.text(this.cols.serverName); }
  get ja3() { return this.text(this.cols.ja3); }
  get ja4() { return this.text(this.cols.ja4); }
}

// prettier-ignore
class AuthCursor extends Cursor<AuthColumns> implements AuthRecord {
  readonly fact = 'auth';
  get at() { return this.moment(this.cols.at); }
  get time() { return this.moment(this.cols.time); }
  get client() { return this.text(this.cols.client); }
  get server() { return this.text(this.cols.server); }
  get serverPort() { return this.value(this.cols.serverPort); }
  get service() { return this.text(this.cols.service); }
  get user() { return this.text(this.cols.user); }
  get outcome() { return this.text(this.cols.outcome); }
  get count() { return this.value(this.cols.count); }
  get cleartext() { return this.value(this.cols.cleartext); }
}

/** Unpacks batches record by record. The record handed out is valid until the next one: whoever keeps something of it copies that. */
export class RecordReader {
  private readonly cursors = {
    flow: new FlowCursor(),
    dns: new DnsCursor(),
    arp: new ArpCursor(),
    dhcp: new DhcpCursor(),
    http: new HttpCursor(),
    tls: new TlsCursor(),
    auth: new AuthCursor(),
    traffic: new TrafficCursor(),
  };

  /** Calls `take` with each record of the batch whose number is above `after`; returns how many were left out. Unknown kinds have none. */
  read(batch: DetectorBatch, after: number, take: (record: AnyRecord) => void): number {
    if (!Object.hasOwn(this.cursors, batch.kind)) return 0;
    const cursor = this.cursors[batch.kind as JudgedKind];
    const { n } = batch.payload;
    const from = Math.min(n, Math.max(0, after + 1 - batch.firstSeq));
    cursor.open(batch);
    for (let i = from; i < n; i++) {
      cursor.stand(i);
      take(cursor);
    }
    return from;
  }
}
