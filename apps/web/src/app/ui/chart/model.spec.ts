import { type ChartData, bucketAt, readingsAt, recordedSpan, silentBuckets } from './model';

const DATA: ChartData = {
  times: [0, 10_000, 20_000],
  bucket: 10,
  bands: [
    { key: 'a', label: 'A', colour: '--cat-1', up: [1, 0, 0], down: [0, 0, 0] },
    { key: 'b', label: 'B', colour: '--cat-2', up: [3, 5, 0], down: [4, 0, 0] },
  ],
};

describe('chart model', () => {
  it('finds the bucket of a moment', () => {
    expect([-1, 0, 9_999, 10_000, 29_999, 30_000, 30_001].map((at) => bucketAt(DATA, at))).toEqual([
      -1, 0, 0, 1, 2, 2, -1,
    ]);
    expect(bucketAt({ ...DATA, times: [] }, 0)).toBe(-1);
  });

  it('reads a bucket, greatest first, without bands that are nothing', () => {
    expect(readingsAt(DATA, 0).map((one) => one.key)).toEqual(['b', 'a']);
    expect(readingsAt(DATA, 1).map((one) => one.key)).toEqual(['b']);
    expect(readingsAt(DATA, 2)).toHaveLength(2);
  });

  it('tells from when to when anything was recorded', () => {
    const band = { key: 'a', label: 'A', colour: '--cat-1', up: [0, 4, 0, 2, 0] };
    const data = { times: [0, 1_000, 2_000, 3_000, 4_000], bucket: 1, bands: [band] };
    expect(recordedSpan(data, 0, 5_000)).toEqual({ first: 1_000, last: 4_000 });
    expect(recordedSpan(data, 1_500, 3_500)).toEqual({ first: 1_500, last: 3_500 });
    expect(recordedSpan({ ...data, bands: [] }, 0, 5_000)).toBeUndefined();
  });

  it('leaves out what is silent, but keeps the way down to zero', () => {
    const band = { key: 'a', label: 'A', colour: '--cat-1', up: [0, 0, 5, 0, 0, 0] };
    expect(silentBuckets({ times: [0, 1, 2, 3, 4, 5], bucket: 1, bands: [band] })).toEqual([
      true,
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});
