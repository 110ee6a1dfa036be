import type { DnsAnswer } from '@wireledger/events/telemetry';
import type { BatchCutter } from '../batch-cutter';
import type { ColumnBuffer } from '../columns';

export type DnsService = 'dns' | 'mdns' | 'llmnr';

/** A question and what became of it; times in µs. */
export interface DnsTransaction {
  readonly flow: number;
  readonly time: number;
  readonly client: string;
  readonly server: string;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly proto: number;
  readonly service: DnsService;
  readonly id: number;
  readonly name: string;
  readonly raw: string;
  readonly qtype: number;
  readonly qclass: number;
  /** Time of the last message. */
  last: number;
  queries: number;
  flags: number;
  queryBytes: number;
  /** Virtual second in which it is given up. */
  readonly due: number;
}

/** What an answer adds. */
export interface DnsOutcome {
  readonly rcode: number;
  readonly latency: number;
  readonly responses: number;
  readonly responseBytes: number;
  readonly answers: readonly DnsAnswer[];
  readonly answerCount: number;
}

export const UNANSWERED: DnsOutcome = {
  rcode: -1,
  latency: -1,
  responses: 0,
  responseBytes: 0,
  answers: [],
  answerCount: 0,
};

/** Writes DNS transactions. */
export class DnsRecorder {
  private readonly row: ColumnBuffer;

  constructor(private readonly cutter: BatchCutter) {
    this.row = cutter.open('dns');
  }

  write(about: DnsTransaction, outcome: DnsOutcome, atUs: number): void {
    const { numbers, texts, values, json } = this.row;
    let n = 0;
    numbers[n++] = about.flow;
    numbers[n++] = atUs;
    numbers[n++] = about.time;
    numbers[n++] = about.clientPort;
    numbers[n++] = about.serverPort;
    numbers[n++] = about.proto;
    numbers[n++] = about.id;
    numbers[n++] = about.qtype;
    numbers[n++] = about.qclass;
    numbers[n++] = outcome.rcode;
    numbers[n++] = outcome.latency;
    numbers[n++] = about.queries;
    numbers[n++] = outcome.responses;
    numbers[n++] = about.flags;
    numbers[n++] = about.queryBytes;
    numbers[n++] = outcome.responseBytes;
    numbers[n++] = outcome.answerCount;
    texts[0] = about.client;
    texts[1] = about.server;
    texts[2] = about.service;
    texts[3] = about.name;
    texts[4] = about.raw;
    values[0] = outcome.answers;
    json[0] = outcome.answers.length === 0 ? '[]' : JSON.stringify(outcome.answers);
    this.cutter.push(this.row, Math.min(about.time, atUs), about.time, about.last);
  }
}
