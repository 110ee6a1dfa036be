import { TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../wire/frames';
import { FlowTruth } from './flow-truth';

const STEPS: Readonly<Record<string, readonly [boolean, number]>> = {
  S: [true, TCP_SYN],
  h: [false, TCP_SYN | TCP_ACK],
  A: [true, TCP_ACK],
  a: [false, TCP_ACK],
  F: [true, TCP_FIN | TCP_ACK],
  f: [false, TCP_FIN | TCP_ACK],
  R: [true, TCP_RST],
  r: [false, TCP_RST | TCP_ACK],
};

function flow(proto: 6 | 17 | 1, steps: string): FlowTruth {
  const truth = new FlowTruth(
    proto,
    { address: '10.20.1.1', port: 50_000 },
    { address: '192.0.2.1', port: 80 },
    'other',
  );
  for (const step of steps) {
    const [fromOriginator, flags] = STEPS[step] as readonly [boolean, number];
    truth.note(fromOriginator, flags);
  }
  return truth;
}

describe('the state of a flow', () => {
  it.each([
    ['', ''],
    ['S', 'S0'],
    ['SSS', 'S0'],
    ['Sr', 'REJ'],
    ['Sh', 'S1'],
    ['ShAAa', 'S1'],
    ['ShAFfA', 'SF'],
    ['ShAfFa', 'SF'],
    ['ShAF', 'S2'],
    ['ShAf', 'S3'],
    ['ShAR', 'RSTO'],
    ['ShR', 'RSTO'],
    ['ShAfR', 'RSTO'],
    ['ShAr', 'RSTR'],
    ['SR', 'RSTOS0'],
    ['SF', 'SH'],
    ['hr', 'RSTRH'],
    ['hf', 'SHR'],
    ['Aa', 'OTH'],
  ])('TCP %s is %s', (steps, state) => {
    expect(flow(6, steps).state).toBe(state);
  });

  it.each([
    ['A', 'S0'],
    ['a', 'SHR'],
    ['Aa', 'SF'],
  ])('UDP %s is %s', (steps, state) => {
    expect(flow(17, steps).state).toBe(state);
  });

  it('is OTH for ICMP, and the five-tuple is the same seen from both sides', () => {
    expect(flow(1, 'Aa').state).toBe('OTH');
    const there = new FlowTruth(6, { address: '10.0.0.1', port: 1 }, { address: '10.0.0.2', port: 2 }, 'other');
    const back = new FlowTruth(6, { address: '10.0.0.2', port: 2 }, { address: '10.0.0.1', port: 1 }, 'other');
    expect(there.fiveTuple).toBe(back.fiveTuple);
    expect(there.fiveTuple).not.toBe(flow(6, '').fiveTuple);
  });
});
