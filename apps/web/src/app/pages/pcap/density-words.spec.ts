import { barsOf, bucketWords, densityWords } from './density-words';

const DENSITY = { from: '2024-01-05T10:00:00.000000Z', widthSeconds: 15, packets: [0, 2000, 1, 500] };

describe('the density of a capture', () => {
  it('is a bar for each bucket that has packets, the smallest still to be seen', () => {
    expect(barsOf(DENSITY)).toBe('M1 100V0h0.8V100zM2 100V98.5h0.8V100zM3 100V75h0.8V100z');
    expect(barsOf({ ...DENSITY, packets: [] })).toBe('');
    expect(barsOf({ ...DENSITY, packets: [0, 0] })).toBe('');
  });

  it('says what a bucket holds and where most is', () => {
    expect(bucketWords(DENSITY, 1, 'utc')).toBe('10:00:15 · 2,000 packets in 15\u00a0s');
    expect(densityWords(DENSITY, 'utc')).toContain('Most at 10:00:15 · 2,000 packets');
  });
});
