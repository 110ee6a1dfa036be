import { INTERVALS, intervalsWith, intervalText, KINDS, kindsWith, outcomeText } from './feed-words';

const feed = (last: object | null) => ({ last }) as Parameters<typeof outcomeText>[0];

it('says how often and what became of it', () => {
  expect([intervalText(60), intervalText(45)]).toEqual(['every hour', 'every 45 minutes']);
  expect(intervalsWith(60)).toBe(INTERVALS);
  expect(intervalsWith(45).at(-1)).toEqual({ minutes: 45, text: 'every 45 minutes' });
  expect(outcomeText(feed(null))).toEqual({ text: 'Not fetched yet', good: true });
  expect(outcomeText(feed({ state: 'imported', failures: 0 })).good).toBe(true);
  expect(outcomeText(feed({ state: 'held', failures: 0 }))).toEqual({ text: 'Held, nothing changed', good: false });
  expect(outcomeText(feed({ state: 'failed', failures: 3 })).text).toBe('Could not be fetched, 3 times in a row');
});

it('offers files, TAXII and MISP feeds, and keeps the format of a file that was chosen elsewhere', () => {
  expect(kindsWith(undefined)).toBe(KINDS);
  expect(kindsWith('taxii').map(({ format }) => format)).toEqual(['', 'taxii', 'mispfeed']);
  expect(kindsWith('csv').at(-1)).toEqual({ format: 'csv', text: 'A file (csv)' });
});
