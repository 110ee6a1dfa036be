import type { Followed } from '@wireledger/read-models';

import { Followers } from './followers';

const silent = { error: () => undefined, debug: () => undefined };

function followers(ends: () => Promise<Followed>): { readonly said: string[]; readonly all: Followers } {
  const said: string[] = [];
  const all = new Followers(
    ends,
    async (projection) => void said.push(`again ${projection}`),
    async (projection) => void said.push(`release ${projection}`),
    silent,
  );
  return { said, all };
}

describe('a follower that was rung past the deduplication', () => {
  it.each<[Followed, readonly string[]]>([
    ['idle', ['release flows']],
    ['held', ['release flows', 'again flows']],
    ['halted', ['release flows']],
    ['busy', []],
    // The queue is being closed as well.
    ['stopped', []],
  ])('and ended %s takes the deduplication from a dead one, not from a living one: %j', async (ended, wanted) => {
    const { said, all } = followers(async () => ended);
    await all.run('flows', true);
    expect(said).toEqual(wanted);
  });

  it('leaves it alone when it was rung in the ordinary way, and when it runs here already', async () => {
    let end: (ended: Followed) => void = () => undefined;
    const { said, all } = followers(() => new Promise((resolve) => (end = resolve)));
    const first = all.run('flows');
    await all.run('flows', true);
    expect(all.runs('flows')).toBe(true);
    end('held');
    await first;
    expect(said).toEqual(['again flows']);
    expect(all.runs('flows')).toBe(false);
  });
});
