import type { AnyDetector } from '../detector';
import type { AnyRecord } from '../records/records';
import { Census } from './census';

const detector = { memberOf: ({ src }: { src: string }) => src } as unknown as AnyDetector;
const of = (src: string) => ({ src }) as unknown as AnyRecord;

describe('what a rule knows of the network', () => {
  it('forgets who was not heard of for long, and goes on from a snapshot', () => {
    const census = new Census();
    census.take(detector, of('a'), {}, 10);
    census.take(detector, of('b'), {}, 20);
    census.expire(15);
    const again = new Census();
    again.restore(census.snapshot());
    expect([census.members, again.members, again.since]).toEqual([1, 1, 10]);
  });

  it('keeps whom it knows when the clock was set back, and forgets them when their time has come', () => {
    const census = new Census();
    census.take(detector, of('a'), {}, 1000);
    census.setBack(100);
    expect([census.members, census.since]).toEqual([1, 100]);
    census.take(detector, of('b'), {}, 150);
    census.expire(120);
    expect(census.members).toBe(1);
  });
});
