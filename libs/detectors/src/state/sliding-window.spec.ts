import { FULL, LATE_US, SlidingWindow, STALE } from './sliding-window';

const SPAN = 100;

/** Numbers that look random and are the same each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let x = seed; ;) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0;
    yield x >>> 8;
  }
}

describe('SlidingWindow', () => {
  it('finds a span that reaches a sum exactly when there is one, in any order of arrival', () => {
    for (let seed = 1; seed < 40; seed++) {
      const next = numbers(seed);
      const window = new SlidingWindow({ spanUs: SPAN, distinct: false, cap: 1000 });
      const held: (readonly [time: number, weight: number])[] = [];
      for (let i = 0; i < 60; i++) {
        const [time, weight] = [next.next().value % 600, 1 + (next.next().value % 3)];
        held.push([time, weight]);
        const reached = (_count: number, sum: number) => sum >= 14;
        const range = window.reaching(window.add(time, '', weight, `${i}`), time, reached);
        const sums = held
          .map(([start]) => held.filter(([at]) => at >= start && at <= start + SPAN))
          .filter((inside) => inside.some(([at, w]) => at === time && w === weight))
          .map((inside) => inside.reduce((sum, [, w]) => sum + w, 0));
        expect(range !== null).toBe(Math.max(...sums) >= 14);
        if (range) {
          const inside = window.times.slice(range.from, range.to);
          expect((inside.at(-1) as number) - (inside[0] as number)).toBeLessThanOrEqual(SPAN);
          expect(inside).toContain(time);
        }
      }
    }
  });

  it.each([
    ['every entry', false, 40],
    ['distinct items', true, 40],
    ['every entry, hardly any bound', false, 10_000],
  ])('holds in the order of time what is newest and not too old, however late it comes: %s', (_what, distinct, cap) => {
    const next = numbers(7);
    const window = new SlidingWindow({ spanUs: 1000, distinct, cap });
    let held: [time: number, item: string, weight: number, ref: string, number: number][] = [];
    for (let i = 0; i < 1500; i++) {
      const time = i * 10 + (i > 900 ? 10 * LATE_US : 0) - (next.next().value % 700) * 10;
      const item = `${next.next().value % 300}`;
      // Numbers come late: none of the first entries has one.
      const number = i < 100 ? 0 : next.next().value % 5;
      window.add(time, item, i, `r${i}`, number);
      const same = distinct ? held.find(([, other]) => other === item) : undefined;
      if (same && same[0] > time) continue;
      held = held.filter((one) => one !== same);
      held.splice(held.findLastIndex(([at]) => at <= time) + 1, 0, [time, item, i, `r${i}`, number]);
      const oldest = (held.at(-1)?.[0] as number) - 1000 - LATE_US;
      held = held.filter(([at]) => at >= oldest).slice(-cap);
      const place = next.next().value % held.length;
      expect([window.size, window.timeAt(place), window.itemAt(place), window.weightAt(place)]).toEqual([
        held.length,
        ...(held[place]?.slice(0, 3) ?? []),
      ]);
      expect(window.numberAt(place)).toBe(held[place]?.[4]);
      if (i % 97 === 0) expect(window.refs).toEqual(held.map(([, , , ref]) => ref));
    }
    const { times, items, weights, refs } = window;
    expect(times.map((time, i) => [time, items[i], weights[i], refs[i], window.numberAt(i)])).toEqual(held);
  });

  it('counts distinct items at their latest time', () => {
    const window = new SlidingWindow({ spanUs: SPAN, distinct: true, cap: 1000 });
    const distinct = (place: number, time: number, n: number) => window.reaching(place, time, (count) => count >= n);
    expect(distinct(window.add(10, 'a', 1, 'r1'), 10, 1)).toEqual({ from: 0, to: 1 });
    expect(distinct(window.add(20, 'a', 1, 'r2'), 20, 2)).toBeNull();
    expect(window.add(15, 'a', 1, 'r3')).toBe(STALE);
    expect(distinct(window.add(111, 'b', 1, 'r4'), 111, 2)).toEqual({ from: 0, to: 2 });
    expect(window.refs).toEqual(['r2', 'r4']);
    expect(distinct(window.add(120, 'a', 1, 'r5'), 120, 2)).toEqual({ from: 0, to: 2 });
    expect(distinct(window.add(121, 'c', 1, 'r6'), 121, 3)).toEqual({ from: 0, to: 3 });
  });

  it('counts distinct items at their earliest time when asked to', () => {
    const shape = { spanUs: SPAN, distinct: true, earliest: true, cap: 1000 };
    let window = new SlidingWindow(shape);
    window.add(50, 'a', 1, 'r1');
    expect(window.add(60, 'a', 1, 'r2')).toBe(STALE);
    expect(window.add(50, 'a', 1, 'r3')).toBe(STALE);
    window.add(55, 'b', 1, 'r4');
    window = SlidingWindow.restore(JSON.parse(JSON.stringify(window.snapshot())), shape);
    const place = window.add(40, 'a', 1, 'r5');
    expect([window.times, window.refs]).toEqual([
      [40, 55],
      ['r5', 'r4'],
    ]);
    expect(window.reaching(place, 40, (count, sum) => count === 2 && sum === 2)).toEqual({ from: 0, to: 2 });
    window.add(SPAN + 330_000_041, 'c', 1, 'r6');
    expect(window.add(SPAN + 330_000_050, 'a', 1, 'r7')).toBeGreaterThanOrEqual(0);
  });

  it('keeps no more than its cap, and what is late for at most 330 s', () => {
    const window = new SlidingWindow({ spanUs: SPAN, distinct: false, cap: 10 });
    for (let i = 0; i < 50; i++) window.add(i, '', 1, `${i}`);
    expect(window.times).toEqual(Array.from({ length: 10 }, (_, i) => 40 + i));
    const place = window.add(3, '', 1, 'late');
    expect(place).toBe(FULL);
    expect(window.reaching(place, 3, (_n, sum) => sum >= 10)).toEqual({ from: 0, to: 10 });
    window.add(330_000_200, '', 1, 'new');
    expect(window.size).toBe(1);
    expect(window.add(50, '', 1, 'too late')).toBe(FULL);
  });

  it('writes numbers behind items, as one text, and reads them back', () => {
    const shape = { spanUs: SPAN, distinct: false, numbered: true, cap: 20 } as const;
    const window = new SlidingWindow(shape);
    const written = () => JSON.parse(JSON.stringify(window.snapshot())) as readonly (readonly unknown[])[];
    const read = () => SlidingWindow.restore(written() as never, shape);
    window.add(2, 'fe80::1 x', 7, 'r1', 1500);
    expect(written()).toEqual([[2], ['fe80::1 x 1500'], [7], ['r1']]);
    expect([read().itemAt(0), read().numberAt(0)]).toEqual(['fe80::1 x', 1500]);
    window.add(1, 'b', 8, 'r2');
    expect(written()[1]).toEqual(['b 0', 'fe80::1 x 1500']);
    expect([read().items, read().numberAt(0), read().numberAt(1)]).toEqual([['b', 'fe80::1 x'], 0, 1500]);
    expect(read().snapshot()).toEqual(written());
  });

  it('is the same after a restore', () => {
    for (const distinct of [true, false]) {
      const shape = { spanUs: SPAN, distinct, cap: 20 };
      const next = numbers(distinct ? 7 : 8);
      let window = new SlidingWindow(shape);
      const twin = new SlidingWindow(shape);
      for (let i = 0; i < 300; i++) {
        const [time, item] = [i * 3 + (next.next().value % 40), `${next.next().value % 9}`];
        const places = [window, twin].map((w) => w.add(time, item, i % 5, `${i}`));
        const ranges = [window, twin].map((w, k) =>
          w.reaching(places[k] as number, time, (n, sum) => n > 5 && sum > 12),
        );
        expect(ranges[0]).toEqual(ranges[1]);
        window = SlidingWindow.restore(JSON.parse(JSON.stringify(window.snapshot())), shape);
      }
    }
  });
});
