import type { DnsReader } from '@wireledger/decoders';
import type { FlowView } from '../protocols/flow-view';
import type { DnsRecorder, DnsService, DnsTransaction } from './dns-recorder';
import { UNANSWERED } from './dns-recorder';
import { PendingQuestions } from './pending-questions';

/** Seconds after which a question counts as unanswered. */
const PATIENCE_S = 10;
/** Questions waiting for an answer at once; beyond it the oldest is given up early. */
const MAX_PENDING = 100_000;
/** Questions of one message that become records. */
export const MAX_QUESTIONS = 32;
const SECOND = 1_000_000;

/** Joins DNS queries with their answers: client, server, ports, id and question. Messages with several questions make one record each, counted once. */
export class DnsTracker {
  /** Questions given up early for want of room. */
  evicted = 0;
  /** They are given up in the order of their first query. */
  private readonly pending = new PendingQuestions();

  constructor(private readonly recorder: DnsRecorder) {}

  /** Takes the message of `bytes` length that `reader` has read, carried by `flow`. */
  message(reader: DnsReader, flow: FlowView, service: DnsService, bytes: number): void {
    if (reader.isResponse) this.response(reader, flow, service, bytes);
    else this.query(reader, flow, service, bytes);
  }

  /** Gives up what is due in `second`. */
  expire(second: number): void {
    for (let next = this.pending.oldest; next && next.due <= second; next = this.pending.oldest) this.giveUp(second);
  }

  /** Gives up everything. */
  finish(second: number): void {
    while (this.pending.size > 0) this.giveUp(second);
  }

  private query(reader: DnsReader, flow: FlowView, service: DnsService, bytes: number): void {
    const { us, second } = flow;
    let counted = 1;
    let asked = 0;
    do {
      const known = this.pending.find(reader, flow.flow);
      if (known) {
        known.queries += counted;
        known.queryBytes += counted * bytes;
        known.flags = reader.flags;
        known.last = Math.max(known.last, us);
      } else {
        if (this.pending.size >= MAX_PENDING) this.giveUpOldest(second);
        const about = question(reader, flow, service, true);
        about.queries = counted;
        about.queryBytes = counted * bytes;
        this.pending.add(reader, about);
      }
      counted = 0;
    } while (++asked < MAX_QUESTIONS && reader.next());
  }

  private response(reader: DnsReader, flow: FlowView, service: DnsService, bytes: number): void {
    const { us, second } = flow;
    const first = this.answered(reader, flow, service);
    const others: DnsTransaction[] = [];
    while (others.length < MAX_QUESTIONS - 1 && reader.next()) others.push(this.answered(reader, flow, service));
    const { rcode, answers, answerCount } = reader.readAnswers();
    const latency = first.queries > 0 ? Math.max(0, us - first.time) : -1;
    const at = second * SECOND;
    this.recorder.write(first, { rcode, latency, responses: 1, responseBytes: bytes, answers, answerCount }, at);
    for (const other of others) this.recorder.write(other, { ...UNANSWERED, rcode, latency }, at);
  }

  /** The transaction that the current question of an answer belongs to, a new one when nobody was seen asking. */
  private answered(reader: DnsReader, flow: FlowView, service: DnsService): DnsTransaction {
    const { us } = flow;
    const about = this.pending.take(reader, flow.flow) ?? question(reader, flow, service, false);
    about.flags = reader.flags;
    about.last = Math.max(about.last, us);
    return about;
  }

  private giveUpOldest(second: number): void {
    this.evicted++;
    this.giveUp(second);
  }

  /** The oldest goes without an answer. */
  private giveUp(second: number): void {
    const transaction = this.pending.takeOldest();
    if (transaction) this.recorder.write(transaction, UNANSWERED, second * SECOND);
  }
}

/** The current question, not asked yet. */
function question(reader: DnsReader, flow: FlowView, service: DnsService, fromClient: boolean): DnsTransaction {
  const { us } = flow;
  return {
    flow: flow.flow,
    time: us,
    last: us,
    client: fromClient ? flow.sender() : flow.receiver(),
    server: fromClient ? flow.receiver() : flow.sender(),
    clientPort: fromClient ? flow.senderPort : flow.receiverPort,
    serverPort: fromClient ? flow.receiverPort : flow.senderPort,
    proto: flow.proto,
    service,
    id: reader.id,
    name: reader.nameText(),
    raw: reader.nameRaw(),
    qtype: reader.qtype,
    qclass: reader.qclass,
    flags: reader.flags,
    queries: 0,
    queryBytes: 0,
    due: flow.second + PATIENCE_S + 1,
  };
}
