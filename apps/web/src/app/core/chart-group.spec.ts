import { ChartGroup } from './chart-group';

describe('charts of a page', () => {
  it('have one cross-line, and the tooltip where it is pointed at', () => {
    const group = new ChartGroup();
    const [a, b] = [{}, {}];
    group.point(5_000, a);
    expect([group.at(), group.isAt(a), group.isAt(b)]).toEqual([5_000, true, false]);
    group.leave(b);
    expect(group.at()).toBe(5_000);
    group.marked.set({ from: 1, to: 2 });
    group.leave(a);
    expect([group.at(), group.marked()]).toEqual([undefined, undefined]);
  });

  it('say how wide their buckets and plots are, and forget those that went', () => {
    const group = new ChartGroup();
    const [a, b] = [{}, {}];
    expect(group.bucket()).toBeUndefined();
    group.put(a, { bucket: 60, pixels: 300 });
    group.put(b, { bucket: 300, pixels: 900 });
    expect([group.bucket(), group.pixels()]).toEqual([60, 900]);
    group.point(1, b);
    group.remove(b);
    expect([group.pixels(), group.at()]).toEqual([300, undefined]);
  });
});
