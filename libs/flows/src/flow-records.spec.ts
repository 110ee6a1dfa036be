import { APP_BY, appBy } from '@wireledger/events/telemetry';
import {
  ACK,
  back,
  FIN,
  icmp,
  rows,
  RST,
  run,
  SYN,
  START,
  SECOND,
  tcp,
  udp,
  type Endpoints,
  type Happening,
} from './testing/frames';

const WEB: Endpoints = { src: '10.0.0.1', dst: '198.51.100.7' };
const HANDSHAKE: Happening[] = [
  [0, tcp(WEB, SYN, 100)],
  [0.02, tcp(back(WEB), SYN | ACK, 500)],
  [0.03, tcp(WEB, ACK, 101)],
];
const flowsOf = (happenings: Happening[], options = {}) => rows(run(happenings, options).batches, 'flow');
const NAMES = ['open', 'update', 'end'];
const REASONS = ['', 'fin', 'rst', 'idle', 'evicted', 'captureEnd', 'lost'];
const told = (happenings: Happening[]) =>
  flowsOf(happenings).map(({ kind, reason, at, t0 }) => [NAMES[kind], REASONS[reason], (t0 + at - START) / SECOND]);

describe('records of a flow', () => {
  it('ends a short one without an open record', () => {
    expect(
      told([
        ...HANDSHAKE,
        [0.04, tcp(WEB, FIN | ACK, 101)],
        [0.05, tcp(back(WEB), FIN | ACK, 501)],
        [20, tcp(WEB, SYN)],
      ]),
    ).toEqual([
      ['end', 'fin', 6],
      ['end', 'captureEnd', 20],
    ]);
  });

  it('opens a long one at its first packet after a second, updates each minute with packets, and sums up', () => {
    const chatter = [1.5, 30, 70, 100, 150, 300].map((at, i): Happening => [at, tcp(WEB, ACK, 101 + i, 'x')]);
    const flows = flowsOf([...HANDSHAKE, ...chatter]);
    expect(flows.map(({ kind, rec }) => [NAMES[kind], rec])).toEqual([
      ['open', 0],
      ['update', 1],
      ['update', 2],
      ['update', 3],
      ['end', 4],
    ]);
    const last = flows.at(-1);
    for (const [delta, total] of [
      ['dSrcPackets', 'srcPackets'],
      ['dDstPackets', 'dstPackets'],
      ['dSrcBytes', 'srcBytes'],
      ['dSrcPayload', 'srcPayload'],
      ['dSyn', 'dSyn'],
    ] as const) {
      const sum = flows.reduce((all, flow) => all + flow[delta], 0);
      expect(sum).toBe(delta === 'dSyn' ? 1 : last?.[total]);
    }
    expect(last).toMatchObject({
      srcPackets: 8,
      srcPayload: 6,
      state: 'S1',
      history: 'ShAD',
      rtt: 30_000,
      sure: 1,
      app: 'http',
    });
  });

  it('tells first and last packet of each delta', () => {
    const flows = flowsOf([...HANDSHAKE, [5, tcp(WEB, ACK, 101, 'a')], [8, tcp(WEB, ACK, 102, 'b')]]);
    const at = (flow: (typeof flows)[number], time: number) => (flow.t0 + time - START) / SECOND;
    expect(flows.map((flow) => [at(flow, flow.dFirst), at(flow, flow.dLast)])).toEqual([
      [0, 5],
      [8, 8],
    ]);
  });

  it('opens an unanswered one when a second has passed, ends it after 30', () => {
    expect(
      told([
        [0.5, tcp(WEB, SYN)],
        [60, icmp(WEB, 8)],
      ]),
    ).toEqual([
      ['open', '', 2],
      ['end', 'idle', 31],
      ['end', 'captureEnd', 60],
    ]);
  });

  it.each([
    ['UDP', udp(WEB, Buffer.from('x')), udp(back({ ...WEB, dport: 9999 }), Buffer.from('y')), 61],
    ['ICMP', icmp(WEB, 8), icmp(back(WEB), 0), 31],
    ['TCP', tcp(WEB, ACK, 1, 'x'), tcp(back(WEB), ACK, 1, 'y'), 301],
  ])('ends an idle answered flow of %s', (_what, there, answer, second) => {
    expect(
      told([
        [0, there],
        [0.1, answer],
        [310, tcp({ ...WEB, sport: 7 }, SYN)],
      ])[0],
    ).toEqual(['end', 'idle', second]);
  });

  it('ends idle ones by the time-outs that were chosen', () => {
    const happenings: Happening[] = [
      [0, udp(WEB, Buffer.from('x'))],
      [0.1, udp(back({ ...WEB, dport: 9999 }), Buffer.from('y'))],
      [100, tcp(WEB, SYN)],
    ];
    const [first] = flowsOf(happenings, { timeouts: { udp: 5, tcp: undefined } });
    expect((first?.t0 ?? 0) + (first?.at ?? 0) - START).toBe(6 * SECOND);
    expect(() => flowsOf([], { timeouts: { udp: 321 } })).toThrow('timeout udp must be 1 to 320 s');
  });

  it('keeps late packets after RST, begins anew with SYN', () => {
    const flows = flowsOf([
      [0, tcp(WEB, SYN, 1)],
      [0.1, tcp(back(WEB), RST | ACK)],
      [0.2, tcp(back(WEB), RST)],
      [0.3, tcp(WEB, SYN, 9)],
    ]);
    expect(
      flows.map(({ flow, state, reason, srcPackets, dstPackets, dRst }) => [
        flow,
        state,
        REASONS[reason],
        srcPackets,
        dstPackets,
        dRst,
      ]),
    ).toEqual([
      [1, 'REJ', 'rst', 1, 2, 2],
      [2, 'S0', 'captureEnd', 1, 0, 0],
    ]);
  });

  const step = (flags: number, fromResponder = false): Happening => [0.1, tcp(fromResponder ? back(WEB) : WEB, flags)];
  it.each<[string, string, Happening[]]>([
    ['S0', 'S', [step(SYN)]],
    ['S1', 'ShA', HANDSHAKE],
    ['SF', 'ShAFf', [...HANDSHAKE, step(FIN | ACK), step(FIN | ACK, true)]],
    ['REJ', 'Sr', [step(SYN), step(RST | ACK, true)]],
    ['S2', 'ShAF', [...HANDSHAKE, step(FIN | ACK)]],
    ['S3', 'ShAf', [...HANDSHAKE, step(FIN | ACK, true)]],
    ['RSTO', 'ShAR', [...HANDSHAKE, step(RST)]],
    ['RSTR', 'ShAr', [...HANDSHAKE, step(RST, true)]],
    ['RSTOS0', 'SR', [step(SYN), step(RST)]],
    ['RSTRH', '^hr', [step(SYN | ACK, true), step(RST, true)]],
    ['SH', 'SF', [step(SYN), step(FIN)]],
    ['SHR', '^hf', [step(SYN | ACK, true), step(FIN, true)]],
    ['OTH', 'A', [step(ACK)]],
  ])('names the state %s, history %s', (state, history, happenings) => {
    expect(flowsOf(happenings)).toMatchObject([{ state, history, src: WEB.src, dst: WEB.dst }]);
  });

  it('counts repeated data, not keep-alive probes', () => {
    const data: Happening[] = [
      [0.1, tcp(WEB, ACK, 101, 'hello')],
      [0.2, tcp(WEB, ACK, 101, 'hello')],
      [0.3, tcp(WEB, ACK, 105, 'o')],
    ];
    expect(flowsOf([...HANDSHAKE, ...data])).toMatchObject([{ srcRetrans: 1, dstRetrans: 0, history: 'ShADT' }]);
  });

  it('turns the direction round when the first packet answers', () => {
    const dns = { src: '10.0.0.1', dst: '192.0.2.53', sport: 53, dport: 53 };
    const answer = Buffer.from('000181800000000000000000', 'hex');
    expect(flowsOf([[0, udp(back(dns), answer)]])).toMatchObject([
      { src: dns.src, dst: dns.dst, sure: 1, state: 'SHR' },
    ]);
    const high = { src: '10.0.0.1', dst: '198.51.100.7', sport: 50_000, dport: 443 };
    expect(flowsOf([[0, tcp(back(high), ACK, 1, 'x')]])).toMatchObject([{ src: high.src, dstPort: 443, sure: 1 }]);
    const peers = { src: '10.0.0.1', dst: '10.0.0.2', sport: 50_000, dport: 50_001 };
    expect(flowsOf([[0, udp(peers, answer)]])).toMatchObject([{ src: peers.src, sure: 0 }]);
  });

  describe('that an ICMP error quotes', () => {
    const error = (type: number, code: number, about: Buffer, size = 28): Buffer => {
      const router = icmp({ src: '203.0.113.1', dst: WEB.src }, type, code);
      const frame = Buffer.concat([router, about.subarray(14, 14 + size)]);
      frame.writeUInt16BE(frame.length - 14, 16);
      return frame;
    };
    const lookup = udp({ ...WEB, dport: 53 }, Buffer.from('x'));
    it.each<[string, Buffer, Buffer, number]>([
      ['port unreachable', lookup, error(3, 3, lookup), 2],
      ['time exceeded', tcp(WEB, SYN), error(11, 0, tcp(WEB, SYN)), 4],
      ['fragmentation needed', tcp(WEB, ACK, 1, 'x'), error(3, 4, tcp(WEB, ACK, 1, 'x')), 8],
      ['a quoted echo request', icmp(WEB, 8), error(11, 0, icmp(WEB, 8)), 4],
      ['nothing of it: a redirect', tcp(WEB, SYN), error(5, 1, tcp(WEB, SYN)), 0],
      ['another flow', tcp(WEB, SYN), error(3, 1, tcp({ ...WEB, sport: 9 }, SYN)), 0],
      ['too little', lookup, error(3, 3, lookup, 19), 0],
    ])('is marked: %s', (_what, about, message, marks) => {
      const flows = flowsOf([
        [0, about],
        [0.1, message],
      ]);
      expect(flows).toMatchObject([
        { marks: about[23] === 1 ? marks : marks | APP_BY.port, dst: WEB.dst, srcPackets: 1 },
        { proto: 1, marks: 0, src: '203.0.113.1' },
      ]);
    });
  });

  it('A-18 keeps its memory bounded and counts what it evicts', () => {
    const flood = Array.from({ length: 5000 }, (_, i): Happening => [i / 10_000, tcp({ ...WEB, sport: i + 1 }, SYN)]);
    const { pipeline, batches } = run(flood, { maxFlows: 1000 });
    expect(pipeline.counters).toMatchObject({ flows: 5000, evicted: 4000, flows_tcp: 5000 });
    const ends = rows(batches, 'flow').filter(({ kind }) => kind === 2);
    expect(ends).toHaveLength(5000);
    expect(ends.filter(({ reason }) => REASONS[reason] === 'evicted')).toHaveLength(4000);
    expect(rows(batches, 'eviction')).toMatchObject([{ state: 'flow', count: 4000 }]);
  });

  it('keeps thousands of flows apart while the table grows and shrinks', () => {
    const happenings: Happening[] = [];
    for (let i = 0; i < 20_000; i++) {
      const ends = { src: `10.0.${i >> 8}.${i & 255}`, dst: '198.51.100.7', sport: 1024 + (i % 50_000), dport: 80 };
      happenings.push([i / 200, tcp(ends, SYN)], [i / 200, tcp(back(ends), SYN | ACK)]);
    }
    const ends = rows(run(happenings).batches, 'flow').filter(({ kind }) => kind === 2);
    expect(ends).toHaveLength(20_000);
    expect(
      ends.every(({ srcPackets, dstPackets, state }) => srcPackets === 1 && dstPackets === 1 && state === 'S1'),
    ).toBe(true);
  });
});

describe('what tells the application of a flow', () => {
  const evidence = (happenings: readonly Happening[]) => {
    const { app, marks } = rows(run(happenings).batches, 'flow').at(-1) as { app: string; marks: number };
    return [app, appBy(marks)];
  };
  const stream = (dport: number, payload: string): Happening[] => {
    const ends = { src: '192.0.2.10', dst: '198.51.100.80', sport: 40_000, dport };
    return [[0, tcp(ends, SYN, 1)], [0.1, tcp(back(ends), SYN | ACK, 1)], [0.2, tcp(ends, ACK, 2, payload)]]; // prettier-ignore
  };

  it.each<[string, readonly Happening[], readonly unknown[]]>([
    ['its bytes', stream(8888, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), ['http', 'content']],
    ['its bytes, against the port', stream(22, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), ['http', 'content']],
    ['the port alone', stream(3306, 'x'), ['mysql', 'port']],
    ['the port, without any byte', stream(80, '').slice(0, 2), ['http', 'port']],
    ['nothing', stream(9999, 'x'), ['other', null]],
    ['the protocol itself, which is no guess', [[0, icmp({ src: '192.0.2.10', dst: '198.51.100.80' }, 8)]], ['icmp', null]],
  ])('is %s', (_what, happenings, told) => {
    expect(evidence(happenings)).toEqual(told);
  }); // prettier-ignore

  it('has the strongest evidence of several', () => {
    const { port, content, announced } = APP_BY;
    expect([0, port, port | content, content | announced, 15].map(appBy)).toEqual([null, 'port', 'content', 'announced', null]); // prettier-ignore
  });
});
