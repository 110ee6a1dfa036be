import { noLogFigures } from '@wireledger/decoders';

import { addCounts, EMPTY_CHECKPOINT } from './log-state';

describe('counts of a collector', () => {
  it('have so many kinds, however many a log makes up, and lose no line', () => {
    let { counts } = EMPTY_CHECKPOINT;
    for (let step = 0; step < 10; step++) {
      const others = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`kind ${step}-${i}`, 2]));
      counts = addCounts(counts, { ...noLogFigures(), lines: 120, others });
    }
    expect(counts.lines).toBe(1200);
    expect(Object.keys(counts.others)).toHaveLength(65);
    expect(counts.others).toMatchObject({ 'kind 0-0': 2, others: 1200 - 64 * 2 });
    expect(EMPTY_CHECKPOINT.counts.others).toEqual({});
  });
});
