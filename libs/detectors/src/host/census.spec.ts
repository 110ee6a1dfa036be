import { Census } from './census';

/** A record of a member comes. */
function take(census: Census, member: string, clock: number): void {
  census.begin(clock);
  census.hear(member, clock);
}

describe('what a rule knows of the network', () => {
  it('forgets who was not heard of for long, and goes on from a snapshot', () => {
    const census = new Census();
    take(census, 'a', 10);
    take(census, 'b', 20);
    census.expire(15);
    const again = new Census();
    again.restore(census.snapshot());
    expect([census.members, again.members, again.since]).toEqual([1, 1, 10]);
  });

  it('keeps whom it knows when the clock was set back, and forgets them when their time has come', () => {
    const census = new Census();
    take(census, 'a', 1000);
    census.setBack(100);
    expect([census.members, census.since]).toEqual([1, 100]);
    take(census, 'b', 150);
    census.expire(120);
    expect(census.members).toBe(1);
  });
});
