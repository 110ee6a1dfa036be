import { type LoggedFlow, type LoggedLookup, LogReader } from '@wireledger/decoders';
import type { Batch, CutBatch } from '@wireledger/events/telemetry';

import { LoggedFacts, type LoggedState } from './logged-facts';

const T = 1_780_000_000_000_000;
const ends = { src: '10.0.0.1', srcPort: 5000, dst: '192.0.2.1', dstPort: 53, proto: 17 };
const flow = (over: Partial<LoggedFlow> = {}): LoggedFlow => ({
  ...{
    kind: 'flow',
    uid: 'C1',
    us: T,
    ends,
    lastUs: T + 1_500_000,
    writtenUs: 0,
    vlan: 0,
    sure: true,
    state: 'SF',
    history: 'Dd',
  },
  ...{ flags: [0, 0], packets: [2, 1], bytes: [100, 60], payload: [40, 30], ofIp: true, syns: 0, resets: 0 },
  ...{ app: 'dns', reason: 'idle', ...over },
});
const lookup = (over: Partial<LoggedLookup> = {}): LoggedLookup => ({
  ...{ kind: 'dns', half: 'query', key: 'k', uid: 'C1', us: T, ends, service: 'dns', id: 1, name: 'a.test', qtype: 1 },
  ...{
    qclass: 1,
    rcode: -1,
    latencyUs: -1,
    queries: 1,
    responses: 0,
    flags: 0,
    responseBytes: 0,
    answers: [],
    ...over,
  },
});
const answer = (us: number, over: Partial<LoggedLookup> = {}): LoggedLookup =>
  lookup({ half: 'answer', us, rcode: 0, queries: 0, responses: 1, answers: [[1, 5, '192.0.2.7']], ...over });

function facts(from?: LoggedState) {
  const batches: CutBatch[] = [];
  const logged = new LoggedFacts({ onBatch: (batch) => batches.push(batch), ...(from ? { from } : {}) });
  const cols = <K extends 'flow' | 'dns' | 'traffic'>(kind: K) =>
    batches.filter((batch) => batch.kind === kind).map(({ payload }) => (payload as Batch<K>).cols);
  return { logged, batches, cols };
}

describe('facts of logs', () => {
  it('a flow is one record that ends it, and traffic of the second it is told in', () => {
    const { logged, cols } = facts();
    logged.take(flow());
    logged.finish();
    expect(cols('flow')).toMatchObject([
      { rec: [0], kind: [2], dSrcPackets: [2], dDstBytes: [60], srcPayload: [40], app: ['dns'], marks: [128 + 32] },
    ]);
    expect(cols('traffic')).toMatchObject([{ app: ['dns'], packets: [3], bytesIn: [60], bytesOut: [100] }]);
  });

  it('an answer whose question nobody saw is of who asked, unless it is certain who began', () => {
    const { logged, cols } = facts();
    const answered = { ends: { ...ends, src: '192.0.2.1', srcPort: 53, dst: '10.0.0.1', dstPort: 5000 } };
    const one = { ...answered, packets: [1, 0] as const, bytes: [60, 0] as const, state: 'S0' };
    logged.take(flow({ ...one, sure: false }));
    logged.take(flow({ ...one, sure: true }));
    logged.take(flow({ ...one, sure: false, ends: { ...answered.ends, srcPort: 40_000 } }));
    logged.finish();
    expect(cols('flow')).toMatchObject([
      {
        ...{ src: ['10.0.0.1', '192.0.2.1', '192.0.2.1'], srcPort: [5000, 53, 40_000], state: ['SHR', 'S0', 'S0'] },
        ...{ srcPackets: [0, 1, 1], dstBytes: [60, 0, 0], sure: [1, 1, 0] },
      },
    ]);
  });

  it('what names the same connection is of the same flow, in another log as well', () => {
    const [one, other] = [facts(), facts()];
    one.logged.take(flow());
    one.logged.take(flow({ uid: 'C2' }));
    one.logged.finish();
    other.logged.take(lookup({ half: 'both' }));
    other.logged.finish();
    const [first, second] = one.cols('flow')[0]?.flow as readonly [number, number];
    expect(other.cols('dns')[0]?.flow).toEqual([first]);
    expect(first).not.toBe(second);
    expect(Number.isSafeInteger(first)).toBe(true);
  });

  it('joins query and answer; a question waits 10 s of log time, lines of one answer are together', () => {
    const { logged, cols } = facts();
    logged.take(lookup());
    logged.take(lookup({ us: T + 1_000_000 }));
    logged.take(answer(T + 1_250_000));
    logged.take(lookup({ name: 'b.test', us: T + 2_000_000 }));
    // Too late: nobody is waiting any more.
    logged.take(answer(T + 12_500_000, { name: 'b.test' }));
    logged.take(lookup({ key: 'v1', name: 'c.test', us: T + 13_000_000 }));
    for (const data of ['192.0.2.8', '192.0.2.9'])
      logged.take(answer(T + 13_100_000, { half: 'more', key: 'v1', name: 'x.test', answers: [[1, 5, data]] }));
    expect(logged.take(answer(T, { half: 'more', key: 'nobody', ends: { ...ends, src: '' } }))).toBe(false);
    logged.finish();
    const found = cols('dns').flatMap((of) =>
      of.name.map((name, i) => [name, of.queries[i], of.responses[i], of.latency[i], of.answers[i]?.length]),
    );
    expect(found).toEqual([
      ['a.test', 2, 1, 1_250_000, 1],
      ['b.test', 1, 0, -1, 0],
      ['b.test', 0, 1, -1, 1],
      ['c.test', 1, 1, 100_000, 2],
    ]);
  });

  describe('of dnsmasq without `extra`, where replies say only the name', () => {
    const found = (...lines: readonly string[]) => {
      const { logged, cols } = facts();
      const reader = new LogReader('dnsmasq', 'dns.log', {
        ...{ server: () => '0.0.0.0', serverPort: 0, byUs: Date.UTC(2026, 10, 30) * 1000, latestUs: Infinity },
      });
      for (const line of lines) {
        const entry = reader.line(Buffer.from(`Nov 29 18:15:24 dnsmasq[1]: ${line}`));
        if (entry) logged.take(entry);
      }
      logged.finish();
      return cols('dns').flatMap((of) =>
        of.name.map((_, i) => [
          ...[of.client[i], of.qtype[i], of.queries[i], of.responses[i], of.rcode[i]],
          of.answers[i]?.map(([, , data]) => data),
        ]),
      );
    };
    const [a, aaaa] = ['query[A] x.test from 10.0.0.1', 'query[AAAA] x.test from 10.0.0.1'];

    it('a reply is of the question of its type', () => {
      expect(
        found(a, aaaa, 'forwarded x.test to 192.0.2.53', 'reply x.test is 192.0.2.1', 'reply x.test is 2001:db8::1'),
      ).toEqual([
        ['10.0.0.1', 1, 1, 1, 0, ['192.0.2.1']],
        ['10.0.0.1', 28, 1, 1, 0, ['2001:db8::1']],
      ]);
      expect(found(a, aaaa, 'reply x.test is NODATA-IPv6', 'reply x.test is 192.0.2.1')).toEqual([
        ['10.0.0.1', 1, 1, 1, 0, ['192.0.2.1']],
        ['10.0.0.1', 28, 1, 1, 0, []],
      ]);
      // What says no type is of who has no answer yet.
      expect(found(a, aaaa, 'reply x.test is NXDOMAIN', 'reply x.test is NXDOMAIN')).toEqual([
        ['10.0.0.1', 1, 1, 1, 3, []],
        ['10.0.0.1', 28, 1, 1, 3, []],
      ]);
    });

    it('who asks what another waits for has asked too, and a question after an answer is another', () => {
      const other = 'query[A] x.test from 10.0.0.2';
      const reply = ['reply x.test is 192.0.2.1', 'reply x.test is 192.0.2.2'];
      const both = ['192.0.2.1', '192.0.2.2'];
      expect(found(a, other, a, ...reply, ...reply)).toEqual([
        ['10.0.0.1', 1, 2, 1, 0, both],
        ['10.0.0.2', 1, 1, 1, 0, both],
      ]);
      expect(found(a, reply[0] as string, other, 'cached x.test is 192.0.2.2')).toEqual([
        ['10.0.0.1', 1, 1, 1, 0, ['192.0.2.1']],
        ['10.0.0.2', 1, 1, 1, 0, ['192.0.2.2']],
      ]);
    });
  });

  it('gone on with from its state, says the same', () => {
    const entries = [
      flow(),
      lookup(),
      answer(T + 3_000_000),
      lookup({ name: 'b.test', us: T + 4_000_000 }),
      flow({ uid: 'C3', us: T + 5_000_000 }),
    ];
    const whole = facts();
    entries.forEach((entry, i) => {
      whole.logged.take(entry);
      if (i % 2 === 1) whole.logged.cut();
    });
    whole.logged.finish();
    const parts: CutBatch[] = [];
    let state: LoggedState | undefined;
    for (const some of [entries.slice(0, 2), entries.slice(2, 4), entries.slice(4)]) {
      const { logged, batches } = facts(state);
      for (const entry of some) logged.take(entry);
      if (some.length === 2) logged.cut();
      else logged.finish();
      state = JSON.parse(JSON.stringify(logged.state)) as LoggedState;
      parts.push(...batches);
    }
    expect(parts).toEqual(whole.batches);
    expect(parts.map(({ number }) => number)).toEqual(parts.map((_, i) => i + 1));
  });
});
