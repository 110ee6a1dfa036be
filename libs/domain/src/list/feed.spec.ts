import { type Feed, type FeedCommand, feedDecider, type Fetched, isDue } from './feed';

const LIST = '5b0c1a52-6f1e-4a55-9a52-0d6f5c1f7a01';
const S = 1_000_000;
const FEED = { url: 'https://lists.example/a.txt', format: null, everyS: 3600, header: null };
const act = (n: number) => ({
  ...{ by: 'user:ada', at: n * S, command: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` },
});
const run = (state: Feed | null, command: FeedCommand): Feed | null =>
  feedDecider.decide(state, command).reduce((folded, event) => feedDecider.evolve(folded, event), state);
const fetched = (state: Feed | null, at: number, more: Partial<Fetched>) =>
  run(state, {
    ...{ type: 'fetched', by: 'system:worker', at: at * S },
    fetched: {
      ...{ state: 'imported', why: null, status: 200, etag: '"a"', lastModified: null, bytes: 1, tookMs: 1 },
      ...{ passing: false, retryAfterS: null, ...more },
    },
  });
const made = () => run(null, { type: 'set', list: LIST, feed: FEED, seen: 0, ...act(1) }) as Feed;

it('is due at once, then at its interval, and when somebody asks', () => {
  const feed = made();
  expect([feed.revision, isDue(feed, 1)]).toEqual([1, true]);
  const done = fetched(feed, 10, {}) as Feed;
  expect([isDue(done, 3609 * S), isDue(done, 3610 * S), done.last?.etag, done.revision]).toEqual([
    false,
    true,
    '"a"',
    1,
  ]);
  const asked = run(done, { type: 'ask', ...act(20) }) as Feed;
  expect(isDue(asked, 21 * S)).toBe(true);
  expect(isDue(fetched(asked, 22, {}) as Feed, 23 * S)).toBe(false);
});

it('a failure that passes is tried again sooner, later each time, never later than the interval or as the server asks', () => {
  let feed: Feed | null = made();
  const waits: number[] = [];
  for (let n = 1; n <= 5; n++) {
    feed = fetched(feed, 100, { state: 'failed', passing: true, status: 503 });
    waits.push(((feed?.last?.nextAt ?? 0) - 100 * S) / S);
  }
  expect(waits).toEqual([60, 240, 960, 3600, 3600]);
  expect(feed?.last?.failures).toBe(5);
  const asked = fetched(made(), 0, { state: 'failed', passing: true, status: 429, retryAfterS: 7200 });
  expect(asked?.last?.nextAt).toBe(7200 * S);
  const longest = fetched(made(), 0, { state: 'failed', passing: true, status: 429, retryAfterS: 9e9 });
  expect(longest?.last?.nextAt).toBe(86_400 * S);
  expect(fetched(made(), 0, { state: 'failed', status: 404 })?.last?.nextAt).toBe(3600 * S);
  expect(fetched(feed, 200, {})?.last?.failures).toBe(0);
});

it('another address begins anew; a change of somebody else is a conflict; the same key acts once', () => {
  const done = fetched(made(), 10, {}) as Feed;
  const other = { ...FEED, url: 'https://lists.example/b.txt' };
  const moved = run(done, { type: 'set', list: LIST, feed: other, seen: 1, ...act(2) }) as Feed;
  expect([moved.last, moved.revision]).toEqual([null, 2]);
  const slower = run(done, { type: 'set', list: LIST, feed: { ...FEED, everyS: 7200 }, seen: 1, ...act(2) });
  expect(slower?.last?.etag).toBe('"a"');
  expect(() => run(moved, { type: 'set', list: LIST, feed: FEED, seen: 1, ...act(3) })).toThrow(/Somebody else/);
  expect(feedDecider.decide(moved, { type: 'set', list: LIST, feed: FEED, seen: 0, ...act(2) })).toEqual([]);
});

it('one that was taken away is not fetched, and what was under way is not noted', () => {
  const gone = run(made(), { type: 'set', list: LIST, feed: null, seen: 1, ...act(2) }) as Feed;
  expect(isDue(gone, 9e15)).toBe(false);
  expect(fetched(gone, 5, {})).toBe(gone);
  expect(() => run(gone, { type: 'ask', ...act(3) })).toThrow(/not fetched from anywhere/);
});
