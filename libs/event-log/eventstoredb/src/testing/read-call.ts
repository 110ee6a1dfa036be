import { randomUUID } from 'node:crypto';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';

import type { Fault } from './fault-plan';
import type { StandInLog, StandInRecord } from './stand-in-log';
import { eventResponse, identifierOf, refusalOf, streamDeleted, streamName } from './wire';

type Call = ServerWritableStream<ReadReq, ReadResp>;

/** The server's page: compile-time constant there, and the window when a filter names none. */
const SERVER_PAGE = 32;

/** One `Streams/Read` call: a bounded read or a subscription, of a stream or of `$all`. */
export class ReadCall {
  private sent = 0;

  constructor(
    private readonly call: Call,
    private readonly log: StandInLog,
    private readonly fault: Fault | undefined,
    private readonly server: {
      readonly dropConnection: () => void;
      readonly refusal: Error | undefined;
      readonly onSent: () => void;
    },
  ) {}

  async serve(): Promise<void> {
    const options = this.call.request.getOptions()!;
    const refusal = this.server.refusal ?? refusalOf(this.fault);
    if (refusal) return this.fail(refusal);
    if (this.fault?.kind === 'silent') return;
    if (this.fault?.kind === 'late')
      await new Promise((resolve) => setTimeout(resolve, (this.fault as { ms: number }).ms));
    if (!(await this.mayGoOn())) return;
    if (options.hasSubscription()) return this.subscribe(options);
    const records = options.hasStream() ? this.recordsOfStream(options) : this.recordsOfAll(options);
    if (!records) return;
    let count = 0;
    for (const record of records) {
      if (++count % SERVER_PAGE === 0) await new Promise(setImmediate);
      if (!(await this.send(eventResponse(record, options.hasAll())))) return;
    }
    this.call.end();
  }

  private recordsOfStream(options: ReadReq.Options): readonly StandInRecord[] | null {
    const wanted = options.getStream()!;
    const stream = streamName(wanted.getStreamIdentifier());
    const records = this.log.readStream(stream);
    if (records === 'deleted') {
      this.fail(streamDeleted(stream));
      return null;
    }
    if (records === 'absent') {
      const notFound = new ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream));
      this.call.write(new ReadResp().setStreamNotFound(notFound));
      this.call.end();
      return null;
    }
    const backwards = options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS;
    const from = wanted.hasRevision() ? BigInt(wanted.getRevision()) : null;
    const some = backwards
      ? records.filter(({ revision }) => (from === null ? wanted.hasEnd() : revision <= from)).reverse()
      : records.filter(({ revision }) => (from === null ? wanted.hasStart() : revision >= from));
    return some.slice(0, countOf(options));
  }

  /** Inclusive forward; backward from `end` or from before a position. System records are part of it. */
  private recordsOfAll(options: ReadReq.Options): readonly StandInRecord[] {
    const from = options.getAll()!;
    const at = from.hasPosition() ? this.log.indexOf(BigInt(from.getPosition()!.getCommitPosition())) : null;
    const count = countOf(options);
    if (options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS) {
      const end = at ?? (from.hasEnd() ? this.log.all.length : 0);
      return this.log.all.slice(Math.max(0, end - count), end).reverse();
    }
    const start = at ?? (from.hasStart() ? 0 : this.log.all.length);
    return this.log.all.slice(start, start + count);
  }

  /** Starts after the given point, catches up, says caughtUp, then follows. */
  private async subscribe(options: ReadReq.Options): Promise<void> {
    const confirmation = new ReadResp.SubscriptionConfirmation().setSubscriptionId(randomUUID());
    if (!(await this.send(new ReadResp().setConfirmation(confirmation)))) return;
    const matches = matcherOf(options);
    const filter = options.getFilter();
    const window =
      (filter?.hasMax() ? filter.getMax() : SERVER_PAGE) * (filter?.getCheckpointintervalmultiplier() || 1);
    let next = this.startOf(options);
    let considered = 0;
    let caughtUp = false;
    let news = () => undefined as void;
    const forget = this.log.onNews(() => news());
    for (const event of ['cancelled', 'close']) this.call.once(event, () => news());
    try {
      while (!this.call.cancelled) {
        const record = this.log.all[next];
        if (!record) {
          if (!caughtUp && !(await this.send(new ReadResp().setCaughtUp(new ReadResp.CaughtUp())))) return;
          caughtUp = true;
          if (next < this.log.all.length) continue;
          await new Promise<void>((resolve) => (news = resolve));
          continue;
        }
        next++;
        if (matches(record) && !(await this.send(eventResponse(record, options.hasAll())))) return;
        if (++considered % SERVER_PAGE === 0) await new Promise(setImmediate);
        if (filter && considered % window === 0) {
          const position = record.position.toString();
          const checkpoint = new ReadResp.Checkpoint().setCommitPosition(position).setPreparePosition(position);
          if (!(await this.send(new ReadResp().setCheckpoint(checkpoint)))) return;
        }
      }
    } finally {
      forget();
    }
  }

  private startOf(options: ReadReq.Options): number {
    const all = options.getAll();
    if (!all || all.hasStart()) return 0;
    if (all.hasEnd()) return this.log.all.length;
    return this.log.indexOf(BigInt(all.getPosition()!.getCommitPosition()) + 1n);
  }

  private async send(message: ReadResp): Promise<boolean> {
    if (this.call.cancelled || this.call.destroyed) return false;
    this.sent++;
    this.server.onSent();
    if (!this.call.write(message))
      await new Promise<void>((resolve) => {
        const done = () => {
          for (const event of ['drain', 'cancelled', 'close']) this.call.removeListener(event, done);
          resolve();
        };
        for (const event of ['drain', 'cancelled', 'close']) this.call.once(event, done);
      });
    return this.mayGoOn();
  }

  /** Carries out a fault that comes after so many messages. */
  private async mayGoOn(): Promise<boolean> {
    if (this.call.cancelled) return false;
    if (this.fault?.kind === 'drop' && this.sent >= this.fault.after) {
      await new Promise(setImmediate);
      this.server.dropConnection();
      return false;
    }
    if (this.fault?.kind === 'halfClose' && this.sent >= this.fault.after) {
      this.call.end();
      return false;
    }
    return true;
  }

  private fail(error: Error): void {
    this.call.emit('error', error);
  }
}

const countOf = (options: ReadReq.Options): number =>
  options.hasCount() ? Math.min(Number(options.getCount()), Number.MAX_SAFE_INTEGER) : Number.MAX_SAFE_INTEGER;

function matcherOf(options: ReadReq.Options): (record: StandInRecord) => boolean {
  if (options.hasStream()) {
    const stream = streamName(options.getStream()!.getStreamIdentifier());
    const { revision } = options.getStream()!.toObject();
    const after = options.getStream()!.hasRevision() ? BigInt(revision) : -1n;
    return (record) => record.stream === stream && record.revision > after;
  }
  const filter = options.getFilter();
  const expression = filter?.getEventType() ?? filter?.getStreamIdentifier();
  if (!filter || !expression) return () => true;
  const subject = filter.hasEventType() ? ({ type }: StandInRecord) => type : ({ stream }: StandInRecord) => stream;
  const prefixes = expression.getPrefixList();
  if (prefixes.length > 0) return (record) => prefixes.some((prefix) => subject(record).startsWith(prefix));
  const regex = new RegExp(expression.getRegex());
  return (record) => regex.test(subject(record));
}
