import type { Batch, ColumnsOf, CutBatch, RecordKind } from '@wireledger/events';
import type { AnswerFile, Counted } from '@wireledger/simulator';

type Row<C> = { readonly [K in keyof C]: C[K] extends readonly (infer V)[] ? V : never };
type FlowRow = Row<ColumnsOf['flow']> & { readonly t0: number };

const UNANSWERED = '-1';

/** Counts what decoded facts say, in the words of the answer file. Reads batches, shares nothing with the generator. */
export class CountedFacts {
  private readonly flows: FlowRow[] = [];
  private readonly dns: (Row<ColumnsOf['dns']> & { readonly t0: number })[] = [];
  private readonly traffic: (Row<ColumnsOf['traffic']> & { readonly t0: number })[] = [];

  take(batch: CutBatch): void {
    if (is(batch, 'flow')) this.flows.push(...rows<'flow'>(batch.payload));
    if (is(batch, 'dns')) this.dns.push(...rows<'dns'>(batch.payload));
    if (is(batch, 'traffic')) this.traffic.push(...rows<'traffic'>(batch.payload));
  }

  /** Final record of every flow. */
  get ended(): readonly FlowRow[] {
    return this.flows.filter(({ kind }) => kind === 2);
  }

  flowFigures(): AnswerFile['flows'] {
    const { ended } = this;
    const of = (...protos: number[]) => ended.filter(({ proto }) => protos.includes(proto));
    const tuples = (proto: number) =>
      new Set(
        of(proto).map(({ src, srcPort, dst, dstPort }) => [`${src}|${srcPort}`, `${dst}|${dstPort}`].sort().join(' ')),
      );
    return {
      tcp: of(6).length,
      udp: of(17).length,
      icmp: of(1, 58).length,
      fiveTuplesTcp: tuples(6).size,
      fiveTuplesUdp: tuples(17).size,
      icmpPairs: new Set(of(1, 58).map(({ src, dst }) => [src, dst].sort().join(' '))).size,
      tcpStates: tally(of(6).map(({ state }) => [state, 1])),
      udpStates: tally(of(17).map(({ state }) => [state, 1])),
      retransmissions: sum(of(6), ({ srcRetrans, dstRetrans }) => srcRetrans + dstRetrans),
      syns: sum(this.flows, ({ dSyn }) => dSyn),
      resets: sum(this.flows, ({ dRst }) => dRst),
    };
  }

  /** Σ of deltas and of final counters, which must agree. */
  flowTotals(): { readonly packets: number; readonly bytes: number; readonly payload: number }[] {
    return [
      {
        packets: sum(this.flows, ({ dSrcPackets, dDstPackets }) => dSrcPackets + dDstPackets),
        bytes: sum(this.flows, ({ dSrcBytes, dDstBytes }) => dSrcBytes + dDstBytes),
        payload: sum(this.flows, ({ dSrcPayload, dDstPayload }) => dSrcPayload + dDstPayload),
      },
      {
        packets: sum(this.ended, ({ srcPackets, dstPackets }) => srcPackets + dstPackets),
        bytes: sum(this.ended, ({ srcBytes, dstBytes }) => srcBytes + dstBytes),
        payload: sum(this.ended, ({ srcPayload, dstPayload }) => srcPayload + dstPayload),
      },
    ];
  }

  apps(): AnswerFile['apps'] {
    const flows = new Map(tally(this.ended.map(({ app }) => [app, 1])).map(({ key, count }) => [key, count]));
    const names = [...new Set(this.traffic.map(({ app }) => app).filter((app) => app !== ''))];
    return names
      .map((app) => {
        const own = this.traffic.filter((row) => row.app === app);
        const bytesIn = sum(own, (row) => row.bytesIn);
        const bytesOut = sum(own, (row) => row.bytesOut);
        return { app, packets: sum(own, (row) => row.packets), bytesIn, bytesOut, flows: flows.get(app) ?? 0 };
      })
      .sort((a, b) => b.bytesIn + b.bytesOut - a.bytesIn - a.bytesOut || order(a.app, b.app));
  }

  minutes(): AnswerFile['minutes'] {
    const minutes = new Map<
      number,
      { startUs: number; packets: number; bytes: number; dnsQueries: number; httpRequests: number }
    >();
    for (const { t0, second, packets, bytesIn, bytesOut, queries, requests } of this.traffic) {
      if (packets === 0) continue;
      const startUs = Math.floor((t0 + second) / 60e6) * 60e6;
      const minute = minutes.get(startUs) ?? { startUs, packets: 0, bytes: 0, dnsQueries: 0, httpRequests: 0 };
      minute.packets += packets;
      minute.bytes += bytesIn + bytesOut;
      minute.dnsQueries += queries;
      minute.httpRequests += requests;
      minutes.set(startUs, minute);
    }
    return [...minutes.values()].sort((a, b) => a.startUs - b.startUs);
  }

  seconds(): AnswerFile['seconds'] {
    const starts = this.traffic.filter(({ packets }) => packets > 0).map(({ t0, second }) => (t0 + second) / 1e6);
    const firstSecond = Math.min(...starts);
    const packets = new Array<number>(Math.max(...starts) - firstSecond + 1).fill(0);
    const bytes = [...packets];
    for (const row of this.traffic) {
      const at = (row.t0 + row.second) / 1e6 - firstSecond;
      if (row.packets === 0) continue;
      packets[at] = (packets[at] ?? 0) + row.packets;
      bytes[at] = (bytes[at] ?? 0) + row.bytesIn + row.bytesOut;
    }
    return { firstSecond, packets, bytes };
  }

  /** Without `lastUs`: a transaction that nobody answered does not tell when its last query was sent. */
  dnsFigures() {
    const { dns } = this;
    const names = [...new Set(dns.map(({ name }) => name))].map((name) => {
      const own = dns.filter((row) => row.name === name);
      return {
        name,
        queries: sum(own, ({ queries }) => queries),
        responses: sum(own, ({ responses }) => responses),
        transactions: own.length,
        nxdomain: own.filter(({ rcode }) => rcode === 3).length,
        clients: new Set(own.map(({ client }) => client)).size,
        firstUs: Math.min(...own.map(({ t0, time }) => t0 + time)),
        lastAskedUs: Math.max(...own.map(({ t0, time }) => t0 + time)),
      };
    });
    return {
      queries: sum(dns, ({ queries }) => queries),
      responses: sum(dns, ({ responses }) => responses),
      distinctNames: names.length,
      transactions: dns.length,
      rcodes: tally(dns.map(({ rcode }) => [rcode < 0 ? UNANSWERED : String(rcode), 1])),
      types: tally(dns.map(({ qtype }) => [String(qtype), 1])),
      repeatedQueries: sum(dns, ({ queries }) => Math.max(0, queries - 1)),
      names: names.sort((a, b) => b.queries - a.queries || order(a.name, b.name)),
    };
  }

  topTalkers(): Counted[] {
    return tally(this.ended.map(({ src, srcBytes, dstBytes }) => [src, srcBytes + dstBytes]));
  }

  responders(): Counted[] {
    return tally(this.ended.map(({ dst, dstBytes }) => [dst, dstBytes]));
  }

  hosts(): AnswerFile['hosts'] {
    const asked = new Map(
      tally(this.dns.map(({ client, queries }) => [client, queries])).map(({ key, count }) => [key, count]),
    );
    const flowsOf = new Map<string, FlowRow[]>();
    for (const flow of this.ended)
      for (const address of [flow.src, flow.dst]) flowsOf.set(address, [...(flowsOf.get(address) ?? []), flow]);
    return [...flowsOf]
      .map(([address, flows]) => {
        const as = flows.filter(({ src }) => src === address);
        const by = flows.filter(({ dst }) => dst === address);
        return {
          address,
          packetsSent: sum(as, (flow) => flow.srcPackets) + sum(by, (flow) => flow.dstPackets),
          packetsReceived: sum(as, (flow) => flow.dstPackets) + sum(by, (flow) => flow.srcPackets),
          bytesSent: sum(as, (flow) => flow.srcBytes) + sum(by, (flow) => flow.dstBytes),
          bytesReceived: sum(as, (flow) => flow.dstBytes) + sum(by, (flow) => flow.srcBytes),
          flowsAsOriginator: as.length,
          flowsAsResponder: by.length,
          peers: new Set([...as.map(({ dst }) => dst), ...by.map(({ src }) => src)]).size,
          dnsQueries: asked.get(address) ?? 0,
          firstUs: Math.min(...flows.map(({ t0, first }) => t0 + first)),
          lastUs: Math.max(...flows.map(({ t0, last }) => t0 + last)),
        };
      })
      .sort((a, b) => b.bytesSent + b.bytesReceived - a.bytesSent - a.bytesReceived || order(a.address, b.address));
  }

  dhcpMessages(): number {
    return sum(this.traffic, ({ app, packets }) => (app === 'dhcp' ? packets : 0));
  }

  httpRequests(): number {
    return sum(this.traffic, ({ requests }) => requests);
  }
}

function is<K extends RecordKind>(batch: CutBatch, kind: K): batch is CutBatch<K> {
  return batch.kind === kind;
}

function rows<K extends RecordKind>(batch: Batch<K>) {
  const columns = Object.entries(batch.cols) as [string, readonly unknown[]][];
  return Array.from(
    { length: batch.n },
    (_, i) =>
      Object.fromEntries([...columns.map(([name, values]) => [name, values[i]]), ['t0', batch.t0]]) as Row<
        ColumnsOf[K]
      > & { t0: number },
  );
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function tally(entries: readonly (readonly [string, number])[]): Counted[] {
  const counts = new Map<string, number>();
  for (const [key, count] of entries) counts.set(key, (counts.get(key) ?? 0) + count);
  return [...counts]
    .filter(([, count]) => count !== 0)
    .map(([key, count]) => ({ key, count }))
    .sort((a, b) => b.count - a.count || order(a.key, b.key));
}
