import type { DnsAnswers } from './answer-file';
import type { DnsTruth } from './dns-truth';
import { Tally, byCodeUnit } from './tally';

interface NameCounts {
  queries: number;
  responses: number;
  transactions: number;
  nxdomain: number;
  firstUs: number;
  lastUs: number;
  lastAskedUs: number;
  readonly clients: Set<string>;
}

const UNANSWERED = '-1';
const NXDOMAIN = 3;

/** DNS messages and transactions. */
export class DnsLedger {
  private queries = 0;
  private responses = 0;
  private transactions = 0;
  private repeated = 0;
  private readonly rcodes = new Tally();
  private readonly types = new Tally();
  private readonly names = new Map<string, NameCounts>();

  record(timeUs: number, transaction: DnsTruth, response: boolean): void {
    const name = this.name(transaction.name, timeUs);
    name.lastUs = timeUs;
    if (transaction.queries + transaction.responses === 0) {
      this.transactions++;
      name.transactions++;
      name.clients.add(transaction.client);
      this.rcodes.add(UNANSWERED);
      this.types.add(String(transaction.type));
      name.lastAskedUs = timeUs;
    }
    if (response) {
      this.responses++;
      name.responses++;
      if (transaction.responses++ > 0) return;
      this.rcodes.move(UNANSWERED, String(transaction.rcode));
      if (transaction.rcode === NXDOMAIN) name.nxdomain++;
    } else {
      this.queries++;
      name.queries++;
      if (transaction.queries++ > 0) this.repeated++;
    }
  }

  answers(): DnsAnswers {
    const names = [...this.names].map(([name, { clients, ...counts }]) => ({ name, ...counts, clients: clients.size }));
    return {
      queries: this.queries,
      responses: this.responses,
      distinctNames: names.length,
      transactions: this.transactions,
      rcodes: this.rcodes.sorted(),
      types: this.types.sorted(),
      repeatedQueries: this.repeated,
      names: names.sort((a, b) => b.queries - a.queries || byCodeUnit(a.name, b.name)),
    };
  }

  private name(name: string, timeUs: number): NameCounts {
    let counts = this.names.get(name);
    if (!counts) {
      counts = {
        queries: 0,
        responses: 0,
        transactions: 0,
        nxdomain: 0,
        firstUs: timeUs,
        lastUs: timeUs,
        lastAskedUs: timeUs,
        clients: new Set(),
      };
      this.names.set(name, counts);
    }
    return counts;
  }
}
