import { intervalText, outcomeText } from './feed-words';

const feed = (last: object | null) => ({ last }) as Parameters<typeof outcomeText>[0];

it('says how often and what became of it', () => {
  expect([intervalText(60), intervalText(45)]).toEqual(['every hour', 'every 45 minutes']);
  expect(outcomeText(feed(null))).toEqual({ text: 'Not fetched yet', good: true });
  expect(outcomeText(feed({ state: 'imported', failures: 0 })).good).toBe(true);
  expect(outcomeText(feed({ state: 'held', failures: 0 }))).toEqual({ text: 'Held, nothing changed', good: false });
  expect(outcomeText(feed({ state: 'failed', failures: 3 })).text).toBe('Could not be fetched, 3 times in a row');
});
