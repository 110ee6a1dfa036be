import { AddressCounts } from './top-counts';

const counted = (...addresses: readonly (number | string)[]) => {
  const counts = new AddressCounts();
  for (const address of addresses) counts.add(address);
  return counts;
};
const times = <T>(n: number, of: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => of(i));

describe('counts of addresses', () => {
  it('are greatest first, then by address, and forgotten when they were taken', () => {
    const counts = counted(0x0a000001, 'fe80::1', -1, 'fe80::1', 0, -1);
    expect(counts.take()).toEqual([
      ['255.255.255.255', 2],
      ['fe80::1', 2],
      ['0.0.0.0', 1],
      ['10.0.0.1', 1],
    ]);
    expect(counts.take()).toEqual([]);
    counts.add(-1);
    expect(counts.take()).toEqual([['255.255.255.255', 1]]);
  });

  it('are the fifty greatest of many, whichever came last', () => {
    // 10,000 addresses once, the last hundred of them up to a hundred times more.
    const once = times(10_000, (i) => i);
    const more = times(100, (i) => times(i, () => 9_900 + i)).flat();
    const top = counted(...once, ...more).take();
    expect(top).toHaveLength(50);
    expect(top[0]).toEqual(['0.0.39.15', 100]);
    expect(top.map(([, count]) => count)).toEqual(times(50, (i) => 100 - i));
  });

  it('are those of the first by text where all are equal', () => {
    const top = counted(...times(200, (i) => 0x0a000000 + i)).take();
    expect(top).toHaveLength(50);
    expect(top.slice(0, 3).map(([address]) => address)).toEqual(['10.0.0.0', '10.0.0.1', '10.0.0.10']);
  });

  it('are of those that came first, once there are too many', () => {
    const counts = counted(...times(65_536, (i) => i));
    for (let n = 0; n < 3; n++) {
      counts.add(-1);
      counts.add('fe80::1');
      counts.add(7);
    }
    expect(counts.take()[0]).toEqual(['0.0.0.7', 4]);
    counts.add('fe80::1');
    expect(counts.take()).toEqual([['fe80::1', 1]]);
  });
});
