import { describeHistogram, histogramOf } from './flow-histogram';

const found = {
  bucket: 60,
  times: ['2026-11-21T08:00:00Z', '2026-11-21T08:01:00Z'],
  bytesOut: [100, 0],
  bytesIn: [900, 1000],
  flows: [3, 1],
  runningBefore: 2,
};

describe('histogram of flows', () => {
  it('shows what both sides sent, or where flows begin', () => {
    expect(histogramOf(found, 'bytes').bands.map((band) => band.up)).toEqual([[1000, 1000]]);
    expect(histogramOf(found, 'flows')).toMatchObject({ bucket: 60, bands: [{ key: 'flows', up: [3, 1] }] });
    expect(histogramOf({ ...found, bytesOut: [0, 0], bytesIn: [0, 0] }, 'bytes').bands).toEqual([]);
  });

  it('says the whole number, and that it is the filter’s', () => {
    expect(describeHistogram(found, 'flows', true).total).toMatch(/^Matching flows · 4 flows begun, 2 begun before/);
    expect(describeHistogram(found, 'bytes', false).summary).toContain(
      'Bytes of all flows over the range: 2.0\u00a0kB',
    );
  });
});
