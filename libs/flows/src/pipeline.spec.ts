import { tlsMessages as wire } from '@wireledger/decoders/testing';
import { APP_BY, type CutBatch, FLOW_MARKS, RECORD_KINDS } from '@wireledger/events/telemetry';
import {
  ACK,
  arp,
  back,
  FIN,
  icmp,
  rows,
  run,
  SECOND,
  START,
  SYN,
  tcp,
  udp,
  type Endpoints,
  type Happening,
} from './testing/frames';
import { LivePipeline } from './live-pipeline';

/** A request of an old client: the fixed fields and nothing behind them. */
const BOOTP = Buffer.concat([Buffer.from([1, 1, 6, 0]), Buffer.alloc(40, 1)]);
const HELLO = wire.records(22, wire.message(1, wire.clientHelloBody([0x1301], wire.serverName('a.example'))));
const ASKING: Endpoints = { src: '10.0.0.1', dst: '192.0.2.53', dport: 53 };

function question(id: number, name: string, flags = 0x0100, answers = ''): Buffer {
  const labels = name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(flags, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(answers === '' ? 0 : 1, 6);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, 1, 0, 1]), Buffer.from(answers, 'hex')]);
}

/** Some minutes of lookups, connections answered and not, silences of many lengths. */
function* traffic(): Generator<Happening> {
  let seed = 7;
  const random = (below: number) => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) % below;
  let at = 0;
  for (let i = 0; i < 500; i++) {
    at += random(20) === 0 ? random(200) / 10 : random(100) / 1000;
    const ends = { src: `10.0.${random(3)}.${random(50)}`, dst: `198.51.100.${random(9)}`, sport: 1024 + random(300) };
    if (random(30) === 0) {
      yield [at, arp({ mac: '020000000001', address: ends.src })];
      yield [at, icmp(ends, 8)];
      yield [at, udp({ ...ends, sport: 68, dport: 67 }, BOOTP)];
      yield [at, tcp(ends, ACK, 1, 'GET / HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n')];
      yield [at, tcp(back(ends), ACK, 1, 'HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n')];
      yield [at, tcp({ ...ends, dport: 443 }, ACK, 1, HELLO)];
    }
    if (random(3) === 0) {
      const asking = { ...ASKING, sport: ends.sport };
      const name = `Host${random(99)}.example`;
      yield [at, udp(asking, question(i & 0xffff, name))];
      if (random(4) > 0)
        yield [at + 0.01, udp(back(asking), question(i & 0xffff, name, 0x8180, 'c00c000100010000003c0004c6336401'))];
    } else yield [at, tcp(random(2) === 0 ? ends : back(ends), random(5) === 0 ? SYN : ACK, i, 'x'.repeat(random(9)))];
  }
}

/** Runs once what several tests look at. */
const counted = run(traffic(), { digest: true });

describe('batches', () => {
  const { batches } = counted;

  it('are numbered without a gap, in catalogue order at a border', () => {
    expect(batches.map(({ number }) => number)).toEqual(batches.map((_, i) => i + 1));
    const seen = new Map<string, number>();
    for (const { kind, seq, payload } of batches) {
      expect(seq).toEqual([(seen.get(kind) ?? 0) + 1, (seen.get(kind) ?? 0) + payload.n]);
      seen.set(kind, seq[1]);
    }
    expect([...seen.keys()].sort()).toEqual(
      RECORD_KINDS.filter((kind) => !['eviction', 'export', 'exportfields'].includes(kind)).sort(),
    );
  });

  it('have columns of their length and times from t0 on', () => {
    for (const { payload, occ } of batches) {
      for (const column of Object.values(payload.cols)) expect(column).toHaveLength(payload.n);
      expect(occ[0]).toBeGreaterThanOrEqual(payload.t0);
      expect(occ[1]).toBeGreaterThanOrEqual(occ[0]);
    }
    expect(rows(batches, 'flow').every(({ first, last, at }) => first >= 0 && last >= first && at >= 0)).toBe(true);
  });

  it('never go back in virtual time', () => {
    for (const kind of ['flow', 'dns'] as const) {
      const times = rows(batches, kind).map(({ at, t0 }) => at + t0);
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });

  it('hold at most 500 records and 256 KiB, whatever the wire says', () => {
    const hostile = `${'\\"'.repeat(31)}.${'"'.repeat(60)}.${'\\'.repeat(60)}`;
    const txt = `c00c00100001ffffffff0fa0${`ff${'22'.repeat(255)}`.repeat(16).slice(0, 8000)}`;
    const happenings = Array.from({ length: 700 }, (_, i): Happening => {
      return [i / 10_000, udp(back({ ...ASKING, sport: 1 + i }), question(i, hostile, 0x8180, txt))];
    });
    const cut = run(happenings).batches;
    for (const { payload } of cut) {
      expect(payload.n).toBeLessThanOrEqual(500);
      expect(JSON.stringify(payload).length).toBeLessThanOrEqual(262_144);
    }
    expect(cut.filter(({ kind }) => kind === 'dns').reduce((sum, { payload }) => sum + payload.n, 0)).toBe(700);
  });

  it('are cut when virtual time crosses a border, by a packet or a tick', () => {
    const minute = run(
      [
        [0, tcp(ASKING, SYN)],
        [39.9, tcp(ASKING, SYN)],
        [40.1, tcp(ASKING, SYN)],
      ],
      { cut: 60 },
    );
    expect(minute.batches.map(({ kind }) => kind)).toEqual(['flow', 'traffic', 'flow', 'traffic']);
  });
});

describe('the same facts', () => {
  const all = (options: object, happenings: Iterable<Happening> = traffic()) => {
    const { pipeline, batches } = run(happenings, { digest: true, ...options });
    return { digest: pipeline.digest(), batches };
  };
  const base = { digest: counted.pipeline.digest(), batches: counted.batches };

  it.each([
    ['with another cut', { cut: 60 }],
    ['with small batches', { maxRecords: 7 }],
    ['without batches', { onBatch: undefined }],
  ])('%s', (_what, options) => {
    expect(all(options).digest).toBe(base.digest);
  });

  it('with ticks, to the batch', () => {
    function* ticking(): Generator<Happening> {
      let second = 0;
      for (const happening of traffic()) {
        for (; second < happening[0]; second += 0.7) yield [second, 'tick'];
        yield happening;
      }
    }
    const live = all({ cut: 1 }, ticking());
    expect(live.digest).toBe(base.digest);
    expect(live.batches).toEqual(base.batches);
  });

  it('not when one packet differs', () => {
    const other = [...traffic()];
    other.splice(100, 1);
    expect(all({ cut: 1 }, other).digest).not.toBe(base.digest);
  });

  it('whether figures are counted with facts or without', () => {
    const { pipeline } = run(traffic(), { onBatch: undefined });
    expect(pipeline.counters).toEqual(counted.pipeline.counters);
  });
});

describe('virtual time', () => {
  it('shows how far it has come in silence, for 330 s, then jumps', () => {
    const years = 30 * 365 * 86_400;
    const { batches } = run([
      [0, tcp(ASKING, SYN)],
      [years, tcp(ASKING, SYN)],
    ]);
    const samples = rows(batches, 'traffic');
    expect(samples.filter(({ app }) => app === '')).toHaveLength(32);
    expect(
      samples.filter(({ packets }) => packets > 0).map(({ t0, second }) => (t0 + second - START) / SECOND),
    ).toEqual([0, years]);
    expect(batches.length).toBeLessThan(50);
  });

  it('is not turned by ticks before the first packet or long after the last', () => {
    const quiet = run([
      [0, 'tick'],
      [1, tcp(ASKING, SYN)],
      [100_000, 'tick'],
    ]);
    expect(quiet.batches).toEqual(
      run([
        [1, tcp(ASKING, SYN)],
        [400, 'tick'],
      ]).batches,
    );
  });

  it('takes packets from the past without going back', () => {
    const { batches } = run([
      [100, tcp(ASKING, SYN)],
      [40, tcp({ ...ASKING, sport: 9 }, SYN)],
      [101, tcp(ASKING, ACK)],
    ]);
    expect(rows(batches, 'traffic').reduce((sum, { packets }) => sum + packets, 0)).toBe(3);
    expect(rows(batches, 'flow').filter(({ kind }) => kind === 2)).toHaveLength(2);
  });

  it('A-75 goes on at another time when the clock was set back: what ran ends, what comes is read as by a new one', () => {
    const DAY = 86_400;
    const batches: CutBatch[] = [];
    const pipeline = new LivePipeline({ cut: 1, onBatch: (batch) => batches.push(batch) });
    const send = (shift: number) => {
      for (const [seconds, frame] of traffic()) {
        if (frame === 'tick') continue;
        const us = START + Math.round(seconds * SECOND) + shift * SECOND;
        pipeline.before(us);
        pipeline.packet(frame, 0, frame.length, frame.length, us, 1, 0);
      }
    };
    send(DAY);
    send(0);
    pipeline.finish();
    const border = batches.findIndex(({ occ }) => occ[1] < START + (DAY / 2) * SECOND);
    const ahead = batches.splice(0, border);
    const kinds = [...new Set(counted.batches.map(({ kind }) => kind))];
    // Numbers of flows go on; times stand as they are, whatever batch they stand in.
    const told = (some: readonly CutBatch[], kind: (typeof kinds)[number], less: number) => {
      const times = ['first', 'last', 'at', 'time'] as const;
      return rows(some, kind).map((row) => {
        const { t0, ...one } = row as unknown as Record<string, unknown> & { t0: number };
        for (const name of times)
          if (typeof one[name] === 'number' && Number(one[name]) + t0 > 1e12) one[name] = Number(one[name]) + t0 - less;
        return {
          at: one['at'],
          first: one['first'],
          time: one['time'],
          src: one['src'],
          name: one['name'],
          state: one['state'],
        };
      });
    };
    for (const kind of kinds) {
      expect([kind, told(ahead, kind, DAY * SECOND)]).toEqual([kind, told(counted.batches, kind, 0)]);
      expect([kind, told(batches, kind, 0)]).toEqual([kind, told(counted.batches, kind, 0)]);
    }
    expect([...ahead, ...batches].map(({ number }) => number)).toEqual([...ahead, ...batches].map((_, i) => i + 1));
  });

  it('A-25 clamps times that do not fit and marks the flow', () => {
    const { batches } = run([[0, tcp(ASKING, SYN)]], { shiftUs: -2 * START });
    expect(rows(batches, 'flow')).toMatchObject([{ marks: FLOW_MARKS.timeInvalid | APP_BY.port, t0: 0, first: 0 }]);
  });

  it('shifts all times by the same', () => {
    const shifted = rows(run([[0, tcp(ASKING, SYN)]], { shiftUs: 3 * SECOND }).batches, 'flow')[0];
    expect((shifted?.t0 ?? 0) + (shifted?.first ?? 0)).toBe(START + 3 * SECOND);
  });
});

describe('lookups', () => {
  const answer = (id: number, name: string) => question(id, name, 0x8180, 'c00c000100010000003c0004c6336401');
  const lookups = (happenings: Happening[]) => rows(run(happenings).batches, 'dns');

  it('are recorded at the answer, repeated queries counted', () => {
    expect(
      lookups([
        [0, udp(ASKING, question(1, 'A.example'))],
        [1, udp(ASKING, question(1, 'a.example'))],
        [1.02, udp(back({ ...ASKING, sport: 40_000 }), answer(1, 'a.example'))],
      ]),
    ).toMatchObject([
      { name: 'a.example', queries: 2, responses: 1, latency: 1_020_000, rcode: 0, answers: [[1, 60, '198.51.100.1']] },
    ]);
  });

  it('are given up after 10 s', () => {
    const [lookup, ...more] = lookups([
      [0.4, udp(ASKING, question(1, 'a.example'))],
      [30, tcp(ASKING, SYN)],
    ]);
    expect(more).toEqual([]);
    expect(lookup).toMatchObject({ rcode: -1, latency: -1, queries: 1, responses: 0 });
    expect((lookup?.t0 ?? 0) + (lookup?.at ?? 0) - START).toBe(11 * SECOND);
  });

  it('are found in TCP segments that come in any order, and behind lost ones', () => {
    const framed = (id: number, name: string) => {
      const message = question(id, name);
      return Buffer.concat([Buffer.from([0, message.length]), message]).toString('latin1');
    };
    const [one, two] = [framed(1, 'one.example'), framed(2, 'two.example')];
    const names = (happenings: Happening[]) => lookups(happenings).map(({ name }) => name);
    expect(
      names([
        [0, tcp(ASKING, SYN, 99)],
        [0.1, tcp(ASKING, ACK, 105, one.slice(5))],
        [0.2, tcp(ASKING, ACK, 100, one.slice(0, 9))],
      ]),
    ).toEqual(['one.example']);
    expect(
      names([
        [0, tcp(ASKING, SYN, 99)],
        [0.1, tcp(ASKING, ACK, 100, one.slice(0, 9))],
        [0.2, tcp(ASKING, ACK, 100 + one.length, two)],
        [0.3, tcp(ASKING, FIN | ACK, 100 + one.length + two.length)],
      ]),
    ).toEqual(['two.example']);
  });

  it('belong to their flow, over TCP in pieces as well', () => {
    const message = question(5, 'big.example');
    const framed = Buffer.concat([Buffer.from([0, message.length]), message]).toString('latin1');
    const { batches } = run([
      [0, tcp(ASKING, SYN, 99)],
      [0.1, tcp(ASKING, ACK, 100, framed.slice(0, 1))],
      [0.2, tcp(ASKING, ACK, 101, framed.slice(1, 9))],
      [0.3, tcp(ASKING, ACK, 101, framed.slice(1, 9))],
      [0.4, tcp(ASKING, ACK, 109, framed.slice(9))],
    ]);
    expect(rows(batches, 'dns')).toMatchObject([
      { name: 'big.example', proto: 6, queries: 1, flow: rows(batches, 'flow')[0]?.flow },
    ]);
  });
});

describe('traffic samples', () => {
  it('count packets, bytes, queries, requests and the busiest sources of each second', () => {
    const web = { src: '10.0.0.1', dst: '198.51.100.7' };
    const { batches } = run([
      [0, tcp(web, SYN)],
      [0.1, tcp(web, ACK, 1, 'GET / HTTP/1.1\r\n\r\n')],
      [0.2, tcp(back(web), ACK, 1, 'HTTP/1.1 200 OK\r\n\r\n')],
      [0.3, udp(ASKING, question(1, 'a.example'))],
    ]);
    const samples = rows(batches, 'traffic');
    expect(samples.map(({ app }) => app)).toEqual(['http', 'dns']);
    expect(samples[0]).toMatchObject({
      packets: 3,
      requests: 1,
      bytesOut: 54 + 54 + 18,
      bytesIn: 54 + 19,
      topSyn: [['10.0.0.1', 1]],
    });
    expect(samples[0]).toMatchObject({ topQueries: [['10.0.0.1', 1]] });
    expect(samples[1]).toMatchObject({ packets: 1, queries: 1, topSyn: [] });
  });

  it('count what the end of a flow leaves half said on the interface that it was said on', () => {
    const [web, other] = [1, 2].map((host) => ({ src: `10.0.0.${host}`, dst: '198.51.100.7' })) as [
      Endpoints,
      Endpoints,
    ];
    const { batches } = run([
      [0, tcp(web, ACK, 1, 'GET / HTTP/1.1\r\nHost: '), 2],
      [0.1, tcp(other, ACK, 1), 1],
      [0.2, tcp(other, ACK, 1, 'GET / HTTP/1.1\r\n\r\n'), 1],
    ]);
    expect(rows(batches, 'traffic').map(({ iface, requests }) => [iface, requests])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });
});
