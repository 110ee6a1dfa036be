import { Pacer } from './pacer';
import { cutFor, shiftFor, ReplayRequest } from './replay-spec';

const S = 1_000_000;

describe('Pacer', () => {
  it('releases shifted packets when the wall clock reaches them', () => {
    const pacer = new Pacer({ kind: 'shifted', shiftUs: 100 * S });
    expect(pacer.due(5 * S, 0)).toBe(105 * S);
    expect(pacer.virtual(5 * S, 105 * S, 103 * S)).toBe(3 * S);
  });

  it('plays relative times at their speed and shortens silences', () => {
    const pacer = new Pacer({ kind: 'relative', speed: 10, maxGapUs: 60 * S });
    expect(pacer.due(0, 1000 * S)).toBe(1000 * S);
    expect(pacer.due(20 * S, 1000 * S)).toBe(1002 * S);
    expect(pacer.due(3620 * S, 1002 * S)).toBe(1008 * S);
    expect(pacer.virtual(3620 * S, 1008 * S, 1007 * S)).toBe(3610 * S);
  });

  it('never goes back for packets out of order, nor ahead of the next packet', () => {
    const pacer = new Pacer({ kind: 'relative', speed: 1, maxGapUs: 60 * S });
    pacer.due(10 * S, 0);
    expect(pacer.due(4 * S, S)).toBe(0);
    expect(pacer.due(11 * S, S)).toBe(S);
    expect(pacer.virtual(11 * S, S, 9 * S)).toBe(11 * S);
  });
});

describe('what a replay settles at its start', () => {
  const request = (over: object) => ReplayRequest.parse({ file: '/x', ...over });

  it('chooses the cut by speed', () => {
    expect([cutFor('max'), cutFor(100), cutFor(10), cutFor(1)]).toEqual([60, 60, 1, 1]);
  });

  it('shifts so that the chosen packet is now', () => {
    expect(shiftFor(request({ timestamps: 'original' }), 1, 2, 100)).toBe(0);
    expect(shiftFor(request({ timestamps: 'now', speed: 1, fromS: 10 }), 5 * S, 99 * S, 1000 * S)).toBe(985 * S);
    expect(shiftFor(request({ timestamps: 'now', speed: 'max' }), 5 * S, 99 * S, 1000 * S)).toBe(901 * S);
  });

  it.each([{ file: '' }, { sensor: 'Big' }, { sensor: '-x' }, { speed: 0 }, { timestamps: 'later' }])(
    'refuses %j',
    (over) => {
      expect(ReplayRequest.safeParse({ file: '/x', ...over }).success).toBe(false);
    },
  );
});
